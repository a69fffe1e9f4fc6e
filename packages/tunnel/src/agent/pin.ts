/**
 * Checks, before anything is sent, that the service is the one an enrolment token was made by: its TLS chain must contain
 * the authority whose public key the token pins. What is found is then used as the only trusted authority.
 */
import { createHash, type X509Certificate } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { AgentError } from '@drawbridge/base';
import { openServiceSocket, type ServiceSocketOptions } from './service-socket.ts';

const tokenShape = /^dbe1\.[A-Za-z0-9_-]{43}\.([A-Za-z0-9_-]{43})$/;
const maxChainLength = 10;

/** The pin in an enrolment token. Throws AgentError ENROLMENT_TOKEN_INVALID when the text is none. */
export function pinOfToken(token: string): string {
  const pin = tokenShape.exec(token)?.[1];
  if (pin !== undefined) return pin;
  throw new AgentError(
    'ENROLMENT_TOKEN_INVALID',
    'The text given is no enrolment token: it must be copied whole, it begins with dbe1 and has two dots.',
  );
}

/** PEM of the pinned authority. Throws AgentError AGENT_PIN_MISMATCH or SERVICE_UNREACHABLE. */
export async function findPinnedAuthority(options: Omit<ServiceSocketOptions, 'tls'>, pin: string): Promise<string> {
  const socket = (await openServiceSocket({ ...options, tls: { rejectUnauthorized: false } })) as TLSSocket;
  try {
    let certificate = socket.getPeerX509Certificate();
    for (let depth = 0; certificate !== undefined && depth < maxChainLength; depth += 1) {
      if (pinOf(certificate) === pin) return certificate.toString();
      certificate = certificate.issuerCertificate;
    }
  } finally {
    socket.destroy();
  }
  throw new AgentError(
    'AGENT_PIN_MISMATCH',
    `${options.url.origin} does not show the certificate authority that the enrolment token names, so nothing was sent: check the address, and whether a proxy opens TLS on the way.`,
  );
}

function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}
