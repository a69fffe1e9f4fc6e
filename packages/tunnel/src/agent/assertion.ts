/**
 * Proves who the agent is, for one connection: a JWT signed by its key, valid for a minute (checked in hub/assertion.ts).
 * Written out by hand, because signing one takes ten lines and a JWT library would be a tenth of the agent's memory.
 */
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { newId, type Clock } from '@drawbridge/base';
import type { AgentIdentity } from './identity.ts';

const lifeSeconds = 60;

export type AgentSoftware = { readonly version: string; readonly os: string };

/** A compact JWS (RFC 7515) with ES256 (RFC 7518 §3.4). */
export function createAssertion(
  { agentId, tenantId, keyPem }: AgentIdentity,
  { version, os }: AgentSoftware,
  clock: Clock,
): string {
  const key = createPrivateKey(keyPem.reveal());
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const kid = createHash('sha256').update(spki).digest('base64url');
  const iat = Math.floor(clock.now().getTime() / 1000);
  const claims = {
    iss: agentId,
    sub: agentId,
    aud: tenantId,
    jti: newId(),
    iat,
    exp: iat + lifeSeconds,
    ver: version,
    os,
  };
  const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid })}.${encode(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
