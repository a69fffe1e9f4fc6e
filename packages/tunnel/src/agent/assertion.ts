/** Proves who the agent is, for one connection: a JWT signed by its key, valid for a minute (checked in hub/assertion.ts). */
import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { newId, type Clock } from '@drawbridge/base';
import type { AgentIdentity } from './identity.ts';

const lifeSeconds = 60;

export type AgentSoftware = { readonly version: string; readonly os: string };

export async function createAssertion(identity: AgentIdentity, software: AgentSoftware, clock: Clock): Promise<string> {
  const key = createPrivateKey(identity.keyPem.reveal());
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const issuedAt = Math.floor(clock.now().getTime() / 1000);
  return new SignJWT({ ver: software.version, os: software.os })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: createHash('sha256').update(spki).digest('base64url') })
    .setIssuer(identity.agentId)
    .setSubject(identity.agentId)
    .setAudience(identity.tenantId)
    .setJti(newId())
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + lifeSeconds)
    .sign(key);
}
