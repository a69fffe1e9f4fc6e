/** Graph's response envelopes, with absolute links on the public URL, else on the host the client used. */
import type { FastifyRequest } from 'fastify';
import { scopeOf, toPageToken } from './odata/page-token.ts';

export function baseUrl(request: FastifyRequest): string {
  const { publicUrl, scheme } = request.server;
  return publicUrl ?? `${scheme}://${request.host}`;
}

const version = (request: FastifyRequest): string => (request.url.toLowerCase().startsWith('/beta') ? 'beta' : 'v1.0');

export const contextUrl = (request: FastifyRequest, fragment: string): string =>
  `${baseUrl(request)}/${version(request)}/$metadata#${fragment}`;

export function entity<T extends object>(request: FastifyRequest, set: string, value: T): object {
  return { '@odata.context': contextUrl(request, `${set}/$entity`), ...value };
}

export type Page<T> = {
  readonly value: readonly T[];
  readonly nextAfter?: string | undefined;
  readonly count?: number | undefined;
};

/** `nextAfter` becomes an absolute `@odata.nextLink` that keeps every option of the request. */
export function collection<T>(request: FastifyRequest, set: string, page: Page<T>): object {
  return {
    '@odata.context': contextUrl(request, set),
    ...(page.count === undefined ? {} : { '@odata.count': page.count }),
    ...(page.nextAfter === undefined ? {} : { '@odata.nextLink': nextLink(request, page.nextAfter) }),
    value: page.value,
  };
}

/** Put together as text: the Host header is the client's own and need not be one that a URL can hold. */
function nextLink(request: FastifyRequest, after: string): string {
  const [path, query = ''] = split(request.originalUrl);
  const kept = query
    .split('&')
    .filter((option) => option !== '' && !/^(?:\$|%24)?skiptoken(?:=|$)/i.test(option))
    .concat(`$skiptoken=${toPageToken(after, scopeOf(request.url))}`);
  return `${baseUrl(request)}${path}?${kept.join('&')}`;
}

function split(url: string): [path: string, query?: string] {
  const at = url.indexOf('?');
  return at < 0 ? [url] : [url.slice(0, at), url.slice(at + 1)];
}

/** Keeps the selected properties (and `id`); everything when nothing was selected. */
export function selected(
  value: Readonly<Record<string, unknown>>,
  select: readonly string[] | undefined,
): Record<string, unknown> {
  if (!select) return { ...value };
  const kept = new Set(['id', ...select]);
  return Object.fromEntries(Object.entries(value).filter(([name]) => kept.has(name) || name.startsWith('@')));
}
