/** /me, authentication methods, one-time links, and how sessions end. */
import { Secret, systemClock } from '@drawbridge/base';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { aPerson } from '../support/application.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';
import { addAccount, getMe, goodPassword, refresh, signIn } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';

/** Only what is remembered for a few seconds goes by it. */
let aheadMs = 0;
const clock = { ...systemClock, monotonicMs: () => systemClock.monotonicMs() + aheadMs };
let service: TestService;
beforeAll(async () => {
  service = await startService({ clock });
});
afterAll(() => service.close());

const as = (accessToken: string) => (method: string, path: string, body?: object) =>
  send(service.url + path, {
    method,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });

describe('/me', () => {
  test('is the signed-in person, their groups and their applications', async () => {
    const person = await addAccount(service);
    const { access_token } = await signIn(service, new Visitor(service.url), person);
    const me = as(access_token);
    expect((await me('GET', '/v1.0/me?$select=id,displayName')).body).toMatchObject({ id: person.id });
    expect((await me('GET', '/v1.0/me/memberOf')).body).toMatchObject({ value: [] });
    expect((await me('GET', '/v1.0/me/appRoleAssignments')).body).toMatchObject({ value: [] });
    expect((await me('GET', '/v1.0/me/authentication/methods')).body).toMatchObject({
      value: [{ '@odata.type': '#microsoft.graph.passwordAuthenticationMethod' }],
    });
    expect((await me('GET', '/v1.0/users')).status).toBe(403);
  });

  test('is nobody for an application', async () => {
    for (const path of ['/me', '/me/memberOf', '/me/authentication/methods'])
      expect((await refusal(service.graph.call('GET', `/v1.0${path}`))).message).toMatch(
        /delegated authentication flow/,
      );
  });

  test('changes the password with the present one', async () => {
    const person = await addAccount(service);
    const { access_token } = await signIn(service, new Visitor(service.url), person);
    const change = (currentPassword: string, newPassword: string) =>
      as(access_token)('POST', '/v1.0/me/changePassword', { currentPassword, newPassword });
    expect((await change('not the present one', 'nine green valleys at dusk')).status).toBe(400);
    expect((await change(goodPassword, 'short')).status).toBe(400);
    expect((await change(goodPassword, 'nine green valleys at dusk')).status).toBe(204);
    await signIn(service, new Visitor(service.url), { ...person, password: 'nine green valleys at dusk' });
  });

  test('registers passkeys in the portal only', async () => {
    const { access_token } = await signIn(service, new Visitor(service.url), await addAccount(service));
    const answer = await as(access_token)('GET', '/beta/me/authentication/fido2Methods/creationOptions');
    expect(answer.status).toBe(403);
  });
});

describe('what is signed in', () => {
  const ends = async (end: (id: string) => Promise<unknown>) => {
    const person = await addAccount(service);
    const visitor = new Visitor(service.url);
    const tokens = await signIn(service, visitor, person);
    expect((await getMe(service, tokens.access_token)).status).toBe(200);
    await end(person.id);
    aheadMs += 4_000;
    expect((await getMe(service, tokens.access_token)).status).toBe(401);
    expect((await refresh(service, tokens.refresh_token)).status).toBe(400);
  };

  test('ends when an administrator revokes it', () =>
    ends((id) => service.graph.call('POST', `/v1.0/users/${id}/revokeSignInSessions`)));
  test('ends when the account is disabled, and stays so when it is enabled again', () =>
    ends(async (id) => {
      await service.graph.call('PATCH', `/v1.0/users/${id}`, { accountEnabled: false });
      await service.graph.call('PATCH', `/v1.0/users/${id}`, { accountEnabled: true });
    }));
  test('ends when the user is deleted, and stays so when it is restored', () =>
    ends(async (id) => {
      await service.graph.call('DELETE', `/v1.0/users/${id}`);
      await service.graph.call('POST', `/v1.0/directory/deletedItems/${id}/restore`);
    }));
  test('ends with a new password', () =>
    ends((id) =>
      service.services.accounts.setPassword(id, new Secret('nine green valleys at dusk'), { forceChange: false }),
    ));
});

