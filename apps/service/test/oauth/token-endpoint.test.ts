import { newId, systemClock, type Clock } from '@drawbridge/base';
import {
  createLocalJWKSet,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  jwtVerify,
  SignJWT,
  UnsecuredJWT,
  type JSONWebKeySet,
} from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { directoryRoles } from '../../src/oauth/directory-roles.ts';
import { requestToken, send, startService, type TestService } from '../support/service.ts';

let offsetMs = 0;
const clock: Clock = { ...systemClock, now: () => new Date(systemClock.now().getTime() + offsetMs) };
let service: TestService;
let client: Awaited<ReturnType<TestService['client']>>;
let right: Record<string, string>;

beforeAll(async () => {
  service = await startService({ clock });
  client = await service.client('Application Administrator');
  right = { client_id: client.clientId, client_secret: client.clientSecret };
});
afterAll(() => service.close());

const ask = (form: Record<string, string>, tenant = client.tenantId) => requestToken(service.url, tenant, form);
const organization = (token: string) =>
  send(`${service.url}/v1.0/organization`, { headers: { authorization: `Bearer ${token}` } });

describe('the token endpoint', () => {
  it('gives a bearer token for the right secret in the form', async () => {
    const answer = await ask(right);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.body).toEqual({
      token_type: 'Bearer',
      expires_in: 3599,
      ext_expires_in: 3599,
      access_token: expect.any(String),
    });
  });

  it('takes client id and secret by HTTP Basic, percent-encoded', async () => {
    const basic = (id: string, secret: string) => Buffer.from(`${id}:${secret}`).toString('base64');
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: `${service.url}/.default` });
    const post = (authorization: string) =>
      send(`${service.url}/${client.tenantId}/oauth2/v2.0/token`, { method: 'POST', body, headers: { authorization } });
    expect((await post(`Basic ${basic(client.clientId, encodeURIComponent(client.clientSecret))}`)).status).toBe(200);
    expect((await post(`Basic ${basic(client.clientId, 'wrong')}`)).status).toBe(401);
    expect((await post(`Basic ${basic(client.clientId, '%zz')}`)).status).toBe(401);
    expect((await post('Basic')).status).toBe(401);
  });

  it.each([
    ['a wrong secret', { client_secret: 'wrong' }, 401, 'invalid_client', 7000215],
    ['an unknown client', { client_id: 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45' }, 401, 'invalid_client', 7000215],
    ['a client id that is no id', { client_id: "x' or '1'='1" }, 401, 'invalid_client', 7000215],
    ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000218],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
    ['no grant', { grant_type: '' }, 400, 'unsupported_grant_type', 70003],
    ['no scope', { scope: '' }, 400, 'invalid_scope', 1002012],
    ['a scope that is no default', { scope: 'User.Read' }, 400, 'invalid_scope', 1002012],
    ['another resource', { scope: 'https://other.example/.default' }, 400, 'invalid_resource', 500011],
    ['a secret that is too long', { client_secret: 'x'.repeat(2000) }, 400, 'invalid_request', 900144],
  ])('refuses %s as OAuth does', async (_what, wrong, status, error, code) => {
    const answer = await ask({ ...right, ...wrong });
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({
      error,
      error_description: expect.stringMatching(new RegExp(`^AADSTS${code}: .+\\.$`)),
      error_codes: [code],
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$/),
      trace_id: expect.any(String),
      correlation_id: expect.any(String),
    });
    expect(answer.text).not.toContain(client.clientSecret);
  });

  it('refuses another tenant, and knows its own by id, common and organizations', async () => {
    const wrong = await ask(right, '00000000-0000-0000-0000-000000000000');
    expect(wrong.status).toBe(400);
    expect(wrong.body).toMatchObject({ error: 'invalid_request', error_codes: [90002] });
    for (const tenant of [client.tenantId.toUpperCase(), 'common', 'organizations'])
      expect((await ask(right, tenant)).status).toBe(200);
  });

  it('answers a body that is no form with a sentence', async () => {
    const url = `${service.url}/${client.tenantId}/oauth2/v2.0/token`;
    const bodies = ['', 'grant_type=client_credentials&grant_type=x', '%00=%00', 'a'.repeat(20_000)];
    for (const body of bodies) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const answer = await send(url, { method: 'POST', body, headers });
      expect([400, 413]).toContain(answer.status);
    }
  });

  it('refuses a secret that has expired or was removed, and a principal that is disabled', async () => {
    const { graph, services } = service;
    const added = await graph.call<{ keyId: string; secretText: string }>(
      'POST',
      `/v1.0/applications/${client.applicationId}/addPassword`,
      { passwordCredential: { displayName: 'short', endDateTime: new Date(Date.now() + 60_000).toISOString() } },
    );
    const second = { ...right, client_secret: added.secretText };
    expect((await ask(second)).status).toBe(200);
    offsetMs = 61_000;
    expect((await ask(second)).status).toBe(401);
    expect((await ask(right)).status).toBe(200);
    offsetMs = 0;
    await graph.call('POST', `/v1.0/applications/${client.applicationId}/removePassword`, { keyId: added.keyId });
    expect((await ask(second)).status).toBe(401);

    await services.directory.updateServicePrincipal(client.principalId, { accountEnabled: false });
    expect((await ask(right)).status).toBe(401);
    await services.directory.updateServicePrincipal(client.principalId, { accountEnabled: true });
    expect((await ask(right)).status).toBe(200);
  });

  it('slows down a client that asks too often, and only that one', async () => {
    const busy = await service.client('Reports Reader');
    const form = { client_id: busy.clientId, client_secret: busy.clientSecret };
    const statuses = await Promise.all(Array.from({ length: 125 }, async () => (await ask(form)).status));
    expect(statuses.filter((status) => status === 200)).toHaveLength(120);
    const slowed = await ask(form);
    expect(slowed.status).toBe(429);
    expect(slowed.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await ask(right)).status).toBe(200);
  });
});

