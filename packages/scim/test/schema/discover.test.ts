import { describe, expect, test } from 'vitest';
import {
  listResponse,
  readSchemas,
  schemaToDocument,
  userSchema,
  enterpriseUserSchema,
  groupSchema,
} from '../../src/index.ts';
import { aDocument, readSample } from '../sample.ts';

describe('readSchemas', () => {
  test('what schemaToDocument writes is read back the same', () => {
    const schemas = [userSchema, enterpriseUserSchema, groupSchema];
    const answer = aDocument(listResponse({ resources: schemas.map((schema) => schemaToDocument(schema)) }));
    expect(readSchemas(answer)).toEqual(schemas);
  });

  test('a single schema, the RFC sample, counts as a list of one', () => {
    const [schema] = readSchemas(readSample('rfc7643-8.7.1-schema-user'));
    expect(schema?.attributes.map((attribute) => attribute.name)).toContain('x509Certificates');
  });

  test('missing characteristics get the defaults of RFC 7643 §2.2, others may be spelled in any case', () => {
    const [schema] = readSchemas(
      aDocument({
        Resources: [
          {
            id: 'urn:x:User',
            attributes: [
              { name: 'a' },
              { name: 'b', type: 'Boolean', mutability: 'ReadWrite', returned: null, multiValued: 'True' },
              { name: 'c', subAttributes: [{ name: 'value' }] },
            ],
          },
        ],
      }),
    );
    expect(schema?.name).toBe('User');
    expect(schema?.attributes).toMatchObject([
      {
        type: 'string',
        multiValued: false,
        required: false,
        caseExact: false,
        mutability: 'readWrite',
        returned: 'default',
      },
      { type: 'boolean', multiValued: true, mutability: 'readWrite', returned: 'default' },
      { type: 'complex', subAttributes: [{ name: 'value' }] },
    ]);
  });

  test('attributes whose names no path can say are left out', () => {
    const answer = JSON.parse(
      '{"id":"urn:x","attributes":[{"name":"__proto2__"},{"name":"a b"},{"name":""},{"name":5},null,"x",{"name":"ok"}]}',
    );
    const [schema] = readSchemas(aDocument(answer));
    expect(schema?.attributes.map((attribute) => attribute.name)).toEqual(['ok']);
  });

  test('an empty list has no schemas; anything else is refused', () => {
    expect(readSchemas(aDocument({ totalResults: 0 }))).toEqual([]);
    expect(() => readSchemas(aDocument({ error: 'x' }))).toThrow(
      expect.objectContaining({ code: 'TARGET_ANSWER_INVALID' }),
    );
  });
});
