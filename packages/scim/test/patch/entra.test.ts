/** What Microsoft Entra puts on the wire, row by row: the server's side accepts it, the strict reader says what is wrong. */
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  coreUserUrn,
  defineAttribute,
  enterpriseUserUrn,
  groupResourceType,
  patchOpUrn,
  readPatch,
  userResourceType,
  type ResourceType,
  type ScimObject,
} from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const customUrn = 'urn:ietf:params:scim:schemas:extension:Contoso:2.0:User';
const employee: ResourceType = {
  ...userResourceType,
  extensions: [
    ...userResourceType.extensions,
    {
      schema: { id: customUrn, name: 'Contoso', description: '', attributes: [defineAttribute('shoeSize', '')] },
      required: false,
    },
  ],
};

function apply(resource: object, operations: object[], { lenient = true, resourceType = employee } = {}): ScimObject {
  const body = aDocument({ schemas: [patchOpUrn], Operations: operations });
  return applyPatch(aDocument(resource), readPatch(body, { lenient }), resourceType, { lenient }).resource;
}

const kari = { schemas: [coreUserUrn], userName: 'kari', active: true };
const withManager = { ...kari, [enterpriseUserUrn]: { manager: { value: 'm' } } };
const crew = {
  displayName: 'Crew',
  members: [{ value: 'u1', display: 'One', $ref: 'https://x/Users/u1' }, { value: 'u2' }],
};
const group = { resourceType: groupResourceType };

describe('§7.1 legacy', () => {
  test.each(['Add', 'Replace', 'add', 'REPLACE'])('the operation %s is read in any case', (op) => {
    expect(apply(kari, [{ op, path: 'nickName', value: 'K' }])['nickName']).toBe('K');
  });

  test('strictly, a capital operation is refused', () => {
    expect(() => apply(kari, [{ op: 'Add', path: 'nickName', value: 'K' }], { lenient: false })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_SYNTAX' }),
    );
  });

  test.each(['False', 'false', false])('active %j disables', (value) => {
    expect(apply(kari, [{ op: 'Replace', path: 'active', value }])['active']).toBe(false);
  });

  test('strictly, a string is no boolean', () => {
    expect(() => apply(kari, [{ op: 'replace', path: 'active', value: 'False' }], { lenient: false })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_VALUE' }),
    );
  });

  test('several attributes come as one operation each', () => {
    const patched = apply(kari, [
      { op: 'Add', path: 'nickName', value: 'K' },
      { op: 'Replace', path: 'name.givenName', value: 'Kari' },
      { op: 'Add', path: `${enterpriseUserUrn}:employeeNumber`, value: '42' },
    ]);
    expect(patched).toMatchObject({
      nickName: 'K',
      name: { givenName: 'Kari' },
      [enterpriseUserUrn]: { employeeNumber: '42' },
    });
  });

  test.each([
    ['listed', [{ value: 'u1' }]],
    ['listed with an empty $ref', [{ $ref: null, value: 'u1' }]],
    ['listed with another display', [{ value: 'u1', display: 'Uno' }]],
    ['bare', 'u1'],
    ['a bare list', ['u1']],
    ['a single object', { value: 'u1' }],
  ])('members are removed by value: %s', (_name, value) => {
    expect(apply(crew, [{ op: 'Remove', path: 'members', value }], group)['members']).toEqual([{ value: 'u2' }]);
  });

  test('a removal of nobody removes nobody', () => {
    expect(apply(crew, [{ op: 'Remove', path: 'members', value: [] }], group)['members']).toHaveLength(2);
    expect(apply(crew, [{ op: 'Remove', path: 'members', value: [{ value: 'u9' }] }], group)['members']).toHaveLength(
      2,
    );
  });

  test('strictly, a value in a removal is refused and never means all', () => {
    expect(() =>
      apply(crew, [{ op: 'remove', path: 'members', value: [{ value: 'u1' }] }], { ...group, lenient: false }),
    ).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_VALUE' }));
  });

  test('a single value in a list of one is unwrapped', () => {
    expect(
      apply(kari, [{ op: 'Replace', path: 'displayName', value: [{ $ref: null, value: 'Kari Moe' }] }])['displayName'],
    ).toBe('Kari Moe');
  });
});

