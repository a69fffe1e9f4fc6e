/**
 * scim2-parse-filter as an oracle, where it is right: exact-case strings, no dates, sub-attributes named in full, no
 * escapes. It stays out of the product for what it gets wrong beyond that.
 */
import fc from 'fast-check';
import { filter as compileTheirs, parse as parseTheirs } from 'scim2-parse-filter';
import { describe, expect, test } from 'vitest';
import {
  compareOperators,
  evaluateFilter,
  parseFilter,
  printFilter,
  userResourceType,
  type Filter,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const text = fc.constantFrom('a', 'b', 'ab', 'ba', 'abc', '');
const user = fc.record(
  {
    userName: text,
    title: text,
    name: fc.record({ givenName: text, familyName: text }, { requiredKeys: [] }),
    emails: fc.array(fc.record({ type: text, value: text }), { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['userName', 'title', 'name', 'emails'] },
);

const positive = compareOperators.filter((operator) => operator !== 'ne');
const compare = (names: string[]) =>
  fc
    .record({ name: fc.constantFrom(...names), operator: fc.constantFrom(...positive), value: text })
    .map(({ name, operator, value }): Filter => {
      const [head, subName] = name.split('.') as [string, string | undefined];
      return { kind: 'compare', path: { name: head, ...(subName && { subName }) }, operator, value };
    });
const element = compare(['type', 'value']);
const leaf = fc.oneof(
  compare(['userName', 'title', 'name.givenName', 'name.familyName']),
  element.map((inner): Filter => ({ kind: 'valuePath', path: { name: 'emails' }, filter: inner })),
);
const tree = fc.oneof(
  leaf,
  fc.tuple(leaf, leaf).map((filters): Filter => ({ kind: 'and', filters })),
  fc.tuple(leaf, leaf).map((filters): Filter => ({ kind: 'or', filters })),
  leaf.map((filter): Filter => ({ kind: 'not', filter })),
);

describe('against scim2-parse-filter', () => {
  test('both say the same of filters and users in one case', () => {
    fc.assert(
      fc.property(tree, user, (filter, resource) => {
        const printed = printFilter(filter);
        const theirs = compileTheirs(parseTheirs(printed))(resource) as boolean;
        expect(evaluateFilter(parseFilter(printed), aDocument(resource), userResourceType)).toBe(theirs);
      }),
      { numRuns: 1_000 },
    );
  });
});
