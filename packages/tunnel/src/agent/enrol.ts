/** Makes this host an agent: key pair, certificate request, one-time token → identity. Writes nothing; the caller stores the result. */
import { isIPv4 } from 'node:net';
import { AgentError, ConfigError } from '@drawbridge/base';
import type { AgentSoftware } from './assertion.ts';
import type { AgentIdentity } from './identity.ts';
import { findPinnedAuthority, pinOfToken } from './pin.ts';
import { postToService } from './service-request.ts';
import { openServiceSocket } from './service-socket.ts';

export type EnrolOptions = {
  readonly serviceUrl: string;
  readonly token: string;
  readonly machineName: string;
  readonly software: AgentSoftware;
  readonly proxy?: URL | undefined;
};

/** Rejects with AgentError ENROLMENT_TOKEN_…, AGENT_PIN_MISMATCH, SERVICE_UNREACHABLE, or ConfigError CONFIG_INVALID. */
export async function enrol({ serviceUrl, token, machineName, software, proxy }: EnrolOptions): Promise<AgentIdentity> {
  const base = readServiceUrl(serviceUrl);
  const trimmed = token.trim();
  const pin = pinOfToken(trimmed);
  const url = new URL(`${base}/agent/enrol`);
  const tls = url.protocol === 'https:' ? { ca: await findPinnedAuthority({ url, proxy }, pin) } : {};
  const { createCertificateRequest, newKeyPem } = await import('./certificate-request.ts');
  const keyPem = newKeyPem();
  const csrPem = await createCertificateRequest(keyPem, machineName);
  const socket = await openServiceSocket({ url, proxy, tls });
  const answer = await postToService({ url, socket, body: { token: trimmed, csrPem, machineName, ...software } });
  const text = (name: string): string => {
    const value = answer[name];
    if (typeof value === 'string') return value;
    throw new AgentError(
      'AGENT_PROTOCOL_ERROR',
      `The service's answer to the enrolment lacks ${name}: update the older of agent and service.`,
    );
  };
  const [agentId, tenantId, certificatePem, caPem] = [
    text('agentId'),
    text('tenantId'),
    text('certificatePem'),
    text('caPem'),
  ];
  return { agentId, tenantId, serviceUrl: base, keyPem, certificatePem, caPem };
}

/** The service's base URL without trailing slash. Throws ConfigError CONFIG_INVALID; http is for this host only. */
export function readServiceUrl(text: string): string {
  const wrong = (fact: string): ConfigError =>
    new ConfigError(
      'CONFIG_INVALID',
      `The service URL ${JSON.stringify(text)} ${fact}, for example https://drawbridge.example.com.`,
    );
  if (!URL.canParse(text)) throw wrong('must be an absolute URL');
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw wrong('must begin with https://');
  if (url.protocol === 'http:' && !isLoopback(url.hostname))
    throw wrong('must begin with https://, because plain http is allowed on this host only');
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw wrong('must have neither user, query nor fragment');
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || (isIPv4(hostname) && hostname.startsWith('127.'));