describe('§7.1 compliant', () => {
  test('the third shape: a capital operation with a boolean', () => {
    expect(apply(kari, [{ op: 'Replace', path: 'active', value: false }])['active']).toBe(false);
  });

  test('one operation without path holds flat dotted and URN keys', () => {
    const patched = apply({ ...kari, name: { familyName: 'Moe' } }, [
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'k@x' },
      {
        op: 'replace',
        value: {
          displayName: 'K',
          active: 'False',
          'name.givenName': 'Kari',
          [`${enterpriseUserUrn}:employeeNumber`]: '42',
          [`${enterpriseUserUrn}:manager`]: 'm1',
          [`${customUrn}:shoeSize`]: '40',
          'phoneNumbers[type eq "mobile"].value': '+47',
        },
      },
    ]);
    expect(patched).toEqual({
      schemas: [coreUserUrn, enterpriseUserUrn, customUrn],
      userName: 'kari',
      active: false,
      displayName: 'K',
      name: { familyName: 'Moe', givenName: 'Kari' },
      emails: [{ type: 'work', value: 'k@x' }],
      phoneNumbers: [{ type: 'mobile', value: '+47' }],
      [enterpriseUserUrn]: { employeeNumber: '42', manager: { value: 'm1' } },
      [customUrn]: { shoeSize: '40' },
    });
  });

  test('strictly, a dotted key is refused', () => {
    expect(() => apply(kari, [{ op: 'replace', value: { 'name.givenName': 'K' } }], { lenient: false })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_SYNTAX' }),
    );
  });

  test.each([true, false])('a member is removed by path, lenient: %s', (lenient) => {
    expect(apply(crew, [{ op: 'remove', path: 'members[value eq "u1"]' }], { ...group, lenient })['members']).toEqual([
      { value: 'u2' },
    ]);
  });
});

describe('§7.2 paths', () => {
  test.each([
    ['displayName', { displayName: 'x' }],
    ['name.familyName', { name: { familyName: 'x' } }],
    ['emails[type eq "work"].value', { emails: [{ type: 'work', value: 'x' }] }],
    ['phoneNumbers[type eq "mobile"].value', { phoneNumbers: [{ type: 'mobile', value: 'x' }] }],
    ['addresses[type eq "work"].locality', { addresses: [{ type: 'work', locality: 'x' }] }],
    ['roles[primary eq "True"].value', { roles: [{ primary: true, value: 'x' }] }],
    [`${enterpriseUserUrn}:department`, { [enterpriseUserUrn]: { department: 'x' } }],
    [`${enterpriseUserUrn}.department`, { [enterpriseUserUrn]: { department: 'x' } }],
    [`${customUrn}:shoeSize`, { [customUrn]: { shoeSize: 'x' } }],
  ])('Add %s on a user without it creates it, Replace too', (path, expected) => {
    for (const op of ['Add', 'Replace'])
      expect(apply({ userName: 'kari' }, [{ op, path, value: 'x' }])).toEqual({ userName: 'kari', ...expected });
  });

  test('an element that is there is changed, not doubled', () => {
    const user = { userName: 'k', emails: [{ type: 'work', value: 'a', primary: true }] };
    expect(apply(user, [{ op: 'Add', path: 'emails[type eq "work"].value', value: 'b' }])['emails']).toEqual([
      { type: 'work', value: 'b', primary: true },
    ]);
  });

  test('the role that is primary is found by the string True', () => {
    const user = {
      userName: 'k',
      roles: [
        { value: 'a', primary: false },
        { value: 'b', primary: true },
      ],
    };
    expect(apply(user, [{ op: 'Replace', path: 'roles[primary eq "True"].value', value: 'c' }])['roles']).toEqual([
      { value: 'a', primary: false },
      { value: 'c', primary: true },
    ]);
  });

  test('strictly, an element that is not there is noTarget', () => {
    for (const op of ['add', 'replace']) {
      expect(() => apply(kari, [{ op, path: 'emails[type eq "work"].value', value: 'x' }], { lenient: false })).toThrow(
        expect.objectContaining({ code: 'SCIM_NO_TARGET' }),
      );
    }
  });

  test('what the schema does not know is dropped, strictly refused', () => {
    const operations = [{ op: 'add', path: 'urn:nobody:2.0:User:x', value: 'x' }];
    expect(apply(kari, operations)).toEqual(kari);
    expect(() => apply(kari, operations, { lenient: false })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_PATH' }),
    );
  });
});

