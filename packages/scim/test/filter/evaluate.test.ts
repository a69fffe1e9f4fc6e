import { describe, expect, test } from 'vitest';
import {
  compileFilter,
  defineAttribute,
  enterpriseUserUrn,
  evaluateFilter,
  parseFilter,
  userResourceType,
  userSchema,
  type ResourceType,
} from '../../src/index.ts';
import { aDocument, readSample } from '../sample.ts';

const user = readSample('rfc7643-8.3-enterprise_user');
const kari = aDocument({
  id: 'AbC',
  userName: 'Kari@corp.example',
  externalId: 'Kari',
  active: false,
  title: '',
  nickName: null,
  name: { familyName: 'Moe' },
  meta: { created: '2026-01-31T08:00:00Z' },
  emails: [
    { type: 'work', value: 'kari@corp.example', primary: true },
    { type: 'home', value: 'moe@home.example', primary: false },
  ],
  roles: [{ primary: 'True', value: 'Admin' }],
  [enterpriseUserUrn]: { manager: { value: 'm1' }, department: 'Flight' },
});

const matches = (text: string) => evaluateFilter(parseFilter(text), kari, userResourceType);

describe('evaluateFilter', () => {
  test.each([
    'userName eq "kari@CORP.example"',
    'USERNAME sw "KARI"',
    'userName ew "EXAMPLE"',
    'userName co "i@c"',
    'userName gt "a" and userName lt "z"',
    'externalId eq "Kari"',
    'id eq "AbC"',
    'active eq false',
    'active eq "False"',
    'active ne true',
    'name.familyName eq "moe"',
    'name pr',
    'emails eq "kari@corp.example"',
    'emails co "home"',
    'emails.value ew "home.example"',
    'emails.type eq "work"',
    'emails[type eq "work" and value co "corp"]',
    'emails[type eq "work"].value eq "kari@corp.example"',
    'emails[not (type eq "work")]',
    'emails[primary eq "True"]',
    'roles[primary eq true].value eq "admin"',
    'emails ne "kari@corp.example"',
    `${enterpriseUserUrn}:manager eq "m1"`,
    `${enterpriseUserUrn}:manager.value eq "m1"`,
    `${enterpriseUserUrn}:department eq "flight"`,
    'id eq "AbC" and urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager eq "m1"',
    'meta.created eq "2026-01-31T09:00:00+01:00"',
    'meta.created eq "2026-01-31T08:00:00.000Z"',
    'meta.created gt "2026-01-31T08:30:00+01:00"',
    'meta.created le "2026-01-31T08:00:00Z"',
    'meta.created sw "2026-01"',
    'nickName ne "x"',
    'nickName eq null',
    'userName ne null',
    'not (nickName pr)',
    'not (title pr)',
    'not (phoneNumbers pr)',
    'unknown ne "x"',
    'not (unknown eq "x")',
  ])('%s matches', (text) => {
    expect(matches(text)).toBe(true);
  });

  test.each([
    'externalId eq "kari"',
    'id eq "abc"',
    'emails[type eq "home" and value co "corp"]',
    'emails.value eq "nobody"',
    'emails[type eq "work"].value eq "moe@home.example"',
    'nickName eq "x"',
    'nickName pr',
    'title pr',
    'userName eq null',
    'phoneNumbers[type eq "work"]',
    'meta.created lt "2026-01-31T08:00:00Z"',
    'unknown eq "x"',
    'unknown pr',
    'unknown[a pr]',
    'constructor pr',
    `${enterpriseUserUrn}:manager eq "M1"`,
    'department eq "Flight"',
    'emails[constructor pr]',
  ])('%s does not match', (text) => {
    expect(matches(text)).toBe(false);
  });

  test.each([
    'active gt true',
    'active co "t"',
    'active eq "maybe"',
    'active eq 1',
    'userName eq 5',
    'userName eq true',
    'name eq "x"',
    'addresses eq "x"',
    'meta.created gt "yesterday"',
    'meta.created gt 5',
    'x509Certificates.value gt "x"',
    'userName[value eq "x"]',
    'userName gt null',
  ])('%s does not suit the type and is refused', (text) => {
    expect(() => matches(text)).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_FILTER' }));
  });

  test('a filter that does not suit is refused before any resource is seen', () => {
    expect(() => compileFilter(parseFilter('userName pr or active gt true'), userResourceType)).toThrow();
  });

  test('numbers are compared as numbers', () => {
    const type: ResourceType = {
      ...userResourceType,
      schema: { ...userSchema, attributes: [defineAttribute('level', '', { type: 'integer' })] },
    };
    const at = (text: string) => evaluateFilter(parseFilter(text), aDocument({ level: 10 }), type);
    expect([at('level gt 9'), at('level eq "10"'), at('level lt 9'), at('level ne 10')]).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(() => at('level co 1')).toThrow();
  });

  // RFC 7644 §3.4.2.2 on the user of RFC 7643 §8.3
  test.each([
    ['userName eq "bjensen@example.com"', true],
    ['title pr and userType eq "Employee"', true],
    ['title pr or userType eq "Intern"', true],
    ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', true],
    ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', false],
    ['emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]', true],
    ['schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"', true],
    ['meta.lastModified gt "2011-05-13T04:42:34Z"', false],
    ['meta.lastModified ge "2010-05-13T04:42:34Z"', true],
  ])('the RFC example %s is %s', (text, expected) => {
    expect(evaluateFilter(parseFilter(text), user, userResourceType)).toBe(expected);
  });
});
