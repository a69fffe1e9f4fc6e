import { describe, expect, test } from 'vitest';
import {
  defineAttribute,
  enterpriseUserUrn,
  groupResourceType,
  project,
  userResourceType,
  type ResourceType,
} from '../src/index.ts';
import { aDocument, readSample } from './sample.ts';

const user = readSample('rfc7643-8.3-enterprise_user');
const show = (projection: { attributes?: string[]; excludedAttributes?: string[] }) =>
  project(user, userResourceType, projection);

describe('project', () => {
  test('by default all is shown but the password', () => {
    const { password: _password, ...expected } = user;
    expect(show({})).toEqual(expected);
    expect(show({ attributes: [] })).toEqual(expected);
  });

  test('attributes show what they name, and what is always shown (RFC 7644 §3.9)', () => {
    expect(show({ attributes: ['userName'] })).toEqual({
      schemas: user['schemas'],
      id: user['id'],
      userName: 'bjensen@example.com',
    });
    expect(
      Object.keys(
        project(readSample('rfc7644-3.3-user-post_response'), userResourceType, { attributes: ['USERNAME'] }),
      ),
    ).toEqual(Object.keys(readSample('rfc7644-3.9-user-partial_response')));
  });

  test('parts, extension attributes and whole extensions can be named', () => {
    expect(show({ attributes: ['name.givenName', 'emails.value'] })).toMatchObject({
      name: { givenName: 'Barbara' },
      emails: [{ value: 'bjensen@example.com' }, { value: 'babs@jensen.org' }],
    });
    expect(Object.keys(show({ attributes: ['name.givenName'] })['name'] as object)).toEqual(['givenName']);
    expect(show({ attributes: [`${enterpriseUserUrn}:department`] })[enterpriseUserUrn]).toEqual({
      department: 'Tour Operations',
    });
    expect(show({ attributes: [enterpriseUserUrn] })[enterpriseUserUrn]).toEqual(user[enterpriseUserUrn]);
    expect(show({ attributes: ['department'] })[enterpriseUserUrn]).toEqual({ department: 'Tour Operations' });
  });

  test('excluded attributes are not shown, save those that always are', () => {
    const shown = show({
      excludedAttributes: ['id', 'emails', 'name.formatted', `${enterpriseUserUrn}:manager`, ' phoneNumbers '],
    });
    expect(shown).toHaveProperty('id');
    expect(shown).not.toHaveProperty('emails');
    expect(shown).not.toHaveProperty('phoneNumbers');
    expect(shown['name']).not.toHaveProperty('formatted');
    expect(shown[enterpriseUserUrn]).not.toHaveProperty('manager');
    expect(show({ excludedAttributes: [enterpriseUserUrn] })).not.toHaveProperty(enterpriseUserUrn);
  });

  test('members can be left out of a group, and are shared when shown', () => {
    const group = readSample('rfc7643-8.4-group');
    expect(project(group, groupResourceType, { excludedAttributes: ['members'] })).not.toHaveProperty('members');
    expect(project(group, groupResourceType)['members']).toBe(group['members']);
  });

  test('the password is never shown, also when asked for', () => {
    expect(show({ attributes: ['password', 'userName'] })).not.toHaveProperty('password');
  });

  test('what is shown on request is shown on request', () => {
    const type: ResourceType = {
      ...userResourceType,
      schema: {
        ...userResourceType.schema,
        attributes: [
          defineAttribute('photo', '', { returned: 'request' }),
          defineAttribute('card', '', {
            type: 'complex',
            subAttributes: [
              defineAttribute('no', '', { returned: 'always' }),
              defineAttribute('pin', '', { returned: 'never' }),
              defineAttribute('kind', ''),
            ],
          }),
        ],
      },
    };
    const resource = aDocument({ photo: 'p', card: { no: '1', pin: '2', kind: 'x' } });
    expect(project(resource, type)).toEqual({ card: { no: '1', kind: 'x' } });
    expect(project(resource, type, { attributes: ['photo'] })).toEqual({ photo: 'p' });
    expect(project(resource, type, { attributes: ['card.kind'] })).toEqual({ card: { no: '1', kind: 'x' } });
    expect(project(resource, type, { attributes: ['card.pin'] })).toEqual({ card: { no: '1' } });
    expect(project(resource, type, { excludedAttributes: ['card.no', 'card.kind'] })).toEqual({ card: { no: '1' } });
  });

  test('unknown names are ignored', () => {
    expect(show({ attributes: ['nope', 'a b', '__proto__', 'userName'] })).toMatchObject({
      userName: 'bjensen@example.com',
    });
    expect(show({ excludedAttributes: ['nope'] })).toEqual(show({}));
  });
});
