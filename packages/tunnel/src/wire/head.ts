/**
 * The JSON payloads of the wire: request head, response head, error, policy summary, goodbye. Writing is plain
 * JSON.stringify of short member names; reading trusts nothing and throws AGENT_PROTOCOL_ERROR with the member's name.
 */
import { catalog, type ErrorCode } from '@drawbridge/base';
import {
  goodbyeReasons,
  type Goodbye,
  type GoodbyeReason,
  type Headers,
  type PolicySummary,
  type RequestHead,
  type ResponseHead,
  type StreamError,
} from './frame.ts';
import { maxDeadlineMs, maxHeaderFields } from './limits.ts';
import { protocolError } from './protocol-error.ts';

type Members = Readonly<Record<string, unknown>>;

/** RFC 9110 §5.6.2 token. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
/** RFC 9110 §5.5: a field value holds no control characters but tab. */
const fieldValue = /^[\t\x20-\x7e\x80-\u00ff]*$/;
const maxTextLength = 2000;

export const writeRequestHead = (head: RequestHead): string =>
  JSON.stringify({ m: head.method, u: head.url, h: head.headers, d: head.deadlineMs, k: head.idempotencyKey });

export function readRequestHead(json: string): RequestHead {
  const members = parse(json, 'request head');
  const method = text(members['m'], 'method');
  if (!token.test(method)) throw protocolError('A request head has a method that is no HTTP token.');
  const url = text(members['u'], 'url');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw protocolError('A request head has no http(s) URL.');
  const deadlineMs = members['d'];
  if (typeof deadlineMs !== 'number' || !(deadlineMs >= 0 && deadlineMs <= maxDeadlineMs)) {
    throw protocolError(`A request head has a deadline outside 0…${maxDeadlineMs} ms.`);
  }
  const head = { method, url, headers: readHeaders(members['h']), deadlineMs };
  return members['k'] === undefined ? head : { ...head, idempotencyKey: text(members['k'], 'idempotency key') };
}

export const writeResponseHead = (head: ResponseHead): string => JSON.stringify({ s: head.status, h: head.headers });

export function readResponseHead(json: string): ResponseHead {
  const members = parse(json, 'response head');
  const status = members['s'];
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 100 || status > 999) {
    throw protocolError('A response head has no HTTP status.');
  }
  return { status, headers: readHeaders(members['h']) };
}

export const writeStreamError = (error: StreamError): string =>
  JSON.stringify({ code: error.code, message: error.message.slice(0, maxTextLength) });

/** A code that this version does not know (a newer peer) is read as AGENT_PROTOCOL_ERROR with the message kept. */
export function readStreamError(json: string): StreamError {
  const members = parse(json, 'error');
  const code = text(members['code'], 'error code');
  const message = text(members['message'], 'error message').slice(0, maxTextLength);
  if (Object.hasOwn(catalog, code)) return { code: code as ErrorCode, message };
  return { code: 'AGENT_PROTOCOL_ERROR', message: `${code.slice(0, 100)}: ${message}` };
}

export const writePolicy = (policy: PolicySummary): string => JSON.stringify(policy);

export function readPolicy(json: string): PolicySummary {
  const members = parse(json, 'policy summary');
  return {
    source: members['source'] === 'file' ? 'file' : 'default',
    allow: texts(members['allow'], 'policy allow'),
    methods: texts(members['methods'], 'policy methods'),
    deny: texts(members['deny'], 'policy deny'),
    readOnly: members['readOnly'] === true,
    injectsHeaders: members['injectsHeaders'] === true,
  };
}

export const writeGoodbye = (goodbye: Goodbye): string =>
  JSON.stringify({ reason: goodbye.reason, message: goodbye.message.slice(0, maxTextLength) });

export function readGoodbye(json: string): Goodbye {
  const members = parse(json, 'goodbye');
  const reason = text(members['reason'], 'goodbye reason');
  if (!goodbyeReasons.includes(reason as GoodbyeReason)) throw protocolError('A goodbye has an unknown reason.');
  return {
    reason: reason as GoodbyeReason,
    message: text(members['message'], 'goodbye message').slice(0, maxTextLength),
  };
}

function parse(json: string, what: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw protocolError(`A ${what} is not JSON (${(cause as Error).message.slice(0, 80)}).`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw protocolError(`A ${what} is no object.`);
  return value as Members;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string') throw protocolError(`The ${what} is no string.`);
  return value;
}

function texts(value: unknown, what: string): readonly string[] {
  if (!Array.isArray(value) || value.length > 1000) throw protocolError(`The ${what} is no list.`);
  return value.map((item) => text(item, what));
}

/** Whether a header field may travel; both sides leave out or refuse the ones that may not before they send. */
export const isHeaderField = (name: string, value: string): boolean => token.test(name) && fieldValue.test(value);

/** Header fields into an object without prototype, so that a field named `__proto__` is only a name. */
function readHeaders(value: unknown): Headers {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw protocolError('Headers are no object.');
  const names = Object.keys(value);
  if (names.length > maxHeaderFields) throw protocolError(`A head has more than ${maxHeaderFields} header fields.`);
  const headers = Object.create(null) as Record<string, string>;
  for (const name of names) {
    const field = (value as Members)[name];
    if (typeof field !== 'string' || !isHeaderField(name, field)) {
      throw protocolError(`The header field ${JSON.stringify(name.slice(0, 60))} is one that HTTP does not allow.`);
    }
    headers[name] = field;
  }
  return headers;
}
