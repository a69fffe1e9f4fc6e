/** Whom the agent trusts on TLS: what the host trusts (Node's list and the system's store) and what it was told beside. */
import type { Socket } from 'node:net';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import { openServiceSocket, type ServiceSocketOptions } from './service-socket.ts';

/** Made once per use and kept: reading some hundred certificates for every connection would be the cost of a connection. */
export function trusting(...extraPems: readonly string[]): SecureContext {
  const ca = new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extraPems]);
  return createSecureContext({ ca: [...ca] });
}

const certificateCode =
  /^(CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(GET|VERIFY|DECODE)|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** Whether an error code of a socket says that the other side's certificate is not trusted. */
export const isCertificateCode = (code: string): boolean => certificateCode.test(code);

/**
 * Opens sockets to the service. Its own authority is tried first; the host's trusted certificates are read only when that
 * is not enough (a proxy with a public certificate stands in front), because they would lie in memory ever after.
 */
export class ServiceTrust {
  readonly #caPem: string;
  #context: SecureContext;
  #isWide = false;

  constructor(caPem: string) {
    this.#caPem = caPem;
    this.#context = createSecureContext({ ca: caPem });
  }

  /** Rejects with AgentError SERVICE_UNREACHABLE. */
  async open(options: Omit<ServiceSocketOptions, 'tls'>): Promise<Socket> {
    try {
      return await this.#open(options);
    } catch (thrown) {
      if (this.#isWide || !isCertificateCode(codeOfCause(thrown))) throw thrown;
      this.#context = trusting(this.#caPem);
      this.#isWide = true;
      return this.#open(options);
    }
  }

  #open(options: Omit<ServiceSocketOptions, 'tls'>): Promise<Socket> {
    return openServiceSocket({ ...options, tls: { secureContext: this.#context } });
  }
}

const codeOfCause = (thrown: unknown): string =>
  ((thrown as Error).cause as NodeJS.ErrnoException | undefined)?.code ?? '';
