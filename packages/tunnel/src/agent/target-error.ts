/** Translates what a socket, TLS or the HTTP parser says about a target into the catalog's codes, once, with a sentence. */
import { TransportError, ProvisioningError, type ErrorCode } from '@drawbridge/base';
import { shownUrl } from '../shown-url.ts';
import { isCertificateCode } from './trust.ts';

const nameCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'ENODATA']);
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ETIMEDOUT',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EPROTO',
  'UND_ERR_CONNECT_TIMEOUT',
]);
export function targetError(thrown: unknown, method: string, url: string): ProvisioningError {
  if (thrown instanceof ProvisioningError) return thrown;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = (error as NodeJS.ErrnoException).code ?? '';
  const [errorCode, fact] = classify(code, error.message, new URL(url).host);
  return new TransportError(errorCode, `${method} ${shownUrl(url)} failed: ${fact}.`, { cause: thrown });
}

function classify(code: string, message: string, host: string): readonly [ErrorCode, string] {
  if (nameCodes.has(code))
    return ['TARGET_NAME_NOT_RESOLVED', `the name ${host} cannot be resolved on the agent's host (${code})`];
  if (isCertificateCode(code))
    return [
      'TARGET_CERTIFICATE_INVALID',
      `the TLS certificate of ${host} is not trusted by the agent's host (${code}: ${message})`,
    ];
  if (code.startsWith('ERR_SSL_'))
    return ['TARGET_UNREACHABLE', `${host} does not speak TLS as it should (${code}); check http against https`];
  if (unreachableCodes.has(code))
    return ['TARGET_UNREACHABLE', `${host} does not accept connections from the agent's host (${code})`];
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'HPE_HEADER_OVERFLOW')
    return ['TARGET_ANSWER_TOO_LARGE', 'the head of the answer is too large'];
  if (code.startsWith('HPE_'))
    return ['TARGET_CONNECTION_LOST', `what answers at ${host} does not speak HTTP/1.1 (${code})`];
  return [
    'TARGET_CONNECTION_LOST',
    `the connection to ${host} broke before the answer was complete (${code || message})`,
  ];
}
