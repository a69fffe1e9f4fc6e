/** Signing in with the organisation's own provider: a second, real OpenID Connect provider on loopback. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { callbackPath } from '../../src/signin/federation/federation.ts';
import { directoryRoles } from '../../src/oauth/directory-roles.ts';
import { refusal, send, startService, type TestService } from '../support/service.ts';
import { authorization, getMe, redeem } from '../support/sign-in.ts';
import { Visitor } from '../support/visitor.ts';

type Claims = Record<string, unknown>;
type Shown = { id: string; clientSecret: string; issuer: string; roleMapping: unknown };

let service: TestService;
let outside: Server;
let issuer: string;
/** What the provider says of who signs in next. */
let claims: Claims;
let providerId: string;
const secret = 'the secret of the organisation';

beforeAll(async () => {
  service = await startService();
  ({ server: outside, issuer } = await startProvider(service.url + callbackPath));
});
afterAll(async () => {
  outside.close();
  outside.closeAllConnections();
  await service.close();
});

/** Signs everybody in at once, as whom `claims` says. */
async function startProvider(redirectUri: string): Promise<{ server: Server; issuer: string }> {
  let callback: ReturnType<Provider['callback']> = async () => undefined;
  const server = createServer((request, answer) => void callback(request, answer));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(own, {
    clients: [
      {
        client_id: 'drawbridge',
        client_secret: secret,
        redirect_uris: [redirectUri],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'name', 'given_name', 'family_name', 'groups'],
      email: ['email', 'email_verified'],
    },
    cookies: { keys: ['test'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
    interactions: { url: (_context, { uid }) => `/enter/${uid}` },
    loadExistingGrant: async (context) => {
      const grant = new context.oidc.provider.Grant({
        accountId: context.oidc.session!.accountId!,
        clientId: 'drawbridge',
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
  });
  const pages = provider.callback();
  callback = async (request, answer) => {
    if (!request.url?.startsWith('/enter/')) return pages(request, answer);
    const result = { login: { accountId: String(claims['sub']) } };
    return provider.interactionFinished(request, answer, result, { mergeWithLastSubmission: false });
  };
  return { server, issuer: own };
}

const settings = (more: object = {}) => ({
  displayName: 'Corp login',
  clientId: 'drawbridge',
  clientSecret: secret,
  issuer,
  domains: ['corp.example'],
  createUsers: true,
  roleMapping: {
    claim: 'groups',
    rules: [
      { value: 'directory-admins', roleDefinitionId: 'User Administrator' },
      { value: 'auditors', roleDefinitionId: directoryRoles['Reports Reader'] },
    ],
  },
  ...more,
});

beforeEach(async () => {
  for await (const { id } of service.graph.list<Shown>('/beta/identity/identityProviders'))
    await service.graph.call('DELETE', `/beta/identity/identityProviders/${id}`);
  providerId = (await service.graph.call<Shown>('POST', '/beta/identity/identityProviders', settings())).id;
});

let subjects = 0;
const aPerson = (more: Claims = {}): Claims => {
  const name = `person${++subjects}`;
  return {
    sub: `sub-${name}`,
    preferred_username: `${name}@corp.example`,
    name: `Person ${subjects}`,
    given_name: 'Per',
    family_name: 'Son',
    ...more,
  };
};

/** The way of a browser: application, our page, the provider, and back. */
async function signIn(visitor = new Visitor(service.url), more: Record<string, string> = {}) {
  const { url, verifier } = authorization(service, more);
  const page = await visitor.follow(url);
  const there = page.at.startsWith(service.url)
    ? await visitor.follow(`${page.at}/federated`, { provider: providerId })
    : page;
  const back = await throughProvider(there.at);
  const end = await visitor.follow(back);
  const token = end.at.startsWith(service.url) ? undefined : (await redeem(service, end.at, verifier)).body;
  return { end, back, accessToken: (token as { access_token: string } | undefined)?.access_token ?? '' };
}

/** Another site, so another jar. */
async function throughProvider(url: string): Promise<string> {
  const there = new Visitor(issuer);
  return (await there.follow(url)).at;
}

const rolesOf = async (id: string) => {
  const page = await service.graph.call<{ value: { roleDefinitionId: string }[] }>(
    'GET',
    `/v1.0/roleManagement/directory/roleAssignments?$filter=principalId%20eq%20'${id}'`,
  );
  return page.value.map(({ roleDefinitionId }) => roleDefinitionId).sort();
};

describe('a federated sign-in', () => {
  test('adds the person to the directory, with the roles of their groups, and follows them from then on', async () => {
    claims = aPerson({ groups: ['directory-admins', 'cooks'] });
    const first = await signIn();
    const me = (await getMe(service, first.accessToken)).body as { id: string };
    expect(me).toMatchObject({ userPrincipalName: claims['preferred_username'], givenName: 'Per', surname: 'Son' });
    expect(await rolesOf(me.id)).toEqual([directoryRoles['User Administrator']]);

    claims = { ...claims, preferred_username: 'renamed@corp.example', groups: ['auditors'] };
    const second = (await getMe(service, (await signIn()).accessToken)).body;
    expect(second).toMatchObject({ id: me.id });
    expect(await rolesOf(me.id)).toEqual([directoryRoles['Reports Reader']]);

    claims = { ...claims, groups: undefined };
    await signIn();
    expect(await rolesOf(me.id)).toEqual([]);
  });

  test('leaves the roles that people gave', async () => {
    claims = aPerson({ groups: ['auditors'] });
    const { id } = (await getMe(service, (await signIn()).accessToken)).body as { id: string };
    await service.services.roles.assign(id, directoryRoles['Global Reader']);
    claims = { ...claims, groups: [] };
    await signIn();
    expect(await rolesOf(id)).toEqual([directoryRoles['Global Reader']]);
  });

  test('finds a user who is in the directory already', async () => {
    claims = aPerson();
    const user = await service.services.directory.createUser({
      userPrincipalName: String(claims['preferred_username']).toUpperCase(),
      displayName: 'Already here',
      mailNickname: 'already',
      accountEnabled: true,
    });
    expect((await getMe(service, (await signIn()).accessToken)).body).toMatchObject({ id: user.id });
  });

  test('begins by itself for a user name or a domain hint of its domain', async () => {
    claims = aPerson();
    const visitor = new Visitor(service.url);
    const page = await visitor.follow(authorization(service).url);
    const there = await visitor.follow(page.at, { username: 'somebody@CORP.example' });
    expect(there.at).toContain(issuer);
    expect(new URL(there.at).searchParams.get('login_hint')).toBe('somebody@CORP.example');
    const hinted = await new Visitor(service.url).follow(authorization(service, { domain_hint: 'corp.example' }).url);
    expect(new URL(hinted.at).searchParams.get('code_challenge_method')).toBe('S256');
  });

  test('refuses, in words, whom it does not speak for, whom nobody knows, and who is disabled', async () => {
    claims = aPerson({ preferred_username: 'root@elsewhere.example' });
    expect((await signIn()).end.text).toContain('does not speak for the domain elsewhere.example');
    claims = aPerson({ preferred_username: 'no address', email: 'chief@corp.example', email_verified: false });
    expect((await signIn()).end.text).toContain('nor a verified e-mail address');
    await service.graph.call('PATCH', `/beta/identity/identityProviders/${providerId}`, { createUsers: false });
    claims = aPerson();
    expect((await signIn()).end.text).toContain('there is no user');
    await service.graph.call('PATCH', `/beta/identity/identityProviders/${providerId}`, { createUsers: true });
    claims = aPerson();
    const { id } = (await getMe(service, (await signIn()).accessToken)).body as { id: string };
    await service.services.directory.updateUser(id, { accountEnabled: false });
    const { end } = await signIn();
    expect(end.status).toBe(400);
    expect(end.text).toContain('is disabled here');
  });

  test('ends only in the browser that began it, and once', async () => {
    claims = aPerson();
    const visitor = new Visitor(service.url);
    const page = await visitor.follow(authorization(service).url);
    const there = await visitor.follow(`${page.at}/federated`, { provider: providerId });
    const back = await throughProvider(there.at);
    const stranger = await new Visitor(service.url).follow(back);
    expect([stranger.status, stranger.text]).toEqual([400, expect.stringContaining('another browser')]);
    const again = await visitor.follow(back);
    expect([again.status, again.text]).toEqual([400, expect.stringContaining('took too long, or was used already')]);
  });

  test('says so when the provider is out of reach, and the password still works', async () => {
    await service.graph.call('PATCH', `/beta/identity/identityProviders/${providerId}`, {
      issuer: 'http://127.0.0.1:9',
      clientSecret: secret,
    });
    const visitor = new Visitor(service.url);
    const page = await visitor.follow(authorization(service).url);
    const answer = await visitor.follow(`${page.at}/federated`, { provider: providerId });
    expect(answer.text).toContain('Corp login cannot be reached at http://127.0.0.1:9');
    expect(answer.text).toContain('name="username"');
  });

  test.each(['', '?state=', '?state=abc', '?state=a&state=b', '?code=x&state=%00', `?state=${'x'.repeat(300)}`])(
    'the way back with %j is refused in words',
    async (query) => {
      const answer = await send(service.url + callbackPath + query);
      expect(answer.status).toBe(400);
    },
  );
});

describe('/identity/identityProviders', () => {
  const path = '/beta/identity/identityProviders';

  test('never shows the secret, and keeps it when * comes back', async () => {
    const shown = await service.graph.call<Shown>('GET', `${path}/${providerId}`);
    expect(shown).toMatchObject({ clientSecret: '*', issuer, redirectUri: expect.stringContaining(callbackPath) });
    expect(JSON.stringify(shown)).not.toContain(secret);
    await service.graph.call('PATCH', `${path}/${providerId}`, { displayName: 'New name', clientSecret: '*' });
    const kept = await service.services.federation.store.find(providerId);
    expect([kept?.displayName, kept?.clientSecret.reveal()]).toEqual(['New name', secret]);
  });

  test('sends a kept secret to no new issuer', async () => {
    const answer = await refusal(
      service.graph.call('PATCH', `${path}/${providerId}`, { issuer: 'https://evil.example' }),
    );
    expect(answer).toMatchObject({ status: 400, message: expect.stringContaining('send both') });
  });

  test.each([
    ['an issuer that is no URL', { issuer: 'corp' }],
    ['an issuer of another scheme', { issuer: 'file:///etc/passwd' }],
    ['an issuer with a user', { issuer: 'https://a:b@corp.example' }],
    ['a scope without openid', { scope: 'profile' }],
    ['a role that is none', { roleMapping: { claim: 'groups', rules: [{ value: 'x', roleDefinitionId: 'Emperor' }] } }],
    ['a domain that is none', { domains: ['a b'] }],
    ['a masked secret', { clientSecret: '*' }],
    ['wrong types', { displayName: 5, domains: 'x', roleMapping: [] }],
  ])('refuses %s', async (_what, more) => {
    expect((await refusal(service.graph.call('POST', path, settings(more)))).status).toBe(400);
  });

  test('is closed to who may not give roles', async () => {
    for (const role of [undefined, 'User Administrator', 'Application Administrator'] as const) {
      const graph = service.graphAs(await service.client(role));
      expect((await refusal(graph.call('POST', path, settings()))).status).toBe(403);
    }
    const reader = service.graphAs(await service.client('Global Reader'));
    expect((await reader.call<{ value: object[] }>('GET', path)).value).toHaveLength(1);
  });

  test('takes the roles it gave along when it goes', async () => {
    claims = aPerson({ groups: ['auditors'] });
    const { id } = (await getMe(service, (await signIn()).accessToken)).body as { id: string };
    await service.graph.call('DELETE', `${path}/${providerId}`);
    expect(await rolesOf(id)).toEqual([]);
  });
});
