import fc from 'fast-check';
import { DirectoryError } from '@drawbridge/base';
import { describe, expect, test } from 'vitest';
import { propertiesOf, propertyOf } from '../src/object.ts';
import { readNew, readPatch } from '../src/validate.ts';

const anna = {
  userPrincipalName: 'anna@corp.example',
  mailNickname: 'anna',
  displayName: 'Anna',
  accountEnabled: true,
};

describe('reading what a caller wrote', () => {
  test('extension attributes are stored flat, and null of their container clears them all', () => {
    expect(
      readPatch('User', { onPremisesExtensionAttributes: { extensionAttribute3: 'x', extensionAttribute4: null } }),
    ).toEqual({
      extensionAttribute3: 'x',
      extensionAttribute4: null,
    });
    expect(Object.values(readPatch('User', { onPremisesExtensionAttributes: null }))).toEqual(
      Array.from({ length: 15 }, () => null),
    );
  });

  test('annotations and the password are passed over; a required property cannot be cleared', () => {
    expect(
      readPatch('User', {
        '@odata.type': '#microsoft.graph.user',
        'x@odata.bind': 'y',
        passwordProfile: { password: 'p' },
      }),
    ).toEqual({});
    expect(() => readPatch('User', { displayName: '' })).toThrow(
      "A value is required for property 'displayName' of resource 'User'.",
    );
    expect(() => readPatch('Group', { passwordProfile: {} })).toThrow(DirectoryError);
  });

  test('a new object has no nulls', () => {
    const read = readNew('User', { ...anna, jobTitle: null, city: '', businessPhones: [] });
    expect(read).toEqual({ ...anna, userType: 'Member' });
  });

  test('a new user is a member, one with the name of a guest a guest, unless the caller says which', () => {
    const userTypeOf = (input: object) => readNew('User', { ...anna, ...input })['userType'];
    const guest = { userPrincipalName: 'anna_partner.example#EXT#@corp.example' };
    expect(userTypeOf({})).toBe('Member');
    expect(userTypeOf({ userType: null })).toBe('Member');
    expect(userTypeOf({ userType: 'Guest' })).toBe('Guest');
    expect(userTypeOf(guest)).toBe('Guest');
    expect(userTypeOf({ userPrincipalName: guest.userPrincipalName.toLowerCase() })).toBe('Guest');
    expect(userTypeOf({ ...guest, userType: 'Member' })).toBe('Member');
    expect(
      readNew('Group', { displayName: 'Crew', mailEnabled: false, mailNickname: 'crew', securityEnabled: true }),
    ).not.toHaveProperty('userType');
    expect(readPatch('User', { ...anna })).not.toHaveProperty('userType');
  });

  test('more than a hundred extension values are refused', () => {
    const extensions = Object.fromEntries(
      Array.from({ length: 101 }, (_, at) => [`extension_${'a'.repeat(32)}_n${at}`, 'x']),
    );
    expect(() => readPatch('User', extensions)).toThrow('at most 100');
  });

  test('whatever is sent, the answer is either a refusal with a code or values that fit the table', () => {
    const names = fc.constantFrom(
      ...propertiesOf.User.map(({ name }) => name),
      '__proto__',
      'constructor',
      'toString',
      'nope',
    );
    const input = fc.oneof(fc.anything(), fc.dictionary(names, fc.oneof(fc.anything(), fc.string({ unit: 'binary' }))));
    fc.assert(
      fc.property(input, (given) => {
        try {
          for (const [name, value] of Object.entries(readPatch('User', given))) {
            const property = propertyOf('User', name);
            expect(property).toBeDefined();
            if (typeof value !== 'string') continue;
            expect(value.isWellFormed() && !value.includes('\u0000')).toBe(true);
            expect(value.length).toBeLessThanOrEqual(property?.maxLength ?? 0);
          }
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'OBJECT_INVALID' });
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('the property tables', () => {
  test('names in attribute mappings are unique within a kind', () => {
    for (const kind of ['User', 'Group'] as const) {
      const names = propertiesOf[kind].flatMap(({ sync }) => sync ?? []);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  test('every attribute that mappings offer is here', () => {
    const offered = new Set(propertiesOf.User.map(({ sync }) => sync));
    const expected =
      'accountEnabled userPrincipalName displayName givenName surname mail mailNickname jobTitle department companyName employeeId employeeType ' +
      'physicalDeliveryOfficeName streetAddress city state postalCode country usageLocation preferredLanguage mobile facsimileTelephoneNumber ' +
      'onPremisesSecurityIdentifier userType dirSyncEnabled employeeHireDate proxyAddresses otherMails extensionAttribute1 extensionAttribute15';
    for (const name of expected.split(' ')) expect(offered, name).toContain(name);
  });
});