describe('an administrator', () => {
  const passwordMethod = '28c10230-6103-485e-b985-444c60001490';

  test('resets a password to one that must be changed', async () => {
    const { id, userPrincipalName } = await addAccount(service);
    const path = `/v1.0/users/${id}/authentication/methods/${passwordMethod}/resetPassword`;
    const { newPassword } = await service.graph.call<{ newPassword: string }>('POST', path, {});
    const attempt = { userPrincipalName, password: new Secret(newPassword), source: '192.0.2.1' };
    expect(await service.services.accounts.verifyPassword(attempt)).toMatchObject({ mustChangePassword: true });
    expect((await refusal(service.graph.call('POST', path, { newPassword: 'short' }))).message).toContain('complexity');
    await service.graph.call('DELETE', `/v1.0/users/${id}/authentication/passwordMethods/${passwordMethod}`);
    expect(await service.graph.call('GET', `/v1.0/users/${id}/authentication/methods`)).toMatchObject({ value: [] });
  });

  test('takes over nobody who may do more', async () => {
    const root = await addAccount(service, { role: 'Global Administrator' });
    const plain = await addAccount(service);
    const helpDesk = service.graphAs(await service.client('User Administrator'));
    const reset = (id: string) => `/v1.0/users/${id}/authentication/methods/${passwordMethod}/resetPassword`;
    expect((await refusal(helpDesk.call('POST', reset(root.id), {}))).status).toBe(403);
    expect((await refusal(helpDesk.call('POST', `/beta/users/${root.id}/authentication/oneTimeLinks`))).status).toBe(
      403,
    );
    await helpDesk.call('POST', reset(plain.id), {});
  });

  test('lists who can sign in', async () => {
    const { id } = await addAccount(service);
    const found: { id: string; hasPassword: boolean }[] = [];
    for await (const each of service.graph.list<{ id: string; hasPassword: boolean }>('/beta/signIn/accounts?$top=2'))
      found.push(each);
    expect(found).toContainEqual(expect.objectContaining({ id, hasPassword: true, passkeys: 0 }));
  });
});

describe('one-time links', () => {
  const form = { newPassword: 'nine green valleys at dusk', repeated: 'nine green valleys at dusk' };

  test('give a user a new password, once, and only the newest works', async () => {
    const { id, userPrincipalName } = await addAccount(service);
    const make = () => service.graph.call<{ path: string }>('POST', `/beta/users/${id}/authentication/oneTimeLinks`);
    const old = await make();
    const { path } = await make();
    const visitor = new Visitor(service.url);
    expect((await visitor.visit(old.path)).status).toBe(404);
    expect((await visitor.visit(path)).text).toContain(userPrincipalName);
    expect((await visitor.visit(path, { ...form, repeated: 'x' })).status).toBe(400);
    const answers = await Promise.all([
      visitor.visit(path, form),
      visitor.visit(path, form),
      visitor.visit(path, form),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    await signIn(service, visitor, { userPrincipalName, password: form.newPassword });
  });

  test('for the set-up make one administrator, of several who try at once', async () => {
    const { path } = await service.graph.call<{ path: string }>('POST', '/beta/signIn/setUpLinks');
    const visitor = new Visitor(service.url);
    const names = ['one@corp.example', 'two@corp.example', 'three@corp.example'];
    const answers = await Promise.all(
      names.map((username) => visitor.visit(path, { username, displayName: 'First', ...form })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404, 404]);
    expect(await service.services.roles.hasAdministrator()).toBe(true);
    const made = await Promise.all(
      names.map((name) =>
        service.graph.call('GET', `/v1.0/users/${name}`).then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(made.filter(Boolean)).toHaveLength(1);
  });

  test('for the set-up make an existing user administrator', async () => {
    const person = await service.graph.call<{ id: string; userPrincipalName: string }>(
      'POST',
      '/v1.0/users',
      aPerson({ passwordProfile: { password: 'four orange lanterns' } }),
    );
    const { path } = await service.graph.call<{ path: string }>('POST', '/beta/signIn/setUpLinks');
    const answer = await new Visitor(service.url).visit(path, {
      username: person.userPrincipalName,
      displayName: 'X',
      ...form,
    });
    expect(answer.status).toBe(200);
    expect(await service.services.roles.idsOf(person.id)).toHaveLength(1);
  });

  test.each(['/setup/x', '/reset/x', `/setup/${'x'.repeat(300)}`, '/reset/%F0%9F%98%80'])(
    '%s is nothing to anybody',
    async (path) => {
      const visitor = new Visitor(service.url);
      expect((await visitor.visit(path)).status).toBe(404);
      expect((await visitor.visit(path, form)).status).toBe(404);
      expect((await visitor.visit(`${path}/passkey/options`, form)).status).toBe(404);
    },
  );
});
