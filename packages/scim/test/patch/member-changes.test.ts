import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  coreGroupUrn,
  groupResourceType,
  splitMemberOperations,
  userResourceType,
  type PatchOperation,
  type ScimObject,
  type ScimValue,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const split = (operations: PatchOperation[], lenient = true) =>
  splitMemberOperations(operations, groupResourceType, { lenient });
const listed = (...values: string[]): ScimValue => values.map((value) => aDocument({ value }));

describe('splitMemberOperations', () => {
  test('each shape of a member operation becomes a set operation, the rest is left', () => {
    const rename: PatchOperation = { op: 'replace', path: 'displayName', value: 'x' };
    expect(
      split([
        { op: 'add', path: 'members', value: listed('a', 'b') },
        rename,
        { op: 'remove', path: 'members[value eq "a"]' },
        { op: 'remove', path: 'Members', value: listed('b') },
        { op: 'remove', path: 'members' },
        { op: 'replace', path: `${coreGroupUrn}:members`, value: listed('c') },
        { op: 'replace', value: { displayName: 'y', MEMBERS: listed('d') } },
      ]),
    ).toEqual({
      changes: [
        { kind: 'add', members: listed('a', 'b') },
        { kind: 'remove', values: ['a'] },
        { kind: 'remove', values: ['b'] },
        { kind: 'removeAll' },
        { kind: 'removeAll' },
        { kind: 'add', members: listed('c') },
        { kind: 'removeAll' },
        { kind: 'add', members: listed('d') },
      ],
      rest: [rename, { op: 'replace', value: { displayName: 'y' } }],
    });
  });

  test.each<PatchOperation>([
    { op: 'remove', path: 'members[display eq "x"]' },
    { op: 'remove', path: 'members[value eq "a" and type eq "User"]' },
    { op: 'replace', path: 'members[value eq "a"].display', value: 'x' },
    { op: 'add', path: 'members.value', value: 'x' },
    { op: 'replace', value: { [`${coreGroupUrn}:members`]: [] } },
    { op: 'replace', value: { [coreGroupUrn]: { members: [] } } },
    { op: 'add', path: coreGroupUrn, value: { members: [] } },
    { op: 'remove', path: `${coreGroupUrn}.members` },
  ])('%j needs the members at hand', (operation) => {
    expect(split([operation])).toBe(undefined);
  });

  test('strictly, what applyPatch refuses is left to it', () => {
    expect(split([{ op: 'remove', path: 'members', value: listed('a') }], false)).toBe(undefined);
  });

  test('a resource type without members is left alone', () => {
    const operations: PatchOperation[] = [{ op: 'replace', path: 'title', value: 'x' }];
    expect(splitMemberOperations(operations, userResourceType, { lenient: true })).toEqual({
      changes: [],
      rest: operations,
    });
  });

  test('applied as sets, the changes end where applyPatch ends', () => {
    const value = fc.constantFrom('a', 'b', 'c', 'd');
    const operation = fc.oneof(
      fc.record({
        op: fc.constantFrom('add' as const, 'replace' as const, 'remove' as const),
        path: fc.constant('members'),
        value: fc.array(value).map((values) => listed(...values)),
      }),
      fc.record({ op: fc.constant('remove' as const), path: value.map((own) => `members[value eq "${own}"]`) }),
      fc.constant<PatchOperation>({ op: 'remove', path: 'members' }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 6 }), (operations) => {
        const group = aDocument({ displayName: 'G', members: [{ value: 'a' }, { value: 'b' }] });
        const rows = new Set(['a', 'b']);
        for (const change of split(operations)?.changes ?? []) {
          if (change.kind === 'removeAll') rows.clear();
          else if (change.kind === 'remove') change.values.forEach((own) => rows.delete(own));
          else change.members.forEach((member) => rows.add(String(member['value'])));
        }
        const { resource } = applyPatch(group, operations, groupResourceType, { lenient: true });
        const left = ((resource['members'] ?? []) as ScimObject[]).map((member) => member['value']);
        expect([...left].sort()).toEqual([...rows].sort());
      }),
    );
  });
});
