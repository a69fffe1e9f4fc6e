/**
 * How an agent becomes one: an administrator makes a token, the agent's host shows it together with a certificate signing
 * request, and gets an id and a certificate. Later it renews the certificate with an assertion of the same key.
 */
import { X509Certificate } from 'node:crypto';
import { AgentError, newId, type Clock, type Logger } from '@drawbridge/base';
import { AssertionVerifier, keyThumbprint } from './assertion.ts';
import type { CertificateAuthority } from './certificate-authority.ts';
import { enrolmentTokenHash, newEnrolmentToken } from './enrolment-token.ts';
import type { AgentRegistry, TokenVerdict } from './ports/agent-registry.ts';

const tokenLifeMs = 3_600_000;

export type EnrolmentOptions = {
  readonly registry: AgentRegistry;
  readonly authority: CertificateAuthority;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Also the audience of the agents' assertions. */
  readonly tenantId: string;
};

export type EnrolmentRequest = {
  readonly token: string;
  readonly csrPem: string;
  readonly machineName: string;
  readonly version: string;
  readonly os: string;
  readonly externalIp: string;
};

export type EnrolmentAnswer = {
  readonly agentId: string;
  readonly certificatePem: string;
  readonly caPem: string;
  readonly tenantId: string;
};

export type RenewalRequest = { readonly authorization: string | undefined; readonly csrPem: string };
export type RenewalAnswer = { readonly certificatePem: string; readonly caPem: string };

export const createEnrolment = (options: EnrolmentOptions): Enrolment => new Enrolment(options);

export class Enrolment {
  readonly #options: EnrolmentOptions;
  readonly #verifier: AssertionVerifier;

  constructor(options: EnrolmentOptions) {
    this.#options = options;
    this.#verifier = new AssertionVerifier({ ...options, audience: options.tenantId });
  }

  /** A token for one agent, valid one hour. It is shown once; only its hash is kept. */
  async createToken(): Promise<{ readonly token: string; readonly expiresAt: Date }> {
    const { registry, authority, clock } = this.#options;
    const { token, hash } = newEnrolmentToken(authority.pin);
    const createdAt = clock.now();
    const expiresAt = new Date(createdAt.getTime() + tokenLifeMs);
    await registry.addEnrolmentToken({ hash, createdAt, expiresAt });
    return { token, expiresAt };
  }

  /**
   * Uses up the token and makes the agent. Throws AgentError ENROLMENT_TOKEN_INVALID, …_EXPIRED, …_USED, or
   * REQUEST_INVALID for a bad signing request (which leaves the token unused).
   */
  async enrol(request: EnrolmentRequest): Promise<EnrolmentAnswer> {
    const { registry, authority, clock, logger, tenantId } = this.#options;
    const hash = enrolmentTokenHash(request.token);
    if (hash === undefined) throw refused('unknown');
    const agentId = newId();
    const { certificatePem, publicKeyThumbprint } = await authority.issueAgentCertificate(request.csrPem, agentId);
    const now = clock.now();
    const verdict = await registry.consumeEnrolmentToken(hash, now);
    if (verdict !== 'consumed') throw refused(verdict);
    const { machineName, version, os, externalIp } = request;
    await registry.addAgent({
      id: agentId,
      machineName,
      version,
      os,
      externalIp,
      publicKeyThumbprint,
      certificatePem,
      enrolledAt: now,
    });
    logger.info({ agentId, machineName, version, os, externalIp }, 'agent enrolled');
    return { agentId, certificatePem, caPem: authority.certificatePem, tenantId };
  }

  /**
   * A new certificate for the key the agent already has. Another key is refused: a host that lost its key enrols again.
   * Throws as AssertionVerifier.verify, and REQUEST_INVALID.
   */
  async renew({ authorization, csrPem }: RenewalRequest): Promise<RenewalAnswer> {
    const { registry, authority, logger } = this.#options;
    const { agent } = await this.#verifier.verify(authorization);
    const { certificatePem, publicKeyThumbprint } = await authority.issueAgentCertificate(csrPem, agent.id);
    if (publicKeyThumbprint !== keyThumbprint(new X509Certificate(agent.certificatePem))) {
      throw new AgentError(
        'REQUEST_INVALID',
        `The signing request of agent ${agent.id} holds another key than its certificate: enrol it again to change the key.`,
      );
    }
    await registry.replaceCertificate(agent.id, certificatePem);
    logger.info({ agentId: agent.id }, 'agent certificate renewed');
    return { certificatePem, caPem: authority.certificatePem };
  }
}

function refused(verdict: Exclude<TokenVerdict, 'consumed'>): AgentError {
  const makeNew = 'make a new one with: drawbridge enrolment-token create';
  switch (verdict) {
    case 'unknown':
      return new AgentError('ENROLMENT_TOKEN_INVALID', `The enrolment token is not one of this service: ${makeNew}`);
    case 'expired':
      return new AgentError(
        'ENROLMENT_TOKEN_EXPIRED',
        `The enrolment token has expired, it lives for one hour: ${makeNew}`,
      );
    case 'used':
      return new AgentError(
        'ENROLMENT_TOKEN_USED',
        `The enrolment token has been used already, each is for one agent: ${makeNew}`,
      );
  }
}
