import { describe, expect, test } from 'vitest';
import {
  enterpriseUserSchema,
  groupResourceType,
  groupSchema,
  isObject,
  resourceTypeSchema,
  resourceTypeToDocument,
  schemaSchema,
  schemaToDocument,
  serviceProviderConfigSchema,
  userResourceType,
  userSchema,
  type Schema,
  type ScimValue,
} from '../../src/index.ts';
import { readSample } from '../sample.ts';

/** What the RFC's table says otherwise, as `attribute characteristic`. */
function departures(mine: ScimValue | undefined, rfc: ScimValue | undefined, path = ''): string[] {
  const ours = (Array.isArray(mine) ? mine : []).filter(isObject);
  const theirs = (Array.isArray(rfc) ? rfc : []).filter(isObject);
  const names = new Set([...ours, ...theirs].map((attribute) => String(attribute['name'])));
  return [...names].flatMap((name) => {
    const own = ours.find((attribute) => attribute['name'] === name);
    const their = theirs.find((attribute) => attribute['name'] === name);
    if (own === undefined || their === undefined) return [`${path}${name} ${own ? 'added' : 'missing'}`];
    const differing = Object.keys(their).filter(
      (key) => !['description', 'subAttributes'].includes(key) && !isSame(own[key], their[key]),
    );
    return [
      ...differing.map((key) => `${path}${name} ${key}`),
      ...departures(own['subAttributes'], their['subAttributes'], `${path}${name}.`),
    ];
  });
}

function isSame(a: ScimValue | undefined, b: ScimValue | undefined): boolean {
  const sorted = (value: ScimValue | undefined) => (Array.isArray(value) ? [...value].sort() : value);
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

describe('the schemas', () => {
  test.each<[string, Schema, string[]]>([
    [
      'rfc7643-8.7.1-schema-user',
      userSchema,
      ['profileUrl caseExact', 'password caseExact', 'groups.value caseExact', 'groups.$ref caseExact'],
    ],
    [
      'rfc7643-8.7.1-schema-group',
      groupSchema,
      ['members.value caseExact', 'members.$ref caseExact', 'members.display mutability'],
    ],
    [
      'rfc7643-8.7.1-schema-enterprise_user',
      enterpriseUserSchema,
      ['manager.value caseExact', 'manager.value required', 'manager.$ref caseExact', 'manager.$ref required'],
    ],
    [
      'rfc7643-8.7.2-schema-resource_type',
      resourceTypeSchema,
      ['endpoint caseExact', 'schema caseExact', 'schemaExtensions.schema caseExact'],
    ],
    [
      'rfc7643-8.7.2-schema-schema',
      schemaSchema,
      ['id caseExact', 'attributes.type caseExact', 'attributes.subAttributes.type caseExact'],
    ],
    [
      'rfc7643-8.7.2-schema-service_provider_configuration',
      serviceProviderConfigSchema,
      [
        'documentationUri caseExact',
        'authenticationSchemes.specUri caseExact',
        'authenticationSchemes.documentationUri caseExact',
      ],
    ],
  ])('%s is the table of the RFC, with the departures named in its file', (sample, schema, expected) => {
    const found = departures(schemaToDocument(schema)['attributes'], readSample(sample)['attributes']);
    expect(found.filter((departure) => !expected.includes(departure))).toEqual([]);
    expect(readSample(sample)['id']).toBe(schema.id);
  });

  test('a schema document has its location under the base URL', () => {
    const document = schemaToDocument(userSchema, 'https://example.com/scim/');
    expect(document['meta']).toEqual({
      resourceType: 'Schema',
      location: 'https://example.com/scim/Schemas/urn:ietf:params:scim:schemas:core:2.0:User',
    });
    expect(JSON.stringify(document)).not.toContain('null');
  });

  test('a resource type document is that of RFC 7643 §8.6', () => {
    expect(resourceTypeToDocument(userResourceType)).toMatchObject({
      ...readSample('rfc7643-8.6-resource_type-user'),
      schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
      schemaExtensions: [{ schema: enterpriseUserSchema.id, required: false }],
      meta: { resourceType: 'ResourceType' },
    });
    expect(resourceTypeToDocument(groupResourceType)['schemaExtensions']).toBe(undefined);
  });
});
