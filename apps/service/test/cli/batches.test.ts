import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toBatches } from '../../src/cli/batches.ts';
import type { PeopleRow, RejectedRow } from '../../src/people/people-file.ts';

const rowsOf = (values: readonly Record<string, unknown>[]): PeopleRow[] =>
  values.map((value, index) => ({ place: `users[${index}]`, value }));

it('keeps every row once, in order, in requests of bounded rows', () => {
  fc.assert(
    fc.property(fc.nat({ max: 3500 }), (count) => {
      const rows = rowsOf(Array.from({ length: count }, (_, index) => ({ userPrincipalName: `p${index}` })));
      const batches = toBatches(rows, []);
      expect(batches.flat().map(({ place }) => place)).toEqual(rows.map(({ place }) => place));
      expect(Math.max(0, ...batches.map((batch) => batch.length))).toBeLessThanOrEqual(1000);
    }),
    { numRuns: 20 },
  );
});

it('bounds a request in bytes, and leaves out a row that no request can hold', () => {
  const rejected: RejectedRow[] = [];
  const large = { text: '漢'.repeat(500_000) };
  const batches = toBatches(rowsOf([large, large, { text: 'x'.repeat(5_000_000) }, large, large]), rejected);
  expect(batches.map((batch) => batch.length)).toEqual([2, 2]);
  expect(rejected).toEqual([{ place: 'users[2]', reason: 'it is larger than 4194304 bytes' }]);
});

it('sends a large group in parts, each in a request that no other group shares', () => {
  const members = Array.from({ length: 45_000 }, (_, index) => `p${index}`);
  const batches = toBatches(
    rowsOf([{ displayName: 'small' }, { displayName: 'large', members }, { displayName: 'last' }]),
    [],
  );
  const shape = batches.map((batch) => batch.map(({ part, value }) => [value['displayName'], part]));
  expect(shape).toEqual([[['small', 0], ['large', 0]], [['large', 1]], [['large', 2]], [['last', 0]]]); // prettier-ignore
  const sent = batches.flat().flatMap(({ value }) => (value['members'] as string[] | undefined) ?? []);
  expect(sent).toEqual(members);
});
