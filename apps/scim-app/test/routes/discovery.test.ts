/** The discovery documents (RFC 7644 §4), and places that do not exist. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readSchemas, type ScimObject } from '@drawbridge/scim';
import { enterprise, startTestApp, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

test('/Schemas is a ListResponse of schemas that a client can read, without a null', async () => {
  const { status, body, text, headers } = await app.get('/Schemas');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toContain('application/scim+json');
  expect(text).not.toContain('null');
  expect(body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:ListResponse']);
  const ids = readSchemas(body).map(({ id }) => id);
  expect(ids).toEqual(
    expect.arrayContaining([
      'urn:ietf:params:scim:schemas:core:2.0:User',
      'urn:ietf:params:scim:schemas:core:2.0:Group',
      enterprise,
    ]),
  );
  expect(text).toContain('"mutability":"readWrite"');
});

test('each schema and resource type is found at its own location', async () => {
  for (const endpoint of ['/Schemas', '/ResourceTypes']) {
    const { resources } = await app.get(endpoint);
    for (const resource of resources) {
      const location = String((resource['meta'] as ScimObject)['location']);
      expect(location.startsWith(`${app.url}/scim${endpoint}/`)).toBe(true);
      expect((await app.get(location.slice(`${app.url}/scim`.length))).body).toEqual(resource);
    }
  }
});

test('ServiceProviderConfig says what the server can do', async () => {
  const { body } = await app.get('/ServiceProviderConfig');
  expect(body).toMatchObject({
    patch: { supported: true },
    bulk: { supported: true, maxOperations: 1_000 },
    filter: { supported: true },
    etag: { supported: true },
  });
});

test('a filter on the discovery endpoints is refused with 403', async () => {
  expect((await app.get('/Schemas?filter=id%20pr')).status).toBe(403);
});

describe('what does not exist', () => {
  test.each(['/Nothing', '/Users/a/b', '/Schemas/nope', '/ResourceTypes/nope'])(
    '%s is 404 with a SCIM error',
    async (path) => {
      const { status, body } = await app.get(path);
      expect([status, body['status']]).toEqual([404, '404']);
    },
  );

  test.each([
    ['DELETE', '/Users'],
    ['PUT', '/Groups'],
    ['POST', '/Schemas'],
    ['PATCH', '/ServiceProviderConfig'],
  ] as const)('%s %s is 405 and says what is possible', async (method, path) => {
    const { status, headers } = await app.send(method, path);
    expect(status).toBe(405);
    expect(headers.get('allow')).toContain('GET');
  });
});
