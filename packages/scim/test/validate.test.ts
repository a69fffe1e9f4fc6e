import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  coreGroupUrn,
  coreUserUrn,
  enterpriseUserUrn,
  groupResourceType,
  userResourceType,
  validateResource,
  type ResourceType,
  type ValidationContext,
} from '../src/index.ts';
import { aDocument, readSample } from './sample.ts';

function validate(
  document: object,
  {
    context = 'create',
    lenient = false,
    type = userResourceType,
  }: { context?: ValidationContext; lenient?: boolean; type?: ResourceType } = {},
) {
  return validateResource(aDocument(document), type, context, { lenient });
}
const schemas = [coreUserUrn];

describe('validateResource', () => {
  test.each([
    ['rfc7643-8.1-user-minimal', userResourceType],
    ['rfc7643-8.2-user-full', userResourceType],
    ['rfc7643-8.3-enterprise_user', userResourceType],
    ['rfc7643-8.4-group', groupResourceType],
    ['rfc7644-3.3-user-post_response', userResourceType],
    ['rfc7644-3.5.1-user-put_response', userResourceType],
    ['rfc7644-3.14-user-post_response', userResourceType],
  ])('as a strict response, %s of the RFC is valid and keeps all but the password', (sample, type) => {
    const { password: _password, ...expected } = readSample(sample);
    expect(validateResource(readSample(sample), type, 'response', { lenient: false })).toEqual(expected);
  });

  test.each(['rfc7644-3.3-user-post_request', 'rfc7644-3.14-user-post_request', 'rfc7644-3.5.1-user-put_request'])(
    '%s is a valid request',
    (sample) => {
      expect(validateResource(readSample(sample), userResourceType, 'replace', { lenient: false })['userName']).toBe(
        'bjensen',
      );
    },
  );

  test('on create, read-only attributes are ignored and the password is kept', () => {
    const created = validateResource(readSample('rfc7643-8.3-enterprise_user'), userResourceType, 'create', {
      lenient: false,
    });
    expect(created).not.toHaveProperty('id');
    expect(created).not.toHaveProperty('meta');
    expect(created).not.toHaveProperty('groups');
    expect(created['password']).toBe('t1meMa$heen');
    expect(created[enterpriseUserUrn]).toMatchObject({ manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' } });
    expect((created[enterpriseUserUrn] as { manager: object }).manager).not.toHaveProperty('displayName');
  });

  test('names are spelled as in the schema, what is unassigned goes', () => {
    expect(
      validate({
        SCHEMAS: schemas,
        USERNAME: 'x',
        Name: { GIVENNAME: 'K', familyName: null },
        title: null,
        roles: [],
        emails: [{ Value: 'e' }, null, {}],
      }),
    ).toEqual({ schemas, userName: 'x', name: { givenName: 'K' }, emails: [{ value: 'e' }] });
  });

  test('a POST as Microsoft Entra sends it is read leniently', () => {
    const post = {
      schemas: [coreUserUrn, enterpriseUserUrn],
      externalId: 'kari',
      userName: 'kari@corp.example',
      active: 'True',
      emails: [{ primary: true, type: 'work', value: 'kari@corp.example' }],
      meta: { resourceType: 'User' },
      roles: [],
      [enterpriseUserUrn]: { employeeNumber: 42 },
      'urn:ietf:params:scim:schemas:extension:Contoso:2.0:User': { shoe: '40' },
      nobodyKnows: 1,
    };
    expect(validate(post, { lenient: true })).toEqual({
      schemas: [coreUserUrn, enterpriseUserUrn],
      externalId: 'kari',
      userName: 'kari@corp.example',
      active: true,
      emails: [{ primary: true, type: 'work', value: 'kari@corp.example' }],
      [enterpriseUserUrn]: { employeeNumber: '42' },
    });
  });

  test('the second schema of a group from Microsoft Entra is no reason to refuse it, leniently', () => {
    const post = {
      schemas: [coreGroupUrn, 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],
      externalId: 'g',
      displayName: 'Crew',
      meta: { resourceType: 'Group' },
      members: [],
    };
    expect(validate(post, { lenient: true, type: groupResourceType })).toEqual({
      schemas: [coreGroupUrn],
      externalId: 'g',
      displayName: 'Crew',
    });
    expect(() => validate(post, { type: groupResourceType })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_SYNTAX' }),
    );
  });

  test('leniently schemas may be missing, or be none', () => {
    expect(validate({ userName: 'x' }, { lenient: true })).toEqual({ schemas, userName: 'x' });
    expect(validate({ schemas: 5, userName: 'x' }, { lenient: true })).toEqual({ schemas, userName: 'x' });
  });

  test.each<[string, object, string]>([
    ['no schemas', { userName: 'x' }, 'SCIM_INVALID_SYNTAX'],
    ['schemas that are no list', { schemas: coreUserUrn, userName: 'x' }, 'SCIM_INVALID_SYNTAX'],
    ['schemas without the core', { schemas: [enterpriseUserUrn], userName: 'x' }, 'SCIM_INVALID_SYNTAX'],
    [
      'an extension that schemas lack',
      { schemas, userName: 'x', [enterpriseUserUrn]: { department: 'D' } },
      'SCIM_INVALID_SYNTAX',
    ],
    ['an unknown attribute', { schemas, userName: 'x', nope: 1 }, 'SCIM_INVALID_SYNTAX'],
    ['an unknown part', { schemas, userName: 'x', name: { nope: 1 } }, 'SCIM_INVALID_SYNTAX'],
    ['one name in two spellings', { schemas, userName: 'x', username: 'y' }, 'SCIM_INVALID_SYNTAX'],
    ['a string as boolean', { schemas, userName: 'x', active: 'true' }, 'SCIM_INVALID_VALUE'],
    ['one object for a list', { schemas, userName: 'x', emails: { value: 'e' } }, 'SCIM_INVALID_VALUE'],
    ['a list for one value', { schemas, userName: ['x'] }, 'SCIM_INVALID_VALUE'],
    [
      'two primaries',
      {
        schemas,
        userName: 'x',
        emails: [
          { value: 'a', primary: true },
          { value: 'b', primary: true },
        ],
      },
      'SCIM_INVALID_VALUE',
    ],
    [
      'a certificate that is not base64',
      { schemas, userName: 'x', x509Certificates: [{ value: '<>' }] },
      'SCIM_INVALID_VALUE',
    ],
  ])('strictly, %s is refused', (_name, document, code) => {
    expect(() => validate(document)).toThrow(expect.objectContaining({ code }));
  });

  test.each([{ schemas }, { schemas, userName: null }, { schemas, userName: '' }])(
    'without a user name, %j is refused in both modes',
    (document) => {
      for (const lenient of [true, false]) {
        expect(() => validate(document, { lenient })).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_VALUE' }));
      }
    },
  );

  test('a lenient reader of answers does not insist on required attributes', () => {
    expect(validate({ id: '1' }, { context: 'response', lenient: true })).toEqual({ schemas, id: '1' });
  });

  test('what is there twice is kept once, and one primary is left', () => {
    const emails = [
      { value: 'a', type: 'work', primary: true },
      { value: 'A', type: 'work' },
      { value: 'b', primary: true },
    ];
    expect(validate({ userName: 'x', emails }, { lenient: true })['emails']).toEqual([
      { value: 'A', type: 'work', primary: false },
      { value: 'b', primary: true },
    ]);
  });

  test('a required extension is required', () => {
    const type = {
      ...userResourceType,
      extensions: userResourceType.extensions.map((extension) => ({ ...extension, required: true })),
    };
    expect(() => validate({ schemas, userName: 'x' }, { type })).toThrow(
      expect.objectContaining({ code: 'SCIM_INVALID_VALUE' }),
    );
  });

  test('any JSON gives a document or an error of SCIM, and validating twice changes nothing', () => {
    const loose = fc.dictionary(
      fc.constantFrom('userName', 'emails', 'name', 'active', 'constructor', 'x', enterpriseUserUrn),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(loose, fc.boolean(), (literal, lenient) => {
        try {
          const once = validate({ schemas: [coreUserUrn, enterpriseUserUrn], ...literal }, { lenient });
          expect(validate(once, { lenient })).toEqual(once);
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^SCIM_/) });
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
