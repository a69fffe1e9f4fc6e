import { newId, systemClock, type Clock } from '@drawbridge/base';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTHeaderParameters } from 'jose';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jwtBearer } from '../../src/oauth/client-assertion.ts';
import { requestToken, startService, type TestService } from '../support/service.ts';
import { makeCertificate } from './support/certificate.ts';

let offsetMs = 0;
const clock: Clock = {
  ...systemClock,
  now: () => new Date(systemClock.now().getTime() + offsetMs),
  monotonicMs: () => systemClock.monotonicMs() + offsetMs,
};
let service: TestService;
let client: Awaited<ReturnType<TestService['client']>>;
const certificate = makeCertificate();
const other = makeCertificate();

beforeAll(async () => {
  service = await startService({ clock });
  client = await service.client('Reports Reader');
  const stored = (made: typeof certificate, fromDays: number, toDays: number) => ({
    keyId: newId(),
    displayName: 'certificate',
    certificatePem: made.pem,
    thumbprint: made.thumbprint,
    thumbprintSha256: made.thumbprintSha256,
    notBefore: new Date(Date.now() + fromDays * 86_400_000),
    expiresAt: new Date(Date.now() + toDays * 86_400_000),
  });
  await service.services.applicationKeys.replaceKeys(client.applicationId, [
    stored(certificate, -1, 1),
    stored(other, -2, -1),
  ]);
});
afterAll(() => service.close());

const tokenUrl = (tenant = client.tenantId) => `${service.url}/${tenant}/oauth2/v2.0/token`;
const send = (assertion: string, form: Record<string, string> = {}) =>
  requestToken(service.url, client.tenantId, {
    client_id: client.clientId,
    client_assertion_type: jwtBearer,
    client_assertion: assertion,
    ...form,
  });

type Given = {
  header?: { readonly [name: string]: unknown };
  claims?: Record<string, unknown>;
  key?: Parameters<SignJWT['sign']>[0];
};

function assertion({ header = {}, claims = {}, key = certificate.privateKey }: Given = {}): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    iss: client.clientId,
    sub: client.clientId,
    aud: tokenUrl(),
    jti: newId(),
    iat: now,
    nbf: now,
    exp: now + 600,
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', x5t: certificate.thumbprint, ...header } as JWTHeaderParameters)
    .sign(key);
}

