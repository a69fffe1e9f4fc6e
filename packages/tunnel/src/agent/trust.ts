/** Whom the agent trusts on TLS: what the host trusts (Node's list and the system's store) and what it was told beside. */
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/** Made once per use and kept: reading some hundred certificates for every connection would be the cost of a connection. */
export function trusting(...extraPems: readonly string[]): SecureContext {
  return createSecureContext({
    ca: [...new Set([...getCACertificates('default'), ...getCACertificates('system'), ...extraPems])],
  });
}
