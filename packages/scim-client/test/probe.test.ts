import { answers } from '@drawbridge/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  errorOf,
  failureOf,
  listOf,
  openClientOnTarget,
  token,
  type ClientOnTarget,
} from './support/client-on-target.ts';

describe('the connection probe', () => {
  let at: ClientOnTarget;
  beforeEach(async () => {
    at = await openClientOnTarget();
  });
  afterEach(() => at.close());

  test('asks for a user that cannot exist, by the matching attribute', async () => {
    at.target.otherwise(answers.json(200, listOf()));
    await at.client.probe('userName');
    await at.client.probe('userName');
    const filters = at.target.requests.map(({ target }) => new URL(target, 'http://target').searchParams.get('filter'));
    expect(filters[0]).toMatch(/^userName eq "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"$/);
    expect(filters[0]).not.toBe(filters[1]);
  });

  test('shows the whole URL, the status and the beginning of the body, and never the token', async () => {
    at.target.answer(answers.html(404, `<h1>No such page</h1> ${token} ${'.'.repeat(1_000)}`));
    const error = await failureOf(at.client.probe('userName'));
    expect(error.code).toBe('TARGET_NOT_SCIM');
    expect(error.message).toContain(`GET ${at.target.url}${at.target.requests[0]?.target ?? '?'} answered 404`);
    expect(error.message).toContain('<h1>No such page</h1> *** ...');
    expect(error.message).not.toContain(token);
    expect(error.message.length).toBeLessThan(1_000);
  });

  test.each([
    ['401', answers.status(401), 'TARGET_UNAUTHORIZED'],
    ['403', answers.status(403), 'TARGET_UNAUTHORIZED'],
    ['404', answers.json(404, errorOf(404, 'no')), 'TARGET_NOT_SCIM'],
    ['400', answers.status(400), 'TARGET_NOT_SCIM'],
    ['501', answers.status(501), 'TARGET_NOT_SCIM'],
    ['a redirect to a sign-in page', answers.redirect('https://login.example/'), 'TARGET_NOT_SCIM'],
    ['a web page', answers.html(200, '<html>'), 'TARGET_NOT_SCIM'],
    ['half of a document', answers.body(200, 'application/json', '{"Resou'), 'TARGET_NOT_SCIM'],
    ['another document', answers.json(200, { hello: 'world' }), 'TARGET_NOT_SCIM'],
    ['nothing', answers.status(200), 'TARGET_NOT_SCIM'],
    ['204', answers.status(204), 'TARGET_NOT_SCIM'],
    ['a user, whatever was asked', answers.json(200, listOf({ id: 'u1' })), 'TARGET_NOT_SCIM'],
    ['500', answers.status(500), 'TARGET_FAILED'],
    ['a cut connection', answers.hangUp(), 'TARGET_CONNECTION_LOST'],
  ])('answered with %s fails with the right code', async (_what, answer, code) => {
    at.target.answer(answer);
    expect(await failureOf(at.client.probe('userName'))).toMatchObject({ code });
  });

  test('names where a redirect leads', async () => {
    at.target.answer(answers.redirect('https://login.example/'));
    expect((await failureOf(at.client.probe('userName'))).message).toContain('redirects to https://login.example/');
  });

  test('passes an error of the road as it is', async () => {
    await at.target.close();
    expect(await failureOf(at.client.probe('userName'))).toMatchObject({ code: 'TARGET_UNREACHABLE' });
  });
});
