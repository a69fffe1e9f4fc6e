import { DirectoryError } from '@drawbridge/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMembershipRule } from '../../src/membership-rule/parse.ts';
import { compileMembershipRule } from '../../src/membership-rule/predicate.ts';
import type { PropertyValues } from '../../src/property.ts';

const id = '018f0000-0000-7000-8000-000000000001';
const manager = '018f0000-0000-7000-8000-000000000002';
const anna: PropertyValues = {
  displayName: 'Anna Öberg',
  department: 'Sales',
  accountEnabled: true,
  managerId: manager,
  extensionAttribute3: 'gold',
  mobilePhone: '+46 70',
  businessPhones: ['+46 1', '+46 2'],
  proxyAddresses: ['SMTP:anna@corp.example', 'smtp:ann@corp.example'],
  employeeHireDate: '2026-01-02T00:00:00.000Z',
  extension_0123456789abcdef0123456789abcdef_badge: 7,
  extension_0123456789abcdef0123456789abcdef_sites: ['Oslo', 'Faro'],
};
const holdsFor = (rule: string, values: PropertyValues = anna): boolean =>
  compileMembershipRule(rule).isMember({ id, values });

describe('a membership rule', () => {
  it.each([
    ['user.department -eq "sales"', true],
    ["user.department eq 'SALES'", true],
    ['(USER.Department -ne "Sales")', false],
    ['user.jobTitle -ne "Cook"', true],
    ['user.jobTitle -eq null', true],
    ['user.department -ne $null', true],
    ['user.displayName -startsWith "anna ö"', true],
    ['user.displayName -notStartsWith "Berta"', true],
    ['user.displayName -contains "ÖBER"', true],
    ['user.displayName -notContains "x"', true],
    ['user.displayName -match "^an+a\\s"', true],
    ['user.displayName -match "ÖBERG$"', true],
    ['user.displayName -notMatch "^b"', true],
    ['user.department -in ["Buying", "Sales"]', true],
    ['user.department -notIn ["Buying","Sales"]', false],
    ['user.jobTitle -in ["Cook", null]', true],
    ['user.accountEnabled -eq true', true],
    ['user.accountEnabled -eq "True"', true],
    ['user.accountEnabled -ne false', true],
    ['user.extensionAttribute3 -eq "gold"', true],
    ['user.mobile -eq "+46 70"', true],
    ['user.telephoneNumber -eq "+46 1"', true],
    ['user.telephoneNumber -eq "+46 2"', false],
    [`user.objectId -eq "${id.toUpperCase()}"`, true],
    ['user.proxyAddresses -any (_ -startsWith "SMTP:anna")', true],
    ['user.proxyAddresses -any (_ -contains "@other")', false],
    ['user.proxyAddresses -all (_ -contains "@corp" -and not _ -contains "x@")', true],
    ['user.proxyAddresses -contains "ann@corp"', true],
    ['user.otherMails -any (_ -eq "a")', false],
    ['user.otherMails -all (_ -eq "a")', true],
    ['user.employeeHireDate -ge "2026-01-01" -and user.employeeHireDate -le 2026-12-31T00:00:00Z', true],
    ['user.extension_0123456789abcdef0123456789abcdef_badge -eq 7', true],
    ['user.extension_0123456789abcdef0123456789abcdef_sites -any (_ -eq "faro")', true],
    [`Direct Reports for "${manager}"`, true],
    [`direct reports for "${id}"`, false],
    ['user.department -eq "x" -or user.department -eq "Sales" -and user.accountEnabled -eq true', true],
    ['-not user.department -eq "Sales" -or user.surname -ne null', false],
    ['not (user.department -eq "x") -and (not not (user.city -eq null))', true],
  ])('%s holds: %s', (rule, expected) => {
    expect(holdsFor(rule)).toBe(expected);
  });

  it('takes the character after a backtick as it is', () => {
    expect(holdsFor('user.displayName -eq "say `"hi`" ``"', { displayName: 'say "hi" `' })).toBe(true);
  });

  it.each([
    ['', 1, 'user.department'],
    ['user.department', 16, '-eq'],
    ['user.department -eq', 20, 'value in quotes'],
    ['user.shoeSize -eq "1"', 1, "no property 'shoeSize'"],
    ['device.department -eq "x"', 1, 'device.department'],
    ['user.department -like "x"', 17, "'-like'"],
    ['user.department -eq "x" user', 25, '-and, -or or the end'],
    ['(user.department -eq "x"', 25, "')'"],
    ['user.department -eq "x', 21, 'no end'],
    ['user.department -in "x"', 21, "'['"],
    ['user.department -in ["x"', 25, "']'"],
    ['user.accountEnabled -eq "maybe"', 25, 'true, false or null'],
    ['user.department -contains null', 27, 'null'],
    ['user.department -match "("', 24, 'regular expression'],
    ['user.department -any (_ -eq "x")', 17, 'several values'],
    ['_ -eq "x"', 1, '-any'],
    ['user.department -ge "2026"', 21, 'date'],
    ['user.department ; drop', 17, "';'"],
    ['Direct Reports for "x"', 20, 'id of the manager'],
  ])('says where %j is wrong', (rule, position, words) => {
    let thrown: unknown;
    try {
      parseMembershipRule(rule);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DirectoryError);
    expect(thrown).toMatchObject({ code: 'OBJECT_INVALID', details: { position } });
    expect((thrown as Error).message).toContain(`at character ${position}, `);
    expect((thrown as Error).message).toContain(words);
  });

  it('may neither be too long nor nest too deeply', () => {
    expect(() => parseMembershipRule(`user.city -eq "${'x'.repeat(3072)}"`)).toThrow(/longer than 3072/);
    expect(() => parseMembershipRule(`${'('.repeat(1000)}user.city -eq "x"${')'.repeat(1000)}`)).toThrow(/levels deep/);
    expect(() => parseMembershipRule(`${'not '.repeat(700)}user.city -eq "x"`)).toThrow(/levels deep/);
  });

  it('does not match where its pattern would take for ever', () => {
    expect(holdsFor('user.displayName -match "^(a+)+$"', { displayName: `${'a'.repeat(200)}!` })).toBe(false);
  });

  it('names the properties that it reads', () => {
    const { reads } = compileMembershipRule(
      'user.mobile -eq "1" -or (user.proxyAddresses -any (_ -eq "x") -and -not user.extensionAttribute1 -in ["a"])',
    );
    expect([...reads].sort()).toEqual(['extensionAttribute1', 'mobilePhone', 'proxyAddresses']);
  });

  it('of any text is understood, or refused with a position', () => {
    const word = fc.constantFrom(
      'user.department', '-eq', '-ne', '-in', '-any', '(', ')', '[', ']', ',', '"x"', "'y'", 'null', 'true', '-and', '-or', 'not', '_', '`', '"', '-match', '__proto__', 'user.constructor', '7',
    ); // prettier-ignore
    const text = fc.oneof(
      fc.string({ maxLength: 60, unit: 'binary' }),
      fc.array(word, { maxLength: 14 }).map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(text, (rule) => {
        try {
          compileMembershipRule(rule).isMember({ id, values: anna });
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'OBJECT_INVALID', details: { position: expect.any(Number) } });
        }
      }),
      { numRuns: 2000 },
    );
  });
});
