import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  coreUserUrn,
  defineAttribute,
  enterpriseUserUrn,
  groupResourceType,
  userResourceType,
  type PatchOperation,
  type ResourceType,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const user = aDocument({
  schemas: [coreUserUrn],
  id: 'u1',
  userName: 'kari',
  title: 'Pilot',
  name: { givenName: 'Kari', familyName: 'Moe' },
  emails: [
    { type: 'work', value: 'w', primary: true },
    { type: 'home', value: 'h' },
  ],
});
const strict = (operations: PatchOperation[], resourceType: ResourceType = userResourceType) =>
  applyPatch(user, operations, resourceType, { lenient: false });
const lenient = (operations: PatchOperation[]) => applyPatch(user, operations, userResourceType, { lenient: true });
const failing = (code: string) => expect.objectContaining({ code });

describe('applyPatch', () => {
  test('the resource given is never changed', () => {
    const before = JSON.stringify(user);
    strict([
      { op: 'replace', path: 'userName', value: 'x' },
      { op: 'remove', path: 'emails[type eq "work"].primary' },
      { op: 'add', path: 'emails', value: [{ type: 'other', value: 'o', primary: true }] },
      { op: 'replace', path: 'name', value: { givenName: 'X' } },
      { op: 'add', path: `${enterpriseUserUrn}:department`, value: 'D' },
    ]);
    expect(JSON.stringify(user)).toBe(before);
  });

  test('an error in the last operation undoes the first', () => {
    const before = JSON.stringify(user);
    expect(() =>
      strict([
        { op: 'replace', path: 'title', value: 'x' },
        { op: 'remove', path: 'userName' },
      ]),
    ).toThrow();
    expect(JSON.stringify(user)).toBe(before);
  });

  test.each<[string, PatchOperation[]]>([
    ['the same value', [{ op: 'replace', path: 'title', value: 'Pilot' }]],
    ['an element that is there', [{ op: 'add', path: 'emails', value: [{ type: 'home', value: 'h' }] }]],
    ['the same list', [{ op: 'replace', path: 'emails', value: user['emails'] as [] }]],
    ['the same parts', [{ op: 'add', value: { name: { givenName: 'Kari' } } }]],
    ['a removal of nothing', [{ op: 'remove', path: 'nickName' }]],
    ['its own id', [{ op: 'replace', value: { id: 'u1' } }]],
    [
      'there and back',
      [
        { op: 'replace', path: 'title', value: 'x' },
        { op: 'replace', path: 'title', value: 'Pilot' },
      ],
    ],
  ])('%s is no change, and gives the very same resource', (_name, operations) => {
    const result = strict(operations);
    expect(result.changed).toBe(false);
    expect(result.resource).toBe(user);
  });

  test('a change of case is a change', () => {
    expect(strict([{ op: 'replace', path: 'userName', value: 'KARI' }]).resource['userName']).toBe('KARI');
  });

  test('names of any case are written as the schema spells them', () => {
    const { resource } = strict([
      { op: 'add', path: 'NICKNAME', value: 'K' },
      { op: 'replace', path: 'USERNAME', value: 'x' },
    ]);
    expect(Object.keys(resource)).toContain('nickName');
    expect(resource['userName']).toBe('x');
    expect(Object.keys(resource).filter((key) => key.toLowerCase() === 'username')).toHaveLength(1);
  });

  test('replacing a complex attribute leaves the parts that are not given', () => {
    expect(strict([{ op: 'replace', path: 'name', value: { givenName: 'K' } }]).resource['name']).toEqual({
      givenName: 'K',
      familyName: 'Moe',
    });
    expect(strict([{ op: 'replace', path: 'name', value: { givenName: null } }]).resource['name']).toEqual({
      familyName: 'Moe',
    });
  });

  test('null replaces by nothing', () => {
    expect(strict([{ op: 'replace', path: 'title', value: null }]).resource).not.toHaveProperty('title');
    expect(strict([{ op: 'replace', path: 'emails', value: [] }]).resource).not.toHaveProperty('emails');
    expect(strict([{ op: 'replace', value: { title: null, name: null } }]).resource).not.toHaveProperty('name');
    expect(strict([{ op: 'add', path: 'title', value: null }]).changed).toBe(false);
  });

  test('a complex attribute that has lost its last part is gone', () => {
    const { resource } = strict([
      { op: 'remove', path: 'name.givenName' },
      { op: 'remove', path: 'name.familyName' },
    ]);
    expect(resource).not.toHaveProperty('name');
  });

  test('a new primary takes the place of the old', () => {
    const { resource } = strict([{ op: 'add', path: 'emails', value: [{ type: 'other', value: 'o', primary: true }] }]);
    expect(resource['emails']).toEqual([
      { type: 'work', value: 'w', primary: false },
      { type: 'home', value: 'h' },
      { type: 'other', value: 'o', primary: true },
    ]);
    expect(
      strict([{ op: 'replace', path: 'emails[type eq "home"].primary', value: true }]).resource['emails'],
    ).toMatchObject([{ primary: false }, { primary: true }]);
  });

  test('two primaries in one operation are refused, leniently the last counts', () => {
    const value = [
      { value: 'a', primary: true },
      { value: 'b', primary: true },
    ];
    expect(() => strict([{ op: 'replace', path: 'emails', value }])).toThrow(failing('SCIM_INVALID_VALUE'));
    expect(lenient([{ op: 'replace', path: 'emails', value }]).resource['emails']).toMatchObject([
      { primary: false },
      { primary: true },
    ]);
  });

  test('elements that become the same by an edit become one', () => {
    const { resource } = strict([
      {
        op: 'replace',
        path: 'emails',
        value: [
          { value: 'a', type: 'x' },
          { value: 'b', type: 'x' },
        ],
      },
      { op: 'replace', path: 'emails[value eq "b"].value', value: 'a' },
    ]);
    expect(resource['emails']).toEqual([{ value: 'a', type: 'x' }]);
  });

  test('an element with nothing left goes', () => {
    const { resource } = strict([
      { op: 'remove', path: 'emails[type eq "home"].value' },
      { op: 'remove', path: 'emails[type eq "home"].type' },
    ]);
    expect(resource['emails']).toHaveLength(1);
  });

  test('the extension and its URN in schemas come and go together', () => {
    const { resource } = strict([{ op: 'add', value: { [enterpriseUserUrn]: { department: 'D' } } }]);
    expect(resource['schemas']).toEqual([coreUserUrn, enterpriseUserUrn]);
    const back = applyPatch(resource, [{ op: 'remove', path: enterpriseUserUrn }], userResourceType, {
      lenient: false,
    });
    expect(back.resource).toEqual(user);
  });

  test.each<[string, PatchOperation, string]>([
    ['a read-only attribute', { op: 'replace', path: 'id', value: 'x' }, 'SCIM_MUTABILITY'],
    ['a read-only attribute without path', { op: 'replace', value: { id: 'x' } }, 'SCIM_MUTABILITY'],
    ['a read-only list', { op: 'add', path: 'groups', value: [{ value: 'g' }] }, 'SCIM_MUTABILITY'],
    ['a part of meta', { op: 'replace', path: 'meta.created', value: '2026-01-01T00:00:00Z' }, 'SCIM_MUTABILITY'],
    [
      'a read-only part',
      { op: 'replace', path: `${enterpriseUserUrn}:manager.displayName`, value: 'x' },
      'SCIM_MUTABILITY',
    ],
    ['schemas', { op: 'add', path: 'schemas', value: ['urn:x'] }, 'SCIM_MUTABILITY'],
    ['the removal of a required attribute', { op: 'remove', path: 'userName' }, 'SCIM_MUTABILITY'],
    ['null for a required attribute', { op: 'replace', path: 'userName', value: null }, 'SCIM_MUTABILITY'],
    ['an empty required attribute', { op: 'replace', path: 'userName', value: '' }, 'SCIM_INVALID_VALUE'],
    ['an unknown attribute', { op: 'add', path: 'nope', value: 'x' }, 'SCIM_INVALID_PATH'],
    ['an unknown part', { op: 'add', path: 'name.nope', value: 'x' }, 'SCIM_INVALID_PATH'],
    [
      'an unknown part of an element',
      { op: 'add', path: 'emails[type eq "work"].nope', value: 'x' },
      'SCIM_INVALID_PATH',
    ],
    ['an unknown member', { op: 'add', path: 'name', value: { nope: 'x' } }, 'SCIM_INVALID_SYNTAX'],
    ['brackets on a simple attribute', { op: 'replace', path: 'title[value eq "x"]', value: 'x' }, 'SCIM_INVALID_PATH'],
    ['a filter that does not suit', { op: 'remove', path: 'emails[primary gt true]' }, 'SCIM_INVALID_FILTER'],
    ['an object for a string', { op: 'replace', path: 'title', value: { a: 1 } }, 'SCIM_INVALID_VALUE'],
    ['a number for a string', { op: 'replace', path: 'title', value: 5 }, 'SCIM_INVALID_VALUE'],
    ['a string for an object', { op: 'replace', path: 'name', value: 'x' }, 'SCIM_INVALID_VALUE'],
    ['a list for an object', { op: 'replace', path: 'name', value: ['x'] }, 'SCIM_INVALID_VALUE'],
    ['a string without a path', { op: 'replace', value: 'x' }, 'SCIM_INVALID_VALUE'],
    ['a removal without a path', { op: 'remove' }, 'SCIM_NO_TARGET'],
    ['a removal of what is not there', { op: 'remove', path: 'emails[type eq "x"]' }, 'SCIM_NO_TARGET'],
    ['the removal of the core schema', { op: 'remove', path: coreUserUrn }, 'SCIM_MUTABILITY'],
    ['no path at all', { op: 'add', path: '((', value: 1 }, 'SCIM_INVALID_PATH'],
  ])('strictly, %s is refused', (_name, operation, code) => {
    expect(() => strict([operation])).toThrow(failing(code));
  });

  test('an immutable attribute is set once', () => {
    const type: ResourceType = {
      ...userResourceType,
      schema: { ...userResourceType.schema, attributes: [defineAttribute('badge', '', { mutability: 'immutable' })] },
    };
    const set = applyPatch(aDocument({}), [{ op: 'add', path: 'badge', value: '1' }], type, {
      lenient: false,
    }).resource;
    expect(set['badge']).toBe('1');
    for (const operation of [
      { op: 'replace', path: 'badge', value: '2' },
      { op: 'remove', path: 'badge' },
    ] as PatchOperation[]) {
      expect(() => applyPatch(set, [operation], type, { lenient: true })).toThrow(failing('SCIM_MUTABILITY'));
    }
    expect(applyPatch(set, [{ op: 'replace', path: 'badge', value: '1' }], type, { lenient: false }).changed).toBe(
      false,
    );
  });

  test('who is a member cannot be rewritten in place', () => {
    const group = aDocument({ displayName: 'G', members: [{ value: 'a' }] });
    expect(() =>
      applyPatch(group, [{ op: 'replace', path: 'members[value eq "a"].value', value: 'b' }], groupResourceType, {
        lenient: true,
      }),
    ).toThrow(failing('SCIM_MUTABILITY'));
  });

  test('the result tells who came and who went', () => {
    const group = aDocument({ displayName: 'G', members: [{ value: 'a', display: 'A' }, { value: 'b' }] });
    const { members, resource } = applyPatch(
      group,
      [
        { op: 'add', path: 'members', value: [{ value: 'c' }, { value: 'd' }, { value: 'a' }] },
        { op: 'remove', path: 'members[value eq "b" or value eq "d"]' },
      ],
      groupResourceType,
      { lenient: false },
    );
    expect(members).toEqual({ added: [{ value: 'c' }], removed: ['b'] });
    expect(resource['members']).toEqual([{ value: 'a', display: 'A' }, { value: 'c' }]);
    const replaced = applyPatch(
      group,
      [{ op: 'replace', path: 'members', value: [{ value: 'b' }, { value: 'a' }] }],
      groupResourceType,
      { lenient: false },
    );
    expect(replaced).toEqual({ resource: group, changed: false, members: { added: [], removed: [] } });
  });

  test('a member is known by its value, whatever type and display come with it', () => {
    const group = aDocument({ displayName: 'G', members: [{ value: 'a' }] });
    const value = [{ value: 'a', type: 'User', display: 'A' }];
    const result = applyPatch(group, [{ op: 'add', path: 'members', value }], groupResourceType, { lenient: false });
    expect(result.resource).toBe(group);
  });

  test('leniently, the removal of what is not there changes nothing, whatever the filter', () => {
    expect(lenient([{ op: 'remove', path: 'emails[value sw "zzz"]' }]).changed).toBe(false);
    expect(lenient([{ op: 'remove', path: 'emails[type eq "x" or type eq "y"].value' }]).changed).toBe(false);
  });

  test('ids that differ in case only are two members', () => {
    const { resource } = applyPatch(
      aDocument({ displayName: 'G' }),
      [{ op: 'add', path: 'members', value: [{ value: 'a' }, { value: 'A' }] }],
      groupResourceType,
      { lenient: true },
    );
    expect(resource['members']).toHaveLength(2);
  });
});