describe('the access token', () => {
  it('carries the claims that Graph clients read, signed by a published key', async () => {
    const { access_token: token } = (await ask(right)).body as { access_token: string };
    const keys = await send(`${service.url}/${client.tenantId}/discovery/v2.0/keys`);
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet(keys.body as JSONWebKeySet));
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
    expect(payload).toMatchObject({
      aud: 'https://graph.microsoft.com',
      tid: client.tenantId,
      oid: client.principalId,
      sub: client.principalId,
      appid: client.clientId,
      azp: client.clientId,
      idtyp: 'app',
      wids: [directoryRoles['Application Administrator']],
      iss: `${service.url}/${client.tenantId}/v2.0`,
      ver: '2.0',
    });
    expect(payload['roles']).toContain('Synchronization.ReadWrite.All');
    expect(payload['roles']).not.toContain('User.ReadWrite.All');
    expect(payload.exp! - payload.iat!).toBe(3600);
    expect(JSON.stringify(keys.body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
  });

  it('is refused when expired, not yet valid, for another audience, tenant or key, unsigned, or no token', async () => {
    const { access_token: token } = (await ask(right)).body as { access_token: string };
    expect((await organization(token)).status).toBe(200);
    offsetMs = 3_601_000;
    const late = await organization(token);
    offsetMs = -60_000;
    const early = await organization(token);
    offsetMs = 0;
    expect(late.status).toBe(401);
    expect(late.body).toMatchObject({ error: { message: expect.stringContaining('expired') } });
    expect(early.status).toBe(401);

    const { privateKey } = await generateKeyPair('RS256');
    const { kid } = decodeProtectedHeader(token);
    const claims = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, unknown>;
    const foreign = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: kid! }).sign(privateKey);
    const hmac = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.alloc(32, 1));
    const [head, body, signature] = token.split('.') as [string, string, string];
    const forged = Buffer.from(JSON.stringify({ ...claims, roles: ['x'] })).toString('base64url');
    for (const bad of [
      foreign,
      hmac,
      new UnsecuredJWT(claims).encode(),
      `${head}.${forged}.${signature}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      'x',
      '..',
      '€',
    ].filter((text) => text !== '€'))
      // prettier-ignore
      expect((await organization(bad)).status, bad).toBe(401);
  });

  it('is refused for another audience, issuer or tenant, and with an unknown key, even when well signed', async () => {
    const { access_token: token } = (await ask(right)).body as { access_token: string };
    const { current } = service.services.authorizationServer.keys;
    const claims = decodeJwt(token);
    const sign = (given: Record<string, unknown>, header: Record<string, unknown> = {}) =>
      new SignJWT({ ...claims, ...given })
        .setProtectedHeader({ alg: 'RS256', kid: current.kid, ...header })
        .sign(current.privateKey);
    expect((await organization(await sign({}))).status).toBe(200);
    for (const bad of [
      await sign({ aud: 'https://other.example' }),
      await sign({ aud: ['https://graph.microsoft.com'] }),
      await sign({ aud: undefined }),
      await sign({ iss: 'https://login.microsoftonline.com/x/v2.0' }),
      await sign({ iss: `https://evil.example/${newId()}/v2.0` }),
      await sign({ iss: 7 }),
      await sign({ tid: newId() }),
      await sign({ exp: undefined }),
      await sign({ oid: undefined }),
      await sign({}, { kid: 'unknown' }),
      await sign({}, { kid: undefined }),
      await sign({}, { alg: 'PS256' }),
      // A person's token, for somebody who is not there.
      await sign({ idtyp: 'user', oid: newId(), scp: 'User.Read' }),
      await sign({ idtyp: 'user', oid: "x' or 1=1", scp: 'User.Read' }),
    ]) {
      const answer = await organization(bad);
      expect(answer.status, answer.text).toBe(401);
      expect(answer.body).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } });
    }
  });

  it('of another installation is refused, even with the same claims', async () => {
    await using other = await startService();
    const token = await other.tokenOf('Global Administrator');
    expect((await organization(token)).status).toBe(401);
  });

  it('has no permissions when its client has no role', async () => {
    const token = await service.tokenOf();
    expect((await organization(token)).status).toBe(403);
    const users = await send(`${service.url}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } });
    expect(users.status).toBe(403);
  });
});

describe('an application that was granted app roles of Microsoft Graph', () => {
  it('has their permissions beside those of its directory roles', async () => {
    const granted = await service.client('Reports Reader');
    const { graph, services } = service;
    const where = [{ property: 'appId', op: 'eq', value: '00000003-0000-0000-c000-000000000000' }] as const;
    const [resource] = (await services.directory.listServicePrincipals({ where, limit: 1 })).items;
    await graph.call('POST', `/v1.0/servicePrincipals/${resource!.id}/appRoleAssignedTo`, {
      principalId: granted.principalId,
      resourceId: resource!.id,
      appRoleId: 'df021288-bdef-4463-88db-98f22de89214',
    });
    const form = { client_id: granted.clientId, client_secret: granted.clientSecret };
    const { access_token: token } = (await ask(form)).body as { access_token: string };
    expect(decodeJwt(token)['roles']).toEqual(expect.arrayContaining(['User.Read.All', 'AuditLog.Read.All']));
    const users = await send(`${service.url}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } });
    expect(users.status).toBe(200);
  });
});

