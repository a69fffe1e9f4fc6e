/**
 * Weeks of changes and faults in moments: whatever happens on the way, the promises of docs/concepts/simulation.md hold. A seed
 * that fails is told with `npm run simulate -- --seed N`.
 */
import { noFaults, playStory, writeStory, type Story } from '@drawbridge/testkit/simulation';
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

test('what a restart allowed is not held against the cycle before it, which still waits for an answer', async () => {
  const clear = { watermark: false, escrows: false, quarantine: true, links: false, forceDeletes: true };
  const story: Story = {
    seed: 1,
    people: 8,
    groups: 1,
    processes: 1,
    pageSize: 10,
    recordsInFlight: 1,
    intervalMs: 86_400_000,
    brakes: { QuarantineTooManyDeletesThreshold: '0' },
    settings: {},
    matchesByNickname: false,
    isUnique: true,
    hasVersions: false,
    losesDisabled: false,
    bulkOperations: 0,
    repeats: false,
    accountsBefore: [],
    steps: [
      { afterMs: 3_600_000, act: { kind: 'faults', rates: { ...noFaults, timeout: 1 } } },
      { afterMs: 0, act: { kind: 'assign', person: 4, isAssigned: false } },
      { afterMs: 5_000, act: { kind: 'faults', rates: noFaults } },
      { afterMs: 0, act: { kind: 'restart', clear } },
    ],
  };
  expect((await playStory(story)).violation).toBeUndefined();
});
