import { describe, expect, test } from 'vitest';
import {
  enterpriseUserUrn,
  findAttribute,
  groupResourceType,
  locateLeniently,
  parsePath,
  userResourceType,
} from '../../src/index.ts';

const find = (path: string) => findAttribute(userResourceType, parsePath(path).attribute)?.name;

describe('findAttribute', () => {
  test.each([
    ['userName', 'userName'],
    ['USERNAME', 'userName'],
    ['name.GIVENname', 'givenName'],
    ['emails.value', 'value'],
    ['id', 'id'],
    ['externalid', 'externalId'],
    ['meta.created', 'created'],
    ['schemas', 'schemas'],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName', 'userName'],
    ['URN:IETF:params:scim:schemas:core:2.0:user:name.familyName', 'familyName'],
    [`${enterpriseUserUrn}:department`, 'department'],
    [`${enterpriseUserUrn}:manager.value`, 'value'],
  ])('%s is %s', (path, expected) => {
    expect(find(path)).toBe(expected);
  });

  test.each([
    'department',
    'nope',
    'name.nope',
    'userName.value',
    'urn:x:User:userName',
    'constructor',
    `${enterpriseUserUrn}:userName`,
  ])('%s is unknown', (path) => {
    expect(find(path)).toBe(undefined);
  });

  test('leniently an extension attribute is found without its URN, and behind a dot', () => {
    expect(locateLeniently(userResourceType, { name: 'manager' })?.attribute.name).toBe('manager');
    expect(
      locateLeniently(userResourceType, parsePath(`${enterpriseUserUrn}.department`).attribute)?.attribute.name,
    ).toBe('department');
    expect(locateLeniently(groupResourceType, { name: 'manager' })).toBe(undefined);
  });
});
