/** Refuses a request that the far side would have to treat as a broken connection. */
import { TransportError } from '@drawbridge/base';
import { shownUrl } from '../shown-url.ts';
import { isHeaderField, maxDeadlineMs, maxHeaderFields } from '../wire/index.ts';
import type { TunnelRequest } from './call.ts';

const methodName = /^[A-Z]{1,32}$/;

/** Throws TransportError REQUEST_INVALID or REQUEST_TOO_LARGE. Never names a header's value. */
export function checkRequest({ method, url, headers, body, deadlineMs }: TunnelRequest, maxBodyBytes: number): void {
  if (!methodName.test(method)) throw invalid('The method of a request must be upper-case letters.');
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url))
    throw invalid('The URL of a request must be absolute, http or https.');
  if (!(deadlineMs > 0 && deadlineMs <= maxDeadlineMs))
    throw invalid(`The deadline of a request must be 1…${maxDeadlineMs} ms.`);
  const names = Object.keys(headers);
  if (names.length > maxHeaderFields) throw invalid(`A request may have ${maxHeaderFields} header fields.`);
  for (const name of names) {
    if (!isHeaderField(name, headers[name]!))
      throw invalid(`The header field ${JSON.stringify(name.slice(0, 60))} has a character that HTTP does not allow.`);
  }
  if (body !== undefined && body.length > maxBodyBytes) {
    throw new TransportError(
      'REQUEST_TOO_LARGE',
      `${method} ${shownUrl(url)} has a body of ${body.length} bytes, over the limit of ${maxBodyBytes}.`,
    );
  }
}

const invalid = (fact: string): TransportError => new TransportError('REQUEST_INVALID', fact);
