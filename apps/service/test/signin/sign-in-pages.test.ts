/** Signing in over the pages: password, lock-out, forced change, cancelling, hostile forms. */
import { newToken, Secret, systemClock, type Clock } from '@drawbridge/base';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { send, startService, type TestService } from '../support/service.ts';
import { addAccount, authorization, getMe, goodPassword, redeem, signIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';

let aheadMs = 0;
const clock: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + aheadMs) };
let service: TestService;
let visitor: Visitor;
beforeAll(async () => {
  service = await startService({ clock });
});
afterAll(() => service.close());
beforeEach(() => {
  visitor = new Visitor(service.url);
});

const begin = async (more?: Readonly<Record<string, string>>) => {
  const { url, verifier } = authorization(service, more);
  const page = await visitor.follow(url);
  return { page, at: new URL(page.at).pathname, verifier };
};

describe('a sign-in with a password', () => {
  test('leads from the application to its redirect URI, and its token reads /me', async () => {
    const { id, userPrincipalName } = await addAccount(service, { role: 'User Administrator' });
    const tokens = await signIn(service, visitor, { userPrincipalName });
    expect(decodeJwt(tokens.access_token)).toMatchObject({ oid: id, upn: userPrincipalName });
    const me = await getMe(service, tokens.access_token);
    expect(me.body).toMatchObject({ id, userPrincipalName });
  });

  test('shows who asks and for what, and runs no inline script or style', async () => {
    const { page } = await begin();
    expect(page.status).toBe(200);
    expect(page.text).toContain('Drawbridge command line');
    expect(page.text).toContain('User.ReadWrite.All');
    expect(page.text).not.toMatch(/<script>|<style|style="|onclick/);
    const policy = page.headers.get('content-security-policy');
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|form-action/);
    expect(page.headers.get('cache-control')).toBe('no-store');
    for (const [, path] of page.text.matchAll(/(?:href|src)="(\/signin\/assets\/[^"]+)"/g))
      expect((await visitor.visit(path!)).status).toBe(200);
  });

  test('answers an unknown user and a wrong password alike', async () => {
    const { userPrincipalName } = await addAccount(service);
    const { at } = await begin();
    const wrong = await visitor.visit(`${at}/password`, { username: userPrincipalName, password: 'not the password' });
    const unknown = await visitor.visit(`${at}/password`, {
      username: 'nobody@corp.example',
      password: 'not it either',
    });
    expect([wrong.status, unknown.status]).toEqual([401, 401]);
    expect(
      unknown.text
        .replaceAll('nobody@corp.example', userPrincipalName)
        .replaceAll('nobody%40corp.example', encodeURIComponent(userPrincipalName)),
    ).toBe(wrong.text);
  });

  test('refuses a disabled account with its right password', async () => {
    const { userPrincipalName } = await addAccount(service, { accountEnabled: false });
    const { at } = await begin();
    const answer = await visitor.visit(`${at}/password`, { username: userPrincipalName, password: goodPassword });
    expect(answer.status).toBe(401);
  });

  test('is cancelled back to the application', async () => {
    const { at } = await begin();
    const answer = await visitor.follow(`${at}/cancel`, {});
    expect(new URL(answer.at).searchParams.get('error')).toBe('access_denied');
  });

  test('belongs to the browser that began it', async () => {
    const { at } = await begin();
    for (const path of [at, `${at}/password`, `${at}/finish`, `${at}/cancel`]) {
      const form = path === at || path.endsWith('finish') ? undefined : { username: 'a@b.c', password: 'x' };
      const answer = await new Visitor(service.url).visit(path, form);
      expect([path, answer.status]).toEqual([path, 400]);
      expect(answer.text).toContain('Go back to the application');
    }
  });

  test('takes no form from another site', async () => {
    const { at } = await begin();
    const answer = await send(service.url + at, {
      method: 'POST',
      headers: { 'sec-fetch-site': 'cross-site', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'username=a%40b.c',
    });
    expect(answer.status).toBe(403);
  });
});

describe('a password that an administrator set', () => {
  test('is changed before the sign-in is complete, and not to itself', async () => {
    const { userPrincipalName } = await addAccount(service, { forceChange: true });
    const { at, verifier } = await begin();
    const page = await visitor.follow(`${at}/password`, { username: userPrincipalName, password: goodPassword });
    expect(page.at).toMatch(/change-password$/);
    const change = (newPassword: string, repeated = newPassword) =>
      visitor.follow(`${at}/change-password`, { newPassword, repeated });
    expect((await change('short')).text).toContain('12 are needed');
    expect((await change('a long new password', 'another one entirely')).text).toContain('not the same');
    expect((await change(goodPassword)).text).toContain('is the old one');
    const back = await change('nine green valleys at dusk');
    const tokens = (await redeem(service, back.at, verifier)).body as { access_token: string };
    expect((await getMe(service, tokens.access_token)).status).toBe(200);
    const verdict = await service.services.accounts.verifyPassword({
      userPrincipalName,
      password: new Secret('nine green valleys at dusk'),
      source: '192.0.2.1',
    });
    expect(verdict).toMatchObject({ outcome: 'signed-in', mustChangePassword: false });
  });

  test('is not skipped by asking for the end at once', async () => {
    const { userPrincipalName } = await addAccount(service, { forceChange: true });
    const { at } = await begin();
    await visitor.follow(`${at}/password`, { username: userPrincipalName, password: goodPassword });
    for (const step of ['finish', 'add-passkey']) {
      const answer = await visitor.visit(`${at}/${step}`);
      expect(answer.text).toContain('Sign in again');
    }
    expect((await visitor.visit(`${at}/add-passkey`, { skip: 'yes' })).status).toBe(200);
  });
});

describe('guessing passwords', () => {
  const attempt = (userPrincipalName: string, password: string, source = '192.0.2.7') =>
    service.services.accounts.verifyPassword({ userPrincipalName, password: new Secret(password), source });

  test('blocks the name from that address for growing times, at most 15 minutes, and from nowhere else', async () => {
    const { userPrincipalName } = await addAccount(service);
    for (let i = 0; i < 5; i++) expect((await attempt(userPrincipalName, 'wrong password')).outcome).toBe('wrong');
    const waits: number[] = [];
    for (let i = 0; i < 8; i++) {
      const verdict = await attempt(userPrincipalName, goodPassword);
      if (verdict.outcome !== 'blocked') throw new Error(`Not blocked: ${verdict.outcome}`);
      waits.push(Math.round((verdict.until.getTime() - clock.now().getTime()) / 1000));
      expect((await attempt(userPrincipalName, goodPassword, '198.51.100.9')).outcome).toBe('signed-in');
      aheadMs += waits.at(-1)! * 1000 + 1000;
      expect((await attempt(userPrincipalName, 'wrong password')).outcome).toBe('wrong');
    }
    expect(waits.slice(0, 6)).toEqual([30, 60, 120, 240, 480, 900]);
    expect(Math.max(...waits)).toBe(900);
    aheadMs += 901_000;
    expect((await attempt(userPrincipalName, goodPassword)).outcome).toBe('signed-in');
    expect((await attempt(userPrincipalName, 'wrong password')).outcome).toBe('wrong');
  });

  test('blocks names that nobody has, too', async () => {
    for (let i = 0; i < 5; i++) await attempt('ghost@corp.example', 'wrong password');
    expect((await attempt('GHOST@corp.example ', 'wrong password')).outcome).toBe('blocked');
  });

  test('gains nothing by asking many times at once', async () => {
    const { userPrincipalName } = await addAccount(service);
    const verdicts = await Promise.all(
      Array.from({ length: 20 }, () => attempt(userPrincipalName, 'wrong password', '203.0.113.3')),
    );
    expect(verdicts.filter(({ outcome }) => outcome === 'wrong')).toHaveLength(5);
    expect(verdicts.filter(({ outcome }) => outcome === 'blocked')).toHaveLength(15);
  });

  test('counts a network of IPv6 as one address', async () => {
    const { userPrincipalName } = await addAccount(service);
    for (let i = 0; i < 5; i++) await attempt(userPrincipalName, 'wrong password', `2001:db8:1:2::${i}`);
    expect((await attempt(userPrincipalName, goodPassword, '2001:db8:1:2:ffff::9')).outcome).toBe('blocked');
    expect((await attempt(userPrincipalName, goodPassword, '2001:db8:1:3::9')).outcome).toBe('signed-in');
  });

  test('is told on the page, with the time to wait', async () => {
    const { userPrincipalName } = await addAccount(service);
    const { at } = await begin();
    const guess = () => visitor.visit(`${at}/password`, { username: userPrincipalName, password: 'wrong password' });
    for (let i = 0; i < 5; i++) expect((await guess()).status).toBe(401);
    const answer = await guess();
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('30');
    expect(answer.text).toContain('Try again in 30 seconds');
  });
});

describe('hostile input', () => {
  test.each([
    ['too long a name', { username: `${'x'.repeat(5000)}@corp.example` }],
    ['markup in a name', { username: '<script>alert(1)</script>@corp.example' }],
    ['U+0000', { username: 'a\0b@corp.example' }],
    ['no name', {}],
    ['__proto__', { __proto__x: '1', username: '__proto__' }],
  ])('%s is answered with the page', async (_what, form) => {
    const { at } = await begin();
    const answer = await visitor.visit(at, form as unknown as Record<string, string>);
    expect(answer.status).toBe(200);
    expect(answer.text).not.toContain('<script>alert');
    const second = await visitor.visit(`${at}/password`, { ...(form as object), password: '\0'.repeat(3000) });
    expect(second.status).toBeLessThan(500);
  });

  test('passkey answers that are none are refused in words', async () => {
    const local = new Visitor(service.url.replace('127.0.0.1', 'localhost'));
    const { url } = authorization(service);
    const at = new URL((await local.follow(url)).at).pathname;
    const offer = async () =>
      (await local.visit(`${at}/passkey/options`, {})).body as { ticket: string; options: { challenge: string } };
    const { ticket } = await offer();
    expect(ticket).toMatch(/^[\w-]{43}$/);
    const responses = [
      '',
      '{',
      'null',
      '[]',
      '{"id":1}',
      '{"id":"x","response":{}}',
      '{"id":"__proto__","response":{"clientDataJSON":"x"}}',
      'x'.repeat(39_000),
    ];
    for (const response of responses) {
      const answer = await local.visit(`${at}/passkey`, { ticket: (await offer()).ticket, response });
      expect([400, 401], response.slice(0, 50)).toContain(answer.status);
    }
    const used = await local.visit(`${at}/passkey`, { ticket, response: '{"id":"x","response":{}}' });
    const again = await local.visit(`${at}/passkey`, { ticket, response: '{"id":"x","response":{}}' });
    expect([used.status, again.status]).toEqual([401, 400]);
    expect((await local.visit(`${at}/passkey`, { ticket: newToken(), response: '{}' })).status).toBe(400);
  });
});
