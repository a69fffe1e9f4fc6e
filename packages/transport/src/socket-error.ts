/**
 * Translates what a socket, TLS or the HTTP parser throws into the codes of the port. Nobody above the transport
 * sees a system error; the original stays as `cause`.
 */
import { AbortedError, ProvisioningError, TransportError, toProvisioningError, type ErrorCode } from '@drawbridge/base';
import { AddressRefused } from './guarded-connect.ts';
import type { HttpRequest } from './transport.ts';

type Translation = readonly [code: ErrorCode, fact: string];

const refused: Translation = [
  'TARGET_UNREACHABLE',
  'the connection was refused. Check that the application runs and listens on this port',
];
const noRoute: Translation = [
  'TARGET_UNREACHABLE',
  'there is no way to this host. Check the host name and the network',
];
const noAnswer: Translation = [
  'TARGET_UNREACHABLE',
  'the host does not answer. Check the host name, the port and the firewall',
];
const noTls: Translation = [
  'TARGET_UNREACHABLE',
  'the port does not speak TLS as we do. Check http or https, and the port',
];
const noName: Translation = [
  'TARGET_NAME_NOT_RESOLVED',
  'the host name cannot be resolved. Check its spelling and the DNS',
];
const broken: Translation = ['TARGET_CONNECTION_LOST', 'the connection broke before the answer was complete'];
const tooLate: Translation = ['TARGET_TIMEOUT', 'the answer did not come in time'];
const headTooLarge: Translation = ['TARGET_ANSWER_TOO_LARGE', 'the headers of the answer are larger than the limit'];

const translations: Readonly<Record<string, Translation>> = {
  ENOTFOUND: noName,
  EAI_AGAIN: noName,
  EAI_NODATA: noName,
  EAI_FAIL: noName,
  ECONNREFUSED: refused,
  EHOSTUNREACH: noRoute,
  ENETUNREACH: noRoute,
  EHOSTDOWN: noRoute,
  ENETDOWN: noRoute,
  EADDRNOTAVAIL: noRoute,
  EACCES: noRoute,
  EPERM: noRoute,
  ETIMEDOUT: noAnswer,
  UND_ERR_CONNECT_TIMEOUT: noAnswer,
  EPROTO: noTls,
  ECONNRESET: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: broken,
  UND_ERR_HEADERS_TIMEOUT: tooLate,
  UND_ERR_BODY_TIMEOUT: tooLate,
  UND_ERR_HEADERS_OVERFLOW: headTooLarge,
};

/** Codes of OpenSSL's certificate verification, as Node names them. */
const certificateCode =
  /CERT|^UNABLE_TO_|^CRL_|^INVALID_CA$|^INVALID_PURPOSE$|^HOSTNAME_MISMATCH$|^PATH_LENGTH_EXCEEDED$/;

export function translateSocketError(request: HttpRequest, thrown: unknown): ProvisioningError {
  if (thrown instanceof ProvisioningError) return thrown;
  if (thrown instanceof AddressRefused) return addressRefused(request, thrown);
  const code = codeOf(thrown);
  if (code === 'UND_ERR_DESTROYED' || code === 'UND_ERR_CLOSED') {
    return new AbortedError('The transport is closed.', { cause: thrown });
  }
  if (code === 'UND_ERR_INVALID_ARG') return toProvisioningError(thrown);
  const [translated, fact] = translationOf(code, thrown);
  return transportError(translated, request, fact, thrown);
}

/** A TransportError that names the request. */
export function transportError(
  code: ErrorCode,
  { method, url }: HttpRequest,
  fact: string,
  cause?: unknown,
): TransportError {
  return new TransportError(code, `${method} ${url}: ${fact}.`, { details: { method, url }, cause });
}

function translationOf(code: string, thrown: unknown): Translation {
  const known = translations[code];
  if (known !== undefined) return known;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (certificateCode.test(code)) {
    return [
      'TARGET_CERTIFICATE_INVALID',
      `the TLS certificate is not trusted (${message}). Trust its issuer, or mend the certificate`,
    ];
  }
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return noTls;
  if (code.startsWith('HPE_'))
    return ['TARGET_CONNECTION_LOST', 'what came back is not HTTP. Check http or https, and the port'];
  return ['TARGET_CONNECTION_LOST', `the exchange failed (${message})`];
}

function addressRefused(request: HttpRequest, { host, address }: AddressRefused): TransportError {
  const named = host === address ? `address ${address}` : `host ${host} has the address ${address}, which`;
  const fact =
    `${named} is not one that this service may connect to. ` +
    'Reach private addresses through an agent, or allow them in the configuration of the service';
  return transportError('TARGET_ADDRESS_REFUSED', request, fact);
}

/** With several addresses per name, Node throws an AggregateError whose parts hold the facts. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return '';
  const { code } = thrown as NodeJS.ErrnoException;
  if (typeof code === 'string') return code;
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : '';
}