describe('§7.3 manager', () => {
  test.each([
    ['a bare string', `${enterpriseUserUrn}:manager`, 'm'],
    ['a list, without the URN', 'manager', [{ $ref: 'https://x/Users/m', value: 'm' }]],
    ['an object', `${enterpriseUserUrn}:manager`, { value: 'm' }],
    ['its sub-attribute', `${enterpriseUserUrn}:manager.value`, 'm'],
    ['the extension as path', enterpriseUserUrn, { manager: 'm' }],
  ])('%s sets it, and it is kept as an object', (_name, path, value) => {
    expect(apply(kari, [{ op: 'Add', path, value }])[enterpriseUserUrn]).toMatchObject({ manager: { value: 'm' } });
  });

  test('another manager does not inherit the name of the one before', () => {
    const before = { ...kari, [enterpriseUserUrn]: { manager: { value: 'm', displayName: 'M', $ref: 'x' } } };
    expect(apply(before, [{ op: 'replace', path: 'manager', value: 'n' }])[enterpriseUserUrn]).toEqual({
      manager: { value: 'n' },
    });
    expect(apply(before, [{ op: 'replace', path: 'manager.value', value: 'n' }])[enterpriseUserUrn]).toEqual({
      manager: { value: 'n' },
    });
  });

  test.each([
    [{ op: 'remove', path: 'manager[value eq "m"]' }],
    [{ op: 'Remove', path: `${enterpriseUserUrn}:manager[value eq "m"]` }],
    [{ op: 'Remove', path: 'manager', value: 'm' }],
    [{ op: 'Remove', path: `${enterpriseUserUrn}:manager`, value: [{ value: 'm' }] }],
    [{ op: 'remove', path: `${enterpriseUserUrn}:manager` }],
  ])('%j removes it, and the empty extension with its URN', (operation) => {
    const patched = apply({ ...withManager, schemas: [coreUserUrn, enterpriseUserUrn] }, [operation]);
    expect(patched).toEqual(kari);
  });

  test('the removal of another manager leaves this one', () => {
    expect(apply(withManager, [{ op: 'remove', path: 'manager[value eq "other"]' }])).toEqual(withManager);
    expect(apply(withManager, [{ op: 'Remove', path: 'manager', value: 'other' }])).toEqual(withManager);
  });

  test('strictly, brackets on a single value are refused', () => {
    expect(() =>
      apply(withManager, [{ op: 'remove', path: `${enterpriseUserUrn}:manager[value eq "m"]` }], { lenient: false }),
    ).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_PATH' }));
  });
});

describe('§8 and §9', () => {
  test('several members ride in one operation, with empty references', () => {
    const patched = apply(
      crew,
      [
        {
          op: 'Add',
          path: 'members',
          value: [
            { $ref: null, value: 'u2' },
            { $ref: null, value: 'u3' },
          ],
        },
      ],
      group,
    );
    expect(patched['members']).toEqual([...crew.members, { value: 'u3' }]);
  });

  test('a group is renamed', () => {
    expect(apply(crew, [{ op: 'Replace', path: 'displayName', value: 'Crew 2' }], group)['displayName']).toBe('Crew 2');
  });

  test('roles as JSON in a string are kept as they come', () => {
    const value = '{"id":"1","value":"25","displayName":"R"}';
    expect(apply(kari, [{ op: 'Add', path: 'roles', value: [{ value }] }])['roles']).toEqual([{ value }]);
  });

  test('roles are replaced by the full list', () => {
    const value = [{ primary: 'False', type: 'WindowsAzureActiveDirectoryRole', display: 'R', value: 'r' }];
    expect(apply({ ...kari, roles: [{ value: 'old' }] }, [{ op: 'replace', path: 'roles', value }])['roles']).toEqual([
      { ...value[0], primary: false },
    ]);
  });

  test('Okta sends id and schemas along', () => {
    const value = { id: 'x', schemas: ['y'], displayName: 'Crew 2' };
    expect(apply({ id: 'g1', ...crew }, [{ op: 'replace', value }], group)).toMatchObject({
      id: 'g1',
      displayName: 'Crew 2',
    });
  });
});
