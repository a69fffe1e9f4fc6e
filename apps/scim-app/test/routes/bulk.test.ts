/** /Bulk (RFC 7644 §3.7). */
import type { ScimObject } from '@drawbridge/scim';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patchOp, startTestApp, type TestApp } from '../support/start-test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const userUrn = 'urn:ietf:params:scim:schemas:core:2.0:User';
const groupUrn = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const send = (Operations: readonly unknown[], rest: object = {}) =>
  app.post('/Bulk', { schemas: [bulkRequest], Operations, ...rest });
const create = (bulkId: string, userName: string) => ({
  method: 'POST',
  path: '/Users',
  bulkId,
  data: { schemas: [userUrn], userName },
});
const results = (answer: { body: ScimObject }) => answer.body['Operations'] as ScimObject[];

describe('a bulk request', () => {
  test('does each operation as if it had come alone, and tells what became of each', async () => {
    const answer = await send([create('a', 'ann'), create('b', 'bob'), create('c', 'ann-again')]);
    expect(answer.status).toBe(200);
    expect(answer.body['schemas']).toEqual(['urn:ietf:params:scim:api:messages:2.0:BulkResponse']);
    expect(results(answer)).toMatchObject([
      { method: 'POST', bulkId: 'a', status: '201', response: { userName: 'ann' } },
      { method: 'POST', bulkId: 'b', status: '201' },
      { method: 'POST', bulkId: 'c', status: '201' },
    ]);
    const location = String(results(answer)[0]!['location']);
    const id = location.slice(location.lastIndexOf('/') + 1);
    expect((await app.get(`/Users/${id}`)).body).toMatchObject({ userName: 'ann' });
    const Operations = [{ op: 'replace', path: 'title', value: 'Pilot' }];
    const patch = { method: 'PATCH', path: `/Users/${id}`, data: { schemas: [patchOp], Operations } };
    const gone = { method: 'DELETE', path: '/Users/0190a1c0-0000-7000-8000-000000000000' };
    const second = await send([patch, gone, create('d', 'bob')]);
    expect(results(second)).toMatchObject([
      { method: 'PATCH', status: '200' },
      { method: 'DELETE', status: '404', response: { status: '404' } },
      { method: 'POST', bulkId: 'd', status: '409', response: { scimType: 'uniqueness' } },
    ]);
    expect((await app.get(`/Users/${id}`)).body).toMatchObject({ title: 'Pilot' });
  });

  test('may speak of what it creates', async () => {
    const group = {
      method: 'POST',
      path: '/Groups',
      bulkId: 'g',
      data: { schemas: [groupUrn], displayName: 'Crew', members: [{ value: 'bulkId:u' }] },
    };
    const answer = await send([create('u', 'member'), group]);
    expect(results(answer).map(({ status }) => status)).toEqual(['201', '201']);
    const location = String(results(answer)[0]!['location']);
    const made = results(answer)[1]!['response'] as ScimObject;
    expect(made['members']).toMatchObject([{ value: location.slice(location.lastIndexOf('/') + 1) }]);
  });

  test('stops after as many failures as it says', async () => {
    const wrong = { method: 'POST', path: '/Users', bulkId: 'x', data: { schemas: [userUrn] } };
    const answer = await send([wrong, create('y', 'never')], { failOnErrors: 1 });
    expect(results(answer)).toHaveLength(1);
    expect((await app.get(`/Users?filter=${encodeURIComponent('userName eq "never"')}`)).resources).toEqual([]);
  });

  test('obeys the version of an operation', async () => {
    const made = await app.post('/Users', { schemas: [userUrn], userName: 'versioned' });
    const gone = { method: 'DELETE', path: `/Users/${made.id}`, version: 'W/"77"' };
    expect(results(await send([gone]))).toMatchObject([{ status: '412' }]);
    expect((await app.get(`/Users/${made.id}`)).status).toBe(200);
  });

  test.each([
    ['without its schema', { Operations: [create('a', 'z')] }],
    ['without operations', { schemas: [bulkRequest], Operations: [] }],
    ['whose operations are no list', { schemas: [bulkRequest], Operations: 'x' }],
    ['with an operation that is no object', { schemas: [bulkRequest], Operations: [3] }],
    ['with an unknown method', { schemas: [bulkRequest], Operations: [{ method: 'GET', path: '/Users' }] }],
    ['that leaves the API', { schemas: [bulkRequest], Operations: [{ method: 'DELETE', path: '/Users/../../x' }] }],
    ['of a bulk request', { schemas: [bulkRequest], Operations: [{ method: 'POST', path: '/Bulk', bulkId: 'q' }] }],
    ['that creates without a bulkId', { schemas: [bulkRequest], Operations: [{ method: 'POST', path: '/Users' }] }],
    ['of too many operations', { schemas: [bulkRequest], Operations: Array.from({ length: 1_001 }, () => ({})) }],
  ])('%s is refused', async (_how, body) => {
    const answer = await app.post('/Bulk', body);
    expect(answer.status).toBe(400);
  });

  test('needs the token', async () => {
    const answer = await app.send('POST', '/Bulk', { schemas: [bulkRequest] }, { authorization: 'Bearer wrong' });
    expect(answer.status).toBe(401);
  });
});
