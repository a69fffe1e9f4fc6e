import { describe, expect, test } from 'vitest';
import { enterpriseUserUrn, getAtPath, parsePath, userResourceType } from '../../src/index.ts';
import { aDocument } from '../sample.ts';

const user = aDocument({
  userName: 'kari',
  Title: 'Pilot',
  nickName: null,
  locale: '',
  name: { givenName: 'Kari', familyName: null },
  emails: [{ type: 'home' }, { type: 'Work', value: 'w1', primary: true }, { type: 'work', value: 'w2' }],
  roles: [
    { primary: false, value: 'Other' },
    { primary: true, value: 'Admin' },
  ],
  photos: [],
  [enterpriseUserUrn]: { department: 'Flight', manager: { value: 'm1' } },
  'urn:x:Custom:2.0:User': { shoe: 42 },
});

describe('getAtPath', () => {
  test.each([
    ['userName', 'kari'],
    ['USERNAME', 'kari'],
    ['title', 'Pilot'],
    ['name.givenName', 'Kari'],
    ['emails[type eq "work"].value', 'w1'],
    ['emails[type eq "WORK"]', { type: 'Work', value: 'w1', primary: true }],
    ['emails[type eq "work" and not (primary eq true)].value', 'w2'],
    ['emails.value', ['w1', 'w2']],
    ['roles[primary eq "True"].value', 'Admin'],
    ['roles[primary eq true].value', 'Admin'],
    [`${enterpriseUserUrn}:department`, 'Flight'],
    [`${enterpriseUserUrn}:manager`, { value: 'm1' }],
    [`${enterpriseUserUrn}:manager.value`, 'm1'],
    [enterpriseUserUrn, { department: 'Flight', manager: { value: 'm1' } }],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'kari'],
    ['urn:x:Custom:2.0:User:shoe', 42],
    ['locale', ''],
    ['nickName', undefined],
    ['name.familyName', undefined],
    ['photos', undefined],
    ['emails[type eq "other"].value', undefined],
    ['emails[type eq "home"].value', undefined],
    ['phoneNumbers[type eq "work"].value', undefined],
    ['constructor', undefined],
    ['toString', undefined],
    ['urn:y:User:shoe', undefined],
  ])('%s is %j, with and without a resource type', (path, expected) => {
    expect(getAtPath(user, path, userResourceType)).toEqual(expected);
    expect(getAtPath(user, parsePath(path))).toEqual(expected);
  });

  test('what stray targets answer is understood', () => {
    const stray = aDocument({
      emails: { type: 'work', value: 'single object' },
      roles: ['bare'],
      [enterpriseUserUrn.toUpperCase()]: { Manager: 'm2' },
      'urn:x:2.0:User:flat': 'f',
    });
    expect(getAtPath(stray, 'emails[type eq "work"].value')).toBe('single object');
    expect(getAtPath(stray, 'roles.value')).toEqual(['bare']);
    expect(getAtPath(stray, `${enterpriseUserUrn}:manager.value`, userResourceType)).toBe('m2');
    expect(getAtPath(stray, 'urn:x:2.0:User:flat')).toBe('f');
  });

  test('an extension attribute is found without its URN when the resource type is known', () => {
    expect(getAtPath(user, 'manager.value', userResourceType)).toBe('m1');
    expect(getAtPath(user, `${enterpriseUserUrn}.department`, userResourceType)).toBe('Flight');
  });

  test('inherited members are never seen, also in objects that have a prototype', () => {
    expect(getAtPath({ userName: 'x' }, 'constructor')).toBe(undefined);
    expect(getAtPath({ name: {} }, 'name.toString')).toBe(undefined);
  });
});
