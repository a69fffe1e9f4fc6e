/** Renews the agent's certificate at two thirds of its life, with an assertion of the key it already has. */
import { X509Certificate } from 'node:crypto';
import { AbortedError, AgentError, toProvisioningError, type Clock, type Logger } from '@drawbridge/base';
import { createAssertion, type AgentSoftware } from './assertion.ts';
import type { AgentIdentity } from './identity.ts';
import { postToService } from './service-request.ts';
import type { ServiceTrust } from './trust.ts';

const checkEveryMs = 3_600_000;

export type RenewalOptions = {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly software: AgentSoftware;
  readonly proxy?: URL | undefined;
  readonly trust: ServiceTrust;
  readonly identity: () => AgentIdentity;
  /** Stores the identity and makes it the current one. */
  readonly replaceIdentity: (identity: AgentIdentity) => Promise<void>;
};

export function isRenewalDue(certificatePem: string, now: Date): boolean {
  const { validFromDate, validToDate } = new X509Certificate(certificatePem);
  const lifeMs = validToDate.getTime() - validFromDate.getTime();
  return now.getTime() >= validFromDate.getTime() + (lifeMs * 2) / 3;
}

/** Asks for a new certificate now. Rejects as `postToService`. */
export async function renewCertificate(options: RenewalOptions): Promise<void> {
  const { clock, logger, software, proxy, trust, replaceIdentity } = options;
  const identity = options.identity();
  const url = new URL(`${identity.serviceUrl}/agent/renew`);
  const { createCertificateRequest } = await import('./certificate-request.ts');
  const csrPem = await createCertificateRequest(identity.keyPem, identity.agentId);
  const headers = { Authorization: `Bearer ${createAssertion(identity, software, clock)}` };
  const { certificatePem, caPem } = await postToService({
    url,
    socket: await trust.open({ url, proxy }),
    headers,
    body: { csrPem },
  });
  if (typeof certificatePem !== 'string' || typeof caPem !== 'string') {
    throw new AgentError(
      'AGENT_PROTOCOL_ERROR',
      "The service's answer to the renewal lacks the certificate: update the older of agent and service.",
    );
  }
  await replaceIdentity({ ...identity, certificatePem, caPem });
  logger.info({ agentId: identity.agentId }, 'certificate renewed');
}

/** Looks every hour until the signal fires; a renewal that fails is tried again an hour later. */
export async function keepCertificateFresh(options: RenewalOptions, signal: AbortSignal): Promise<void> {
  const { clock, logger, identity } = options;
  try {
    while (!signal.aborted) {
      if (isRenewalDue(identity().certificatePem, clock.now())) {
        await renewCertificate(options).catch((thrown: unknown) => {
          logger.warn({ reason: toProvisioningError(thrown).message }, 'the certificate could not be renewed yet');
        });
      }
      await clock.sleep(checkEveryMs, signal);
    }
  } catch (thrown) {
    if (!(thrown instanceof AbortedError)) throw thrown;
  }
}
