/**
 * Who is this agent? Checks the signed assertion an agent shows before the upgrade and before a renewal: a JWT (RFC 7519,
 * RFC 7523 in spirit) signed with ES256 by the key of the agent's certificate, for this tenant, at most a minute long,
 * never twice.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import { AgentError, isUuid, type Clock } from '@drawbridge/base';
import type { AgentRecord, AgentRegistry } from './ports/agent-registry.ts';
import { ReplayGuard } from './replay-guard.ts';

const maxLifeSeconds = 60;
/** How far the clocks of service and agent host may differ. */
const skewSeconds = 30;
const maxAssertionLength = 4096;

export type VerifiedAgent = { readonly agent: AgentRecord; readonly version: string; readonly os: string };

export type AssertionVerifierOptions = {
  readonly registry: AgentRegistry;
  readonly clock: Clock;
  /** The tenant id: an assertion for another service is refused. */
  readonly audience: string;
};

export class AssertionVerifier {
  readonly #options: AssertionVerifierOptions;
  readonly #replays = new ReplayGuard();

  constructor(options: AssertionVerifierOptions) {
    this.#options = options;
  }

  /**
   * The agent that `authorization` (a Bearer header) proves. Throws AgentError AGENT_ASSERTION_INVALID, AGENT_UNKNOWN,
   * AGENT_REVOKED or AGENT_CERTIFICATE_EXPIRED.
   */
  async verify(authorization: string | undefined): Promise<VerifiedAgent> {
    const assertion = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (assertion === undefined || assertion.length > maxAssertionLength) {
      throw invalid('The request carries no agent assertion (Authorization: Bearer JWT).');
    }
    const agentId = claimedAgent(assertion);
    const agent = await this.#options.registry.findAgent(agentId);
    if (agent === undefined) {
      throw new AgentError('AGENT_UNKNOWN', `This service knows no agent ${agentId}: enrol it again with a new token.`);
    }
    const certificate = new X509Certificate(agent.certificatePem);
    const claims = await this.#claims(assertion, certificate, agentId);
    this.#checkStanding(agent, certificate);
    return { agent, version: label(claims['ver']), os: label(claims['os']) };
  }

  async #claims(assertion: string, certificate: X509Certificate, agentId: string): Promise<JWTPayload> {
    const { clock, audience } = this.#options;
    const now = clock.now();
    const { payload, protectedHeader } = await jwtVerify(assertion, certificate.publicKey, {
      algorithms: ['ES256'],
      audience,
      issuer: agentId,
      subject: agentId,
      currentDate: now,
      clockTolerance: skewSeconds,
      requiredClaims: ['jti', 'iat', 'exp'],
    }).catch((cause: unknown) => {
      throw describe(cause, now);
    });
    const iat = payload.iat ?? 0;
    const exp = payload.exp ?? 0;
    if (exp - iat > maxLifeSeconds) throw invalid(`The agent's assertion lives longer than ${maxLifeSeconds} s.`);
    if (iat > now.getTime() / 1000 + skewSeconds) throw describe(undefined, now);
    if (protectedHeader.kid !== keyThumbprint(certificate)) throw invalid("The agent's assertion names another key.");
    if (!this.#replays.admit(`${agentId} ${payload.jti}`, (exp + skewSeconds) * 1000, now.getTime())) {
      throw invalid("The agent's assertion has been used already; an assertion opens one connection.");
    }
    return payload;
  }

  #checkStanding(agent: AgentRecord, certificate: X509Certificate): void {
    if (agent.revokedAt !== undefined) {
      throw new AgentError(
        'AGENT_REVOKED',
        `The agent ${agent.machineName} (${agent.id}) has been revoked: enrol it again if it should come back.`,
      );
    }
    if (certificate.validToDate.getTime() < this.#options.clock.now().getTime()) {
      throw new AgentError(
        'AGENT_CERTIFICATE_EXPIRED',
        `The certificate of agent ${agent.machineName} (${agent.id}) expired on ${certificate.validToDate.toISOString()}: enrol it again with a new token.`,
      );
    }
  }
}

/** SHA-256 of the public key (SubjectPublicKeyInfo), base64url: names a key, and pins an authority. */
export function keyThumbprint(certificate: X509Certificate): string {
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(spki).digest('base64url');
}

const invalid = (fact: string, cause?: unknown): AgentError =>
  new AgentError('AGENT_ASSERTION_INVALID', fact, { cause });

function claimedAgent(assertion: string): string {
  let subject: unknown;
  try {
    subject = decodeJwt(assertion).sub;
  } catch (cause) {
    throw invalid("The agent's assertion is not a JWT.", cause);
  }
  if (typeof subject !== 'string' || !isUuid(subject)) throw invalid("The agent's assertion names no agent.");
  return subject;
}

function describe(cause: unknown, now: Date): AgentError {
  if (cause === undefined || cause instanceof errors.JWTExpired) {
    return invalid(
      `The agent's assertion is not valid at ${now.toISOString()}: check the clock of the agent host.`,
      cause,
    );
  }
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return invalid(`The agent's assertion has a wrong or missing claim "${cause.claim}".`, cause);
  }
  return invalid("The agent's assertion is not signed by the key this service knows for it.", cause);
}

const label = (claim: unknown): string =>
  typeof claim === 'string' ? claim.replace(/[^\x20-\x7e]/g, '').slice(0, 100) : '';