describe('discovery', () => {
  it('answers as documented, and to any page', async () => {
    const answer = await send(`${service.url}/common/v2.0/.well-known/openid-configuration`);
    const root = `${service.url}/${client.tenantId}`;
    const { host } = new URL(service.url);
    expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    expect(answer.body).toMatchObject({
      issuer: `${root}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      token_endpoint: `${root}/oauth2/v2.0/token`,
      device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      jwks_uri: `${root}/discovery/v2.0/keys`,
      response_types_supported: ['code', 'id_token', 'code id_token'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'],
      claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'tid', 'oid', 'preferred_username', 'name', 'ver'],
      tenant_region_scope: null,
      cloud_instance_name: host,
      msgraph_host: host,
    });
    const instances = await send(`${service.url}/common/discovery/instance?api-version=1.1`);
    expect(instances.body).toEqual({
      tenant_discovery_endpoint: `${root}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
    expect((await send(`${service.url}/nobody/discovery/v2.0/keys`)).status).toBe(400);
  });

  it('names endpoints on the host that was asked', async () => {
    for (const path of ['v2.0/.well-known/openid-configuration', '.well-known/openid-configuration']) {
      const { body } = await send(`${service.url}/${client.tenantId}/${path}`);
      expect(body).toMatchObject({
        token_endpoint: `${service.url}/${client.tenantId}/oauth2/v2.0/token`,
        jwks_uri: `${service.url}/${client.tenantId}/discovery/v2.0/keys`,
      });
    }
    expect((await send(`${service.url}/nobody/v2.0/.well-known/openid-configuration`)).status).toBe(400);
  });
});
