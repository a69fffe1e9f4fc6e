/** The PATCH examples of RFC 7644 §3.5.2, applied strictly. */
import { describe, expect, test } from 'vitest';
import {
  applyPatch,
  groupResourceType,
  readPatch,
  userResourceType,
  type ResourceType,
  type ScimObject,
} from '../../src/index.ts';
import { aDocument, readSample } from '../sample.ts';

const strict = { lenient: false };

function patch(resource: ScimObject, sample: string, resourceType: ResourceType): ScimObject {
  return applyPatch(resource, readPatch(readSample(`rfc7644-${sample}`), strict), resourceType, strict).resource;
}

const babs = { value: '2819c223-7f76-453a-919d-413861904646', display: 'Babs Jensen' };
const group = aDocument({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
  displayName: 'Tour Guides',
  members: [{ value: 'other' }, { value: '2819c223...919d-413861904646' }, { value: '2819c223-7f76-...413861904646' }],
});
const user = aDocument({
  userName: 'bjensen',
  emails: [
    { type: 'work', value: 'a@example.com' },
    { type: 'work', value: 'b@example.org' },
    { type: 'home', value: 'c@example.com' },
  ],
  addresses: [
    { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood' },
    { type: 'home', streetAddress: '456 Hollywood Blvd', primary: true },
  ],
});
const values = (resource: ScimObject) =>
  (resource['members'] as ScimObject[] | undefined)?.map((member) => member['value']);

describe('the PATCH examples of RFC 7644', () => {
  test('3.5.2.1 add members, and adding them again changes nothing', () => {
    const once = patch(group, '3.5.2.1-patch_op-add_members', groupResourceType);
    expect(once['members']).toHaveLength(4);
    expect((once['members'] as ScimObject[])[3]).toMatchObject(babs);
    expect(patch(once, '3.5.2.1-patch_op-add_members', groupResourceType)).toBe(once);
  });

  test('3.5.2.1 add emails without a path', () => {
    const patched = patch(user, '3.5.2.1-patch_op-add_emails', userResourceType);
    expect(patched['emails']).toHaveLength(4);
    expect(patched['nickName']).toBe('Babs');
    expect(patched).not.toHaveProperty('nickname');
  });

  test('3.5.2.2 remove one member', () => {
    expect(values(patch(group, '3.5.2.2-patch_op-remove_one_member', groupResourceType))).toEqual([
      'other',
      '2819c223...919d-413861904646',
    ]);
  });

  test('3.5.2.2 remove all members', () => {
    expect(patch(group, '3.5.2.2-patch_op-remove_all_members', groupResourceType)).not.toHaveProperty('members');
  });

  test('3.5.2.2 remove the value that two comparisons select', () => {
    const patched = patch(user, '3.5.2.2-patch_op-remove_multi_complex_value', userResourceType);
    expect((patched['emails'] as ScimObject[]).map((email) => email['value'])).toEqual([
      'b@example.org',
      'c@example.com',
    ]);
  });

  test('3.5.2.2 remove and add one member', () => {
    expect(values(patch(group, '3.5.2.2-patch_op-remove_and_add_one_member', groupResourceType))).toEqual([
      'other',
      '2819c223-7f76-...413861904646',
      '08e1d05d...473d93df9210',
    ]);
  });

  test('3.5.2.3 replace all members', () => {
    expect(values(patch(group, '3.5.2.3-patch_op-replace_all_members', groupResourceType))).toEqual([
      '2819c223-7f76-453a-919d-413861904646',
      '08e1d05d-121c-4561-8b96-473d93df9210',
    ]);
  });

  test('3.5.2.3 replace the work address, which takes primary from the other', () => {
    const patched = patch(user, '3.5.2.3-patch_op-replace_user_work_address', userResourceType);
    expect(patched['addresses']).toEqual([
      {
        type: 'work',
        streetAddress: '911 Universal City Plaza',
        locality: 'Hollywood',
        region: 'CA',
        postalCode: '91608',
        country: 'US',
        formatted: '911 Universal City Plaza\nHollywood, CA 91608 US',
        primary: true,
      },
      { type: 'home', streetAddress: '456 Hollywood Blvd', primary: false },
    ]);
  });

  test('3.5.2.3 replace a street address', () => {
    const patched = patch(user, '3.5.2.3-patch_op-replace_street_address', userResourceType);
    expect((patched['addresses'] as ScimObject[])[0]).toMatchObject({
      streetAddress: '1010 Broadway Ave',
      locality: 'Hollywood',
    });
  });

  test('3.5.2.3 replace all e-mail values', () => {
    const patched = patch(user, '3.5.2.3-patch_op-replace_all_email_values', userResourceType);
    expect(patched['emails']).toEqual([
      { value: 'bjensen@example.com', type: 'work', primary: true },
      { value: 'babs@jensen.org', type: 'home' },
    ]);
  });
});
