import { createPrivateKey, randomUUID } from 'node:crypto';
import { request as httpsRequest } from 'node:https';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { systemClock, type Clock, type Secret } from '@drawbridge/base';
import { createAssertion } from '../../src/agent/assertion.ts';
import { createCertificateRequest, newKeyPem } from '../../src/agent/certificate-request.ts';
import { isRenewalDue, renewCertificate } from '../../src/agent/renewal.ts';
import { ServiceTrust } from '../../src/agent/trust.ts';
import { enrol, type AgentIdentity } from '../../src/agent/index.ts';
import { createAuthority, loadAuthority } from '../../src/hub/index.ts';
import { elapsed, get, groupId, software, startWorld, tenantId, until, type World } from '../support/start-world.ts';
import { silentLogger } from '@drawbridge/base';

/** A clock that can be set forward; waiting stays real. */
const shiftedClock = (): Clock & { shiftMs: number } => {
  const clock = { ...systemClock, shiftMs: 0, now: () => new Date(systemClock.now().getTime() + clock.shiftMs) };
  return clock;
};

const enrolWith = (world: World, token: string, serviceUrl = world.serviceUrl): Promise<AgentIdentity> =>
  enrol({ serviceUrl, token, machineName: 'test-host', software });

/** What the service answers to a bare upgrade request. */
function knock(
  world: World,
  headers: Record<string, string>,
  path = '/agent/channel',
): Promise<{ status: number; code?: string; message?: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(`${world.serviceUrl}${path}`, {
      ca: world.authority.certificatePem,
      agent: false,
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'Sec-WebSocket-Protocol': 'drawbridge.tunnel.v1',
        ...headers,
      },
    });
    request.once('upgrade', (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0 });
    });
    request.once('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          ...(JSON.parse(text) as { error: { code: string; message: string } }).error,
        }),
      );
    });
    request.once('error', reject);
    request.end();
  });
}

const bearer = (assertion: string): Record<string, string> => ({ Authorization: `Bearer ${assertion}` });

async function forged(
  identity: AgentIdentity,
  change: {
    claims?: Record<string, unknown>;
    keyPem?: Secret;
    lifeSeconds?: number;
    audience?: string;
    issuedAt?: number;
  },
): Promise<string> {
  const issuedAt = change.issuedAt ?? Math.floor(systemClock.now().getTime() / 1000);
  return new SignJWT({
    iss: identity.agentId,
    sub: identity.agentId,
    aud: change.audience ?? tenantId,
    jti: randomUUID(),
    iat: issuedAt,
    exp: issuedAt + (change.lifeSeconds ?? 60),
    ...change.claims,
  })
    .setProtectedHeader({ alg: 'ES256', kid: 'x' })
    .sign(createPrivateKey((change.keyPem ?? identity.keyPem).reveal()));
}