describe('an assertion signed with the key of a certificate', () => {
  it.each([
    ['x5t', { x5t: certificate.thumbprint }],
    ['x5t#S256, signed with PS256', { alg: 'PS256', x5t: undefined, 'x5t#S256': certificate.thumbprintSha256 }],
    ['kid', { x5t: undefined, kid: certificate.thumbprint }],
    [
      'kid in hexadecimal',
      { x5t: undefined, kid: Buffer.from(certificate.thumbprint, 'base64url').toString('hex').toUpperCase() },
    ],
  ])('names it by %s', async (_how, header) => {
    const answer = await send(await assertion({ header }));
    expect(answer.status, answer.text).toBe(200);
  });

  it('may be for the token endpoint under any name of the tenant, or for the issuer', async () => {
    for (const aud of [tokenUrl('common'), tokenUrl('organizations'), `${service.url}/${client.tenantId}/v2.0`])
      expect((await send(await assertion({ claims: { aud } }))).status, aud).toBe(200);
  });

  it.each([
    ['another audience', { claims: { aud: 'https://login.microsoftonline.com/common/oauth2/v2.0/token' } }],
    ['no end', { claims: { exp: undefined } }],
    ['an end that has passed', { claims: { exp: Math.floor(Date.now() / 1000) - 600 } }],
    ['an end too far away', { claims: { exp: Math.floor(Date.now() / 1000) + 3 * 86_400 } }],
    ['a beginning that is to come', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['another subject', { claims: { sub: newId() } }],
    ['the key of another certificate', { key: other.privateKey }],
    ['a certificate that has expired', { key: other.privateKey, header: { x5t: other.thumbprint } }],
    ['a certificate that nobody knows', { header: { x5t: 'AAAA' } }],
    ['no name of a certificate', { header: { x5t: undefined } }],
    ['a thumbprint that is no text', { header: { x5t: 7 } }],
  ] satisfies [string, Given][])('is refused with %s', async (_what, given) => {
    const answer = await send(await assertion(given));
    expect(answer.status, answer.text).toBe(401);
    expect(answer.body).toMatchObject({ error: 'invalid_client' });
  });

  it('is refused without a signature, with a symmetric one, and when it is no JWT', async () => {
    const claims = {
      iss: client.clientId,
      sub: client.clientId,
      aud: tokenUrl(),
      exp: Math.floor(Date.now() / 1000) + 60,
    };
    const symmetric = await assertion({ header: { alg: 'HS256' }, key: Buffer.from(certificate.pem) });
    for (const bad of [new UnsecuredJWT(claims).encode(), symmetric, 'x', 'a.b.c', '..', '%00'])
      expect((await send(bad)).status, bad).toBe(401);
  });

  it('is taken again until it ends, also many at once: clients keep it', async () => {
    const kept = await assertion();
    const answers = await Promise.all([send(kept), send(kept), send(kept)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    const now = Math.floor(Date.now() / 1000);
    const short = await assertion({ claims: { exp: now + 60 } });
    expect((await send(short)).status).toBe(200);
    offsetMs = 7 * 60_000;
    const late = await send(short);
    offsetMs = 0;
    expect(late.body).toMatchObject({ error: 'invalid_client', error_codes: [700027] });
  });

  it('lives ten minutes, and as much longer as clocks may be apart', async () => {
    const now = Math.floor(Date.now() / 1000);
    expect((await send(await assertion({ claims: { exp: now + 840, nbf: now + 240 } }))).status).toBe(200);
    for (const claims of [
      { exp: now + 960 },
      { exp: now + 600, nbf: now - 600 },
      { exp: now + 600, nbf: undefined, iat: now - 600 },
      { exp: now + 960, nbf: undefined, iat: undefined },
    ])
      expect((await send(await assertion({ claims }))).body).toMatchObject({ error_codes: [700024] });
  });

  it('is worth nothing for another client or another tenant', async () => {
    const stranger = await service.client('Reports Reader');
    const again = await assertion();
    expect((await send(again, { client_id: stranger.clientId })).body).toMatchObject({ error: 'invalid_client' });
    expect((await send(await assertion({ claims: { aud: tokenUrl(newId()) } }))).status).toBe(401);
    expect((await send(again)).status).toBe(200);
  });

  it('needs to say that it is one', async () => {
    expect((await send(await assertion(), { client_assertion_type: 'x' })).body).toMatchObject({
      error_codes: [90023],
    });
  });
});

describe('an assertion of an outside issuer', () => {
  let issuer: string;
  let server: Server;
  let asked = 0;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let named: string | undefined;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256');
    server = createServer(async (request, response) => {
      asked += 1;
      const document = request.url?.includes('openid-configuration')
        ? { issuer: named ?? issuer, jwks_uri: `${issuer}/keys` }
        : { keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await service.services.applicationKeys.addFederated(client.applicationId, {
      id: newId(),
      name: 'github',
      issuer,
      subject: 'repo:corp/infra:ref:refs/heads/main',
      audiences: ['api://AzureADTokenExchange'],
    });
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const outside = (claims: Record<string, unknown> = {}, key: Parameters<SignJWT['sign']>[0] = keys.privateKey) =>
    new SignJWT({
      iss: issuer,
      sub: 'repo:corp/infra:ref:refs/heads/main',
      aud: 'api://AzureADTokenExchange',
      exp: Math.floor(Date.now() / 1000) + 300,
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', kid: 'k1' })
      .sign(key);

  it('stands in for a secret when issuer, subject and audience match, also a second time', async () => {
    const token = await outside();
    expect((await send(token)).status).toBe(200);
    expect((await send(token)).status).toBe(200);
    expect((await send(await outside({ aud: ['x', 'api://AzureADTokenExchange'] }))).status).toBe(200);
  });

  it('asks the issuer for its keys once in a while only', async () => {
    await send(await outside());
    const before = asked;
    await send(await outside());
    expect(asked).toBe(before);
    offsetMs = 11 * 60_000;
    await send(await outside({ exp: Math.floor(Date.now() / 1000) + 3000 }));
    offsetMs = 0;
    expect(asked).toBe(before + 2);
  });

  it('is refused for another subject, audience or issuer, expired, or signed by somebody else', async () => {
    const stranger = await generateKeyPair('ES256');
    for (const bad of [
      await outside({ sub: 'repo:corp/infra:pull_request' }),
      await outside({ aud: 'api://other' }),
      await outside({ iss: `${issuer}/other` }),
      await outside({ exp: Math.floor(Date.now() / 1000) - 300 }),
      await outside({}, stranger.privateKey),
    ]) {
      const answer = await send(bad);
      expect(answer.status, answer.text).toBe(401);
      expect(answer.body).toMatchObject({ error: 'invalid_client' });
    }
  });

  it('is refused when the issuer names itself otherwise, or does not answer', async () => {
    offsetMs = 30 * 60_000;
    named = 'https://elsewhere.example';
    const far = { exp: Math.floor(Date.now() / 1000) + 3000 };
    expect((await send(await outside(far))).status).toBe(401);
    named = undefined;
    expect((await send(await outside(far))).status).toBe(200);
    offsetMs = 0;
  });

  it('never makes the service reach into its own network', async () => {
    const { createIssuerKeys } = await import('../../src/oauth/issuer-keys.ts');
    const { createDirectTransport } = await import('@drawbridge/transport');
    await using transport = createDirectTransport({ clock, allowPrivateAddresses: false });
    const guarded = createIssuerKeys({ transport, allowHttp: true, clock });
    const before = asked;
    await expect(guarded.verify(await outside(), issuer)).rejects.toThrow();
    const strict = createIssuerKeys({ transport, allowHttp: false, clock });
    await expect(strict.verify(await outside(), issuer)).rejects.toThrow(/https/);
    expect(asked).toBe(before);
  });
});
