import { answers, type ScriptedAnswer } from '@drawbridge/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  errorOf,
  failureOf,
  listOf,
  openClientOnTarget,
  token,
  type ClientOnTarget,
} from './support/client-on-target.ts';

const deep = `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`;
const json = (body: string): ScriptedAnswer => answers.body(200, 'application/scim+json', body);

describe('the answers of a target', () => {
  let at: ClientOnTarget;
  beforeEach(async () => {
    at = await openClientOnTarget();
  });
  afterEach(() => at.close());

  const readFailure = (answer: ScriptedAnswer): ReturnType<typeof failureOf> => {
    at.target.answer(answer);
    return failureOf(at.client.read('Users', 'u1'));
  };
  const createFailure = (answer: ScriptedAnswer): ReturnType<typeof failureOf> => {
    at.target.answer(answer);
    return failureOf(at.client.create('Users', { userName: 'kari' }));
  };

  test.each([
    [400, 'TARGET_REJECTED_VALUE'],
    [401, 'TARGET_UNAUTHORIZED'],
    [403, 'TARGET_FORBIDDEN'],
    [404, 'TARGET_RESOURCE_GONE'],
    [405, 'TARGET_METHOD_NOT_SUPPORTED'],
    [408, 'TARGET_TIMEOUT'],
    [409, 'TARGET_CONFLICT'],
    [410, 'TARGET_RESOURCE_GONE'],
    [412, 'TARGET_CHANGED'],
    [413, 'TARGET_REJECTED_VALUE'],
    [415, 'TARGET_REJECTED_VALUE'],
    [422, 'TARGET_REJECTED_VALUE'],
    [500, 'TARGET_FAILED'],
    [501, 'TARGET_METHOD_NOT_SUPPORTED'],
    [502, 'TARGET_FAILED'],
    [504, 'TARGET_FAILED'],
    [302, 'TARGET_ANSWER_INVALID'],
    [304, 'TARGET_ANSWER_INVALID'],
  ])('%i on a resource is %s', async (status, code) => {
    const error = await readFailure(answers.status(status));
    expect(error).toMatchObject({ code, name: 'TransportError' });
    expect(error.details).toEqual({ method: 'GET', url: `${at.baseUrl}/Users/u1`, status });
    expect(at.target.requests).toHaveLength(1);
  });

  test('404 on a collection speaks of the endpoint, not of a resource', async () => {
    expect(await createFailure(answers.status(404))).toMatchObject({ code: 'TARGET_METHOD_NOT_SUPPORTED' });
  });

  test('400 with scimType uniqueness is a conflict', async () => {
    const error = await createFailure(answers.json(400, errorOf(400, 'taken', 'uniqueness')));
    expect(error).toMatchObject({ code: 'TARGET_CONFLICT', details: { scimType: 'uniqueness' } });
  });

  test('the detail and the scimType of a SCIM error are told', async () => {
    const error = await createFailure(answers.json(400, errorOf(400, 'title is too long', 'invalidValue')));
    expect(error).toMatchObject({ code: 'TARGET_REJECTED_VALUE', details: { scimType: 'invalidValue', status: 400 } });
    expect(error.message).toBe(`POST ${at.baseUrl}/Users answered 400 invalidValue. title is too long`);
  });

  test('an error page of a proxy is shown by its beginning', async () => {
    const error = await readFailure(answers.html(502, `<html>Bad gateway${'x'.repeat(10_000)}`));
    expect(error.code).toBe('TARGET_FAILED');
    expect(error.message).toContain('<html>Bad gateway');
    expect(error.message.length).toBeLessThan(800);
  });

  test('control characters of a target do not reach who reads the log', async () => {
    const error = await readFailure(answers.html(500, 'red \u001b[31m alert \u0007\u202e'));
    expect(error.message).not.toMatch(/[^\P{C}\n]/u);
    expect(error.message).toContain('red');
  });

  test.each([
    ['a web page', answers.html(200, '<!doctype html><title>Sign in</title>')],
    ['nothing', answers.status(200)],
    ['half of a document', json('{"id":"u1","userNa')],
    ['an array', json('[]')],
    ['null', json('null')],
    ['text', json('"u1"')],
    ['a document without id', json('{"userName":"kari"}')],
    ['an id that is no text', json('{"id":{"a":1}}')],
    ['an empty id', json('{"id":""}')],
    ['a list', answers.json(200, listOf({ id: 'u1' }))],
    ['bytes that are not UTF-8', answers.body(200, 'application/json', Uint8Array.of(0x7b, 0xff, 0x7d))],
    ['a prototype', json('{"id":"u1","__proto__":{"polluted":true}}')],
    ['five thousand levels', json(deep)],
    ['what says gzip and is not', answers.gzipGarbage()],
  ])('200 with %s is no answer', async (_what, answer) => {
    expect(await readFailure(answer)).toMatchObject({ code: 'TARGET_ANSWER_INVALID', name: 'ScimError' });
    expect({}).not.toHaveProperty('polluted');
  });

  test('what was sent coded, though nobody asked, is named', async () => {
    expect((await readFailure(answers.gzipGarbage())).message).toContain('coded as gzip');
  });

  test.each([
    ['a web page', answers.html(200, '<html>')],
    ['a resource', answers.json(200, { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], id: 'u1' })],
    ['Resources that are no list', json('{"Resources":{}}')],
    ['a resource without id in it', answers.json(200, listOf({ userName: 'x' }))],
    ['a resource that is none', json('{"totalResults":1,"Resources":["u1"]}')],
    ['an error that says 200', answers.json(200, errorOf(500, 'no'))],
  ])('a search answered with %s fails, with the URL', async (_what, answer) => {
    at.target.answer(answer);
    const error = await failureOf(at.client.find('Users', 'userName', 'kari'));
    expect(error).toMatchObject({ code: 'TARGET_ANSWER_INVALID', details: { method: 'GET', status: 200 } });
    expect(error.message).toContain(`${at.baseUrl}/Users?filter=`);
  });

  test('half of a body and a cut connection is a lost connection', async () => {
    expect(await readFailure(answers.halfBody(200, '{"id":"u1"}'))).toMatchObject({ code: 'TARGET_CONNECTION_LOST' });
  });

  test('an answer beyond the limit is refused', async () => {
    expect(await readFailure(answers.chunks(1024 * 1024))).toMatchObject({ code: 'TARGET_ANSWER_TOO_LARGE' });
  });

  test.each([
    ['a page', answers.html(500, `headers: Authorization: Bearer ${token}`)],
    ['a page, at the edge of what is shown', answers.html(500, `${'x'.repeat(490)}${token}`)],
    ['a page, after more than is read', answers.html(500, token.repeat(20_000).slice(0, 250_000))],
    ['a SCIM error', answers.json(400, errorOf(400, `token ${token} may not`, token))],
    ['the schemas of a list', answers.json(200, { schemas: [token], id: 1 })],
    ['something that is no JSON', json(`{"id": ${token}`)],
    ['a redirect', answers.redirect(`https://evil.example/?t=${token}`)],
  ])('a token that the target echoes in %s is masked everywhere', async (_where, answer) => {
    at.target.answer(answer);
    const error = await failureOf(at.client.find('Users', 'userName', 'kari'));
    const causes: unknown[] = [];
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      causes.push(cause.message, cause.stack);
    expect(JSON.stringify([causes, error.details])).not.toContain(token.slice(0, 12));
  });

  test('the token is in no error of the road', async () => {
    const error = await readFailure(answers.hangUp());
    expect(JSON.stringify([error.message, error.stack, error.details])).not.toContain(token);
  });
});
