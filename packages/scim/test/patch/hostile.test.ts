import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  groupResourceType,
  patchOpUrn,
  readPatch,
  userResourceType,
  type PatchOperation,
  type ScimObject,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const body = (operations: unknown, schemas: unknown = [patchOpUrn]): ScimObject =>
  aDocument({ schemas, Operations: operations });
const read =
  (document: ScimObject, lenient = false) =>
  () =>
    readPatch(document, { lenient });

describe('readPatch', () => {
  test.each([
    [aDocument({}), 'SCIM_INVALID_SYNTAX'],
    [aDocument({ schemas: [patchOpUrn] }), 'SCIM_INVALID_SYNTAX'],
    [body([]), 'SCIM_INVALID_SYNTAX'],
    [body({}), 'SCIM_INVALID_SYNTAX'],
    [body([null]), 'SCIM_INVALID_SYNTAX'],
    [body(['add']), 'SCIM_INVALID_SYNTAX'],
    [body([{ op: 'move', path: 'a' }]), 'SCIM_INVALID_SYNTAX'],
    [body([{ op: ['add'], path: 'a' }]), 'SCIM_INVALID_SYNTAX'],
    [body([{ path: 'a', value: 1 }]), 'SCIM_INVALID_SYNTAX'],
    [body([{ op: 'add', path: 5, value: 1 }]), 'SCIM_INVALID_PATH'],
    [body([{ op: 'add', path: 'a' }]), 'SCIM_INVALID_VALUE'],
    [body([{ op: 'remove' }]), 'SCIM_NO_TARGET'],
    [body(Array.from({ length: 1_001 }, () => ({ op: 'remove', path: 'a' }))), 'SCIM_TOO_MANY'],
  ])('case %# is refused in both modes', (document, code) => {
    expect(read(document, false)).toThrow(expect.objectContaining({ code }));
    expect(read(document, true)).toThrow(expect.objectContaining({ code }));
  });

  test('without the message URN it is refused strictly only', () => {
    const document = body([{ op: 'remove', path: 'a' }], ['urn:x']);
    expect(read(document)).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_SYNTAX' }));
    expect(readPatch(document, { lenient: true })).toEqual([{ op: 'remove', path: 'a' }]);
  });

  test('names of the envelope are read in any case', () => {
    const document = aDocument({ Schemas: [patchOpUrn], operations: [{ OP: 'add', Path: 'a', VALUE: 1 }] });
    expect(readPatch(document, { lenient: false })).toEqual([{ op: 'add', path: 'a', value: 1 }]);
  });
});

/** The vectors by which scim-patch 0.8.3 sets Object.prototype, and some more. */
const polluting: PatchOperation[] = [
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'constructor.prototype',
  'name.__proto__.polluted',
  'emails[type eq "work"].__proto__',
  'urn:__proto__:polluted',
  'urn:ietf:params:scim:schemas:core:2.0:User:__proto__',
].flatMap((path): PatchOperation[] => [
  { op: 'add', path, value: 'yes' },
  { op: 'replace', value: { [path]: 'yes' } },
  { op: 'replace', value: JSON.parse(`{"name":{${JSON.stringify(path)}:"yes"}}`) },
]);
polluting.push(
  { op: 'add', value: JSON.parse('{"__proto__":{"polluted":"yes"}}') },
  {
    op: 'add',
    path: 'name',
    value: JSON.parse('{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}'),
  },
  { op: 'add', path: 'emails', value: JSON.parse('[{"__proto__":{"polluted":"yes"},"value":"x"}]') },
);

describe('prototypes', () => {
  test.each(polluting)('%j reaches none, also in resources that have one', (operation) => {
    for (const lenient of [true, false]) {
      for (const resource of [{ userName: 'x', name: { givenName: 'y' } }, aDocument({ userName: 'x' })]) {
        try {
          const { resource: patched } = applyPatch(resource, [operation], userResourceType, { lenient });
          expect((patched as Record<string, unknown>)['polluted']).toBe(undefined);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^SCIM_/) });
        }
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBe(undefined);
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});

describe('a group of 100,000 members', () => {
  const list = Array.from({ length: 100_000 }, (_, index) => ({ value: `u${index}`, display: `User ${index}` }));
  const group: ScimObject = { displayName: 'All', members: list };
  const apply = (operations: PatchOperation[]) => applyPatch(group, operations, groupResourceType, { lenient: true });

  // Each would take minutes if an operation looked through the list.
  test('takes 1,000 operations that add one member each', () => {
    const operations = Array.from({ length: 1_000 }, (_, index): PatchOperation => ({
      op: 'add',
      path: 'members',
      value: [{ value: `n${index}` }],
    }));
    expect(apply(operations).resource['members']).toHaveLength(101_000);
  });

  test('takes 1,000 operations that remove one member each, by path or by list', () => {
    const operations = Array.from({ length: 1_000 }, (_, index): PatchOperation =>
      index % 2 === 0
        ? { op: 'remove', path: `members[value eq "u${index * 7}"]` }
        : { op: 'remove', path: 'members', value: [{ value: `u${index * 7}` }] },
    );
    expect(apply(operations).resource['members']).toHaveLength(99_000);
  });

  test('takes one operation that names 50,000 members, half of them known', () => {
    const value = Array.from({ length: 50_000 }, (_, index) => ({
      value: index % 2 === 0 ? `u${index}` : `n${index}`,
    }));
    const result = apply([{ op: 'add', path: 'members', value }]);
    expect(result.members?.added).toHaveLength(25_000);
    expect(list).toHaveLength(100_000);
  });
});
