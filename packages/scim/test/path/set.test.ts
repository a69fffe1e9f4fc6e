import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createObject,
  enterpriseUserUrn,
  getAtPath,
  setAtPath,
  userResourceType,
  type ScimValue,
} from '../../src/index.ts';

function build(entries: [string, ScimValue][], typed = true) {
  const resource = createObject();
  for (const [path, value] of entries) setAtPath(resource, path, value, typed ? userResourceType : undefined);
  return resource;
}

describe('setAtPath', () => {
  test('the default mappings build the POST of Microsoft Entra', () => {
    expect(
      build([
        ['userName', 'kari@corp.example'],
        ['active', true],
        ['emails[type eq "work"].value', 'kari@corp.example'],
        ['name.givenName', 'Kari'],
        ['name.familyName', 'Moe'],
        ['addresses[type eq "work"].locality', 'Oslo'],
        ['addresses[type eq "work"].country', 'NO'],
        ['phoneNumbers[type eq "work"].value', '+47 1'],
        ['phoneNumbers[type eq "mobile"].value', '+47 2'],
        [`${enterpriseUserUrn}:employeeNumber`, '42'],
        [`${enterpriseUserUrn}:department`, 'Flight'],
        [`${enterpriseUserUrn}:manager`, 'm1'],
        ['roles[primary eq "True"].value', 'Admin'],
      ]),
    ).toEqual({
      userName: 'kari@corp.example',
      active: true,
      emails: [{ type: 'work', primary: true, value: 'kari@corp.example' }],
      name: { givenName: 'Kari', familyName: 'Moe' },
      addresses: [{ type: 'work', primary: true, locality: 'Oslo', country: 'NO' }],
      phoneNumbers: [
        { type: 'work', primary: true, value: '+47 1' },
        { type: 'mobile', primary: false, value: '+47 2' },
      ],
      [enterpriseUserUrn]: { employeeNumber: '42', department: 'Flight', manager: { value: 'm1' } },
      roles: [{ primary: true, value: 'Admin' }],
    });
  });

  test('without a resource type, names stay as they are written and values as they come', () => {
    expect(
      build(
        [
          ['EMAILS[type eq "work"].value', 'x'],
          ['urn:x:2.0:User:a', [1]],
          ['urn:ietf:params:scim:schemas:core:2.0:User:title', 't'],
        ],
        false,
      ),
    ).toEqual({
      EMAILS: [{ type: 'work', primary: true, value: 'x' }],
      'urn:x:2.0:User': { a: [1] },
      title: 't',
    });
  });

  test('with one, names are spelled as in the schema, and bare values become lists', () => {
    expect(
      build([
        ['USERNAME', 'x'],
        ['roles', 'Admin'],
        ['NAME.givenname', 'K'],
        ['manager', 'm'],
      ]),
    ).toEqual({
      userName: 'x',
      roles: [{ value: 'Admin' }],
      name: { givenName: 'K' },
      [enterpriseUserUrn]: { manager: { value: 'm' } },
    });
  });

  test('a second value for a path takes the place of the first', () => {
    expect(
      build([
        ['emails[type eq "work"].value', 'a'],
        ['emails[type eq "work"].value', 'b'],
      ])['emails'],
    ).toHaveLength(1);
  });

  test('a filter that describes no element is refused', () => {
    for (const path of [
      'emails[type ne "work"].value',
      'emails[type eq "a" or type eq "b"].value',
      'emails[value pr].type',
    ]) {
      expect(() => build([[path, 'x']])).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_PATH' }));
    }
  });

  test('what was set is what is read', () => {
    const paths = [
      'userName',
      'name.givenName',
      'emails[type eq "home"].value',
      `${enterpriseUserUrn}:department`,
      'urn:x:2.0:User:y',
      'addresses[type eq "work" and country eq "NO"].region',
    ];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.string(), fc.boolean(), (path, value, typed) => {
        const resource = build([[path, value]], typed);
        expect(getAtPath(resource, path, typed ? userResourceType : undefined)).toBe(value);
      }),
    );
  });

  test('no path reaches a prototype, also in objects that have one', () => {
    for (const path of [
      'constructor.prototype',
      'constructor',
      'toString.value',
      'emails[constructor eq "x"].prototype',
    ]) {
      setAtPath({}, path, 'polluted');
      expect(({} as Record<string, unknown>)['prototype']).toBe(undefined);
      expect(typeof {}.toString).toBe('function');
    }
    expect(() => setAtPath({}, '__proto__.x', 'polluted')).toThrow();
  });
});
