/**
 * Weeks of changes and faults in moments: whatever happens on the way, the promises of docs/concepts/simulation.md hold. A seed
 * that fails is told with `npm run simulate -- --seed N`.
 */
import { playStory, writeStory } from '@drawbridge/testkit/simulation';
import { expect, test } from 'vitest';

const [stories, atOnce] = [500, 25];

test.each(Array.from({ length: stories / atOnce }, (_, chunk) => 1 + chunk * atOnce))(
  'every promise holds in the stories from seed %i on',
  { timeout: 120_000 },
  async (from) => {
    const broken: string[] = [];
    for (let seed = from; seed < from + atOnce; seed++) {
      const { violation } = await playStory(writeStory(seed));
      if (violation) broken.push(`seed ${seed}: ${violation.message}`);
    }
    expect(broken).toEqual([]);
  },
);

test('the same seed plays the same story to the same end', async () => {
  for (const seed of [7, 41, 111]) {
    const [once, again] = [await playStory(writeStory(seed)), await playStory(writeStory(seed))];
    expect(again).toEqual(once);
  }
});
