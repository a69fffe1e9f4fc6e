/** The pages of docs/concepts do not lie: the example of each is run, and comes out as the page shows it. */
import { describe, expect, test } from 'vitest';
import { brakes, decisions, matching, references } from './cycle-examples.ts';
import { blocksOf, type Blocks } from './page-examples.ts';
import { mapping, quarantine, retries, scope } from './rule-examples.ts';

type Outcome = Readonly<Record<string, unknown>>;

const examples: Readonly<Record<string, (page: Blocks) => Outcome | Promise<Outcome>>> = {
  scope,
  mapping,
  matching,
  decisions,
  references,
  retries,
  quarantine,
  'deletion-brakes': brakes,
};

describe('the examples of docs/concepts', () => {
  test.each(Object.keys(examples))('%s.md shows what happens', async (page) => {
    const blocks = blocksOf(page);
    const outcome = await examples[page]!(blocks);
    for (const [name, value] of Object.entries(outcome)) {
      const text = blocks.get(name) ?? '';
      expect(typeof value === 'string' ? text : JSON.parse(text), name).toEqual(value);
    }
  });
});