describe('enrolment', () => {
  test('a token makes one agent, and its channel opens', async () => {
    await using world = await startWorld();
    const { identity } = await world.startAgent();
    expect(world.registry.agents.get(identity.agentId)).toMatchObject({
      machineName: 'test-host',
      version: '0.0.0-test',
      os: 'test',
    });
    expect((await world.hub.send(groupId, get(world.targetUrl))).status).toBe(200);
  });

  test('only the hash of a token is stored', async () => {
    await using world = await startWorld();
    const { token } = await world.enrolment.createToken();
    const [stored] = world.registry.tokens.keys();
    expect(stored).toMatch(/^[0-9a-f]{64}$/);
    expect(token).not.toContain(stored);
  });

  test('a token is refused the second time, also when both come at once', async () => {
    await using world = await startWorld();
    const { token } = await world.enrolment.createToken();
    const outcomes = await Promise.allSettled([
      enrolWith(world, token),
      enrolWith(world, token),
      enrolWith(world, token),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(enrolWith(world, token)).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_USED' });
    expect(world.registry.agents.size).toBe(1);
  });

  test('a token expires after one hour', async () => {
    const clock = shiftedClock();
    await using world = await startWorld({ clock });
    const { token } = await world.enrolment.createToken();
    clock.shiftMs = 3_600_001;
    await expect(enrolWith(world, token)).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_EXPIRED' });
  });

  test('a token of the right shape that nobody made is refused, and a text of another shape is not even sent', async () => {
    await using world = await startWorld();
    await expect(enrolWith(world, `dbe1.${'A'.repeat(43)}.${world.authority.pin}`)).rejects.toMatchObject({
      code: 'ENROLMENT_TOKEN_INVALID',
    });
    await expect(enrolWith(world, 'secret')).rejects.toMatchObject({ code: 'ENROLMENT_TOKEN_INVALID' });
  });

  test('a token with another pin sends nothing', async () => {
    await using world = await startWorld();
    const other = await loadAuthority(await createAuthority(systemClock), systemClock);
    const { token } = await world.enrolment.createToken();
    const [version, random] = token.split('.');
    const forgedToken = `${version}.${random}.${other.pin}`;
    await expect(enrolWith(world, forgedToken)).rejects.toMatchObject({ code: 'AGENT_PIN_MISMATCH' });
    await enrolWith(world, token);
  });

  test('a server certificate for another host name is not accepted, although the pin is right', async () => {
    await using world = await startWorld({ names: ['other.example.com'] });
    const { token } = await world.enrolment.createToken();
    await expect(enrolWith(world, token)).rejects.toMatchObject({ code: 'SERVICE_UNREACHABLE' });
  });

  test('plain http is for this host only', async () => {
    await using world = await startWorld();
    const { token } = await world.enrolment.createToken();
    await expect(enrolWith(world, token, 'http://192.0.2.1')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await expect(enrolWith(world, token, 'http://127.0.0.1:1')).rejects.toMatchObject({ code: 'SERVICE_UNREACHABLE' });
    await expect(enrolWith(world, token, 'nonsense')).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  test('a bad signing request leaves the token unused', async () => {
    await using world = await startWorld();
    const { token } = await world.enrolment.createToken();
    const request = { token, machineName: 'm', version: 'v', os: 'o', externalIp: '' };
    for (const csrPem of [
      '',
      'nonsense',
      '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----',
      'A'.repeat(10_000),
    ]) {
      await expect(world.enrolment.enrol({ ...request, csrPem })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
    }
    await enrolWith(world, token);
  });

  test('a certificate is renewed for the same key only, and is due at two thirds of its life', async () => {
    await using world = await startWorld();
    let identity = await world.enrolAgent();
    const day = 86_400_000;
    expect(isRenewalDue(identity.certificatePem, new Date(systemClock.now().getTime() + 59 * day))).toBe(false);
    expect(isRenewalDue(identity.certificatePem, new Date(systemClock.now().getTime() + 61 * day))).toBe(true);
    const before = identity.certificatePem;
    await renewCertificate({
      clock: systemClock,
      logger: silentLogger,
      software,
      trust: new ServiceTrust(world.authority.certificatePem),
      identity: () => identity,
      replaceIdentity: async (renewed) => void (identity = renewed),
    });
    expect(identity.certificatePem).not.toBe(before);
    expect(world.registry.agents.get(identity.agentId)?.certificatePem).toBe(identity.certificatePem);
    world.runAgent(identity);
    await until(() => world.hub.agentStatus().length === 1);
    const authorization = `Bearer ${createAssertion(identity, software, systemClock)}`;
    const csrPem = await createCertificateRequest(newKeyPem(), 'other key');
    await expect(world.enrolment.renew({ authorization, csrPem })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('the assertion', () => {
  test('opens one connection, once', async () => {
    await using world = await startWorld();
    const identity = await world.enrolAgent();
    const headers = bearer(createAssertion(identity, software, systemClock));
    expect(await knock(world, headers)).toEqual({ status: 101 });
    expect(await knock(world, headers)).toMatchObject({
      status: 401,
      code: 'AGENT_ASSERTION_INVALID',
      message: expect.stringContaining('used already'),
    });
  });

  test('is required, must be signed by the right key, for this tenant, short and of now', async () => {
    await using world = await startWorld();
    const identity = await world.enrolAgent();
    const nowSeconds = Math.floor(systemClock.now().getTime() / 1000);
    const refused = { status: 401, code: 'AGENT_ASSERTION_INVALID' };
    expect(await knock(world, {})).toMatchObject(refused);
    expect(await knock(world, { Authorization: 'Basic abc' })).toMatchObject(refused);
    expect(await knock(world, bearer('a.b.c'))).toMatchObject(refused);
    expect(await knock(world, bearer('x'.repeat(8000)))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { keyPem: newKeyPem() })))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { audience: randomUUID() })))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { lifeSeconds: 3600 })))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { issuedAt: nowSeconds - 120 })))).toMatchObject({
      ...refused,
      message: expect.stringContaining('clock'),
    });
    expect(await knock(world, bearer(await forged(identity, { issuedAt: nowSeconds + 120 })))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { claims: { jti: undefined } })))).toMatchObject(refused);
    expect(await knock(world, bearer(await forged(identity, { claims: { iss: randomUUID() } })))).toMatchObject(
      refused,
    );
    expect(await knock(world, bearer(await forged(identity, {})))).toMatchObject({
      ...refused,
      message: expect.stringContaining('another key'),
    });
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify({ sub: identity.agentId })).toString('base64url')}.AA`;
    expect(await knock(world, bearer(none))).toMatchObject(refused);
  });

  test('of an agent nobody knows is refused', async () => {
    await using world = await startWorld();
    const identity = { ...(await world.enrolAgent()), agentId: randomUUID() };
    expect(await knock(world, bearer(createAssertion(identity, software, systemClock)))).toMatchObject({
      status: 401,
      code: 'AGENT_UNKNOWN',
    });
    await expect(world.runAgent(identity).ended).rejects.toMatchObject({ code: 'AGENT_UNKNOWN' });
  });

  test('is refused once the certificate has expired', async () => {
    const clock = shiftedClock();
    await using world = await startWorld({ clock });
    const identity = await world.enrolAgent();
    clock.shiftMs = 91 * 86_400_000;
    expect(await knock(world, bearer(createAssertion(identity, software, clock)))).toMatchObject({
      status: 401,
      code: 'AGENT_CERTIFICATE_EXPIRED',
    });
  });

  test('other paths and other versions are refused with a sentence', async () => {
    await using world = await startWorld();
    expect(await knock(world, {}, '/elsewhere')).toMatchObject({ status: 426, code: 'AGENT_PROTOCOL_ERROR' });
    expect(await knock(world, { 'Sec-WebSocket-Protocol': 'drawbridge.tunnel.v9' })).toMatchObject({
      status: 426,
      code: 'AGENT_PROTOCOL_ERROR',
      message:
        'This side speaks drawbridge.tunnel.v1, the other side offers drawbridge.tunnel.v9: update the older of agent and service.',
    });
  });
});

describe('revocation', () => {
  test('cuts the channel within a second, ends the agent with a sentence, and keeps it out', async () => {
    await using world = await startWorld({ target: () => {} });
    const { identity, ended } = await world.startAgent();
    const sent = world.hub.send(groupId, get(world.targetUrl));
    await until(() => world.hub.agentStatus()[0]?.inFlight === 1);
    world.registry.revoke(identity.agentId, systemClock.now());
    world.hub.disconnect(identity.agentId);
    const took = await elapsed(async () => {
      await expect(sent).rejects.toMatchObject({ code: 'AGENT_OFFLINE' });
      await expect(ended).rejects.toMatchObject({ code: 'AGENT_REVOKED', message: expect.stringContaining('revoked') });
    });
    expect(took).toBeLessThan(1000);
    await until(() => world.hub.agentStatus().length === 0);
    await expect(world.runAgent(identity).ended).rejects.toMatchObject({ code: 'AGENT_REVOKED' });
    expect(await knock(world, bearer(createAssertion(identity, software, systemClock)))).toMatchObject({
      status: 403,
      code: 'AGENT_REVOKED',
    });
  });
});
