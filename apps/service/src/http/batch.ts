/**
 * `$batch`: up to twenty requests in one. Each goes through the same routes as if it had come alone, with the caller's own
 * token, so each is authorised and throttled by itself; those that depend on others wait for them
 * (https://learn.microsoft.com/graph/json-batching).
 */
import { ApiError } from '@drawbridge/base';
import type { FastifyInstance, FastifyRequest, InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { described, one } from './openapi/route-description.ts';
import { readBody } from './validate.ts';

const maxRequests = 20;
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

const item = z.object({
  id: z.string().min(1).max(256),
  method: z
    .string()
    .transform((method) => method.toUpperCase())
    .pipe(z.enum(methods)),
  url: z.string().min(1).max(16_384),
  headers: z.record(z.string(), z.string().max(16_384)).nullish(),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).max(maxRequests).nullish(),
});
type Item = z.output<typeof item>;

const batch = z.object({ requests: z.array(item).max(maxRequests, `a batch holds at most ${maxRequests} requests`) });

const answered = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.int(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
    }),
  ),
});
type ItemAnswer = z.input<typeof answered>['responses'][number];

export function batchRoute(app: FastifyInstance): void {
  const description = { summary: 'Send up to twenty requests in one.', body: batch, answer: one(answered) };
  app.post('/$batch', described({ config: { permissions: 'anyone' } }, description), async (request) => {
    if (request.raw.headers[mark] !== undefined)
      throw new ApiError('REQUEST_INVALID', 'A batch cannot hold another batch.');
    const { requests } = readBody(batch, request.body);
    checkOrder(requests);
    return { responses: await answerAll(requests, (each) => dispatch(app, request, each)) };
  });
}

/** Marks the requests of a batch on their way through the routes; a client that sets it only keeps itself from batching. */
const mark = 'drawbridge-batch-item';

/** Throws REQUEST_INVALID for an id that occurs twice, a dependency that is unknown, and a circle of them. */
function checkOrder(requests: readonly Item[]): void {
  const byId = new Map(requests.map((each) => [each.id.toLowerCase(), each]));
  if (byId.size < requests.length)
    throw new ApiError('REQUEST_INVALID', 'The ids of the requests of a batch must be different, without case.');
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): void => {
    if (done.has(id)) return;
    if (path.includes(id))
      throw new ApiError('REQUEST_INVALID', `The request '${id}' depends on itself: ${[...path, id].join(' → ')}.`);
    const found = byId.get(id);
    if (!found) throw new ApiError('REQUEST_INVALID', `A request depends on '${id}', which is not in the batch.`);
    for (const dependency of found.dependsOn ?? []) visit(dependency.toLowerCase(), [...path, id]);
    done.add(id);
  };
  for (const id of byId.keys()) visit(id, []);
}

/** Each as soon as those that it depends on have succeeded, in the order of the batch otherwise. */
async function answerAll(
  requests: readonly Item[],
  send: (request: Item) => Promise<ItemAnswer>,
): Promise<readonly ItemAnswer[]> {
  const answers = new Map<string, Promise<ItemAnswer>>();
  const byId = new Map(requests.map((each) => [each.id.toLowerCase(), each]));
  const answerOf = (request: Item): Promise<ItemAnswer> => {
    const id = request.id.toLowerCase();
    const started = answers.get(id) ?? answerTo(request);
    answers.set(id, started);
    return started;
  };
  const answerTo = async (request: Item): Promise<ItemAnswer> => {
    for (const dependency of request.dependsOn ?? []) {
      const before = byId.get(dependency.toLowerCase());
      if (before && (await answerOf(before)).status >= 400) return failedDependency(request.id, before.id);
    }
    return send(request);
  };
  return Promise.all(requests.map(answerOf));
}

const refusal = (id: string, status: number, code: string, message: string): ItemAnswer => ({
  id,
  status,
  headers: { 'Content-Type': 'application/json' },
  body: { error: { code, message } },
});

const failedDependency = (id: string, before: string): ItemAnswer =>
  refusal(id, 424, 'FailedDependency', `The request '${before}', on which this one depends, failed.`);

async function dispatch(app: FastifyInstance, request: FastifyRequest, given: Item): Promise<ItemAnswer> {
  const url = versionedUrl(request, given.url);
  if (url === undefined)
    return refusal(
      given.id,
      400,
      'BadRequest',
      `The url '${given.url.slice(0, 200)}' is not one of this API: write it from after the version, as in '/users'.`,
    );
  const answer = await app.inject({
    method: given.method,
    url,
    headers: headersOf(request, given),
    remoteAddress: request.ip,
    ...payloadOf(given),
  });
  return toItemAnswer(given.id, answer);
}

/** `/users`, `users` and `/v1.0/users` are all taken; what leaves the API (another host, `/../`) is not. */
function versionedUrl(request: FastifyRequest, url: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:|^\/\/|\\/i.test(url)) return undefined;
  const path = url.startsWith('/') ? url : `/${url}`;
  const [, version = 'v1.0'] = request.url.split('/');
  const whole = /^\/(?:v1\.0|beta)\//i.test(path) ? path : `/${version}${path}`;
  try {
    const { pathname, search } = new URL(whole, 'http://localhost');
    return /^\/(?:v1\.0|beta)\//i.test(pathname) ? pathname + search : undefined;
  } catch {
    return undefined;
  }
}

/** The batch's own token, host and language of errors; everything else is the item's. */
function headersOf(request: FastifyRequest, { headers, body }: Item): Record<string, string> {
  const own = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    ...(body === undefined || body === null ? {} : { 'content-type': 'application/json' }),
    ...Object.fromEntries(own.filter(([name]) => /^[a-z0-9-]+$/.test(name) && !reserved.has(name))),
    authorization: request.headers.authorization ?? '',
    host: request.host,
    [mark]: '1',
  };
}
const reserved = new Set(['content-length', 'transfer-encoding', 'connection', 'upgrade', 'expect', 'cookie']);

/** Text is the body as it is, or base64 when the item says it is no JSON. */
function payloadOf({ body, headers }: Item): Pick<InjectOptions, 'payload'> {
  if (body === undefined || body === null) return {};
  const type = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
  if (typeof body === 'string' && type !== '' && !/json/i.test(type)) return { payload: Buffer.from(body, 'base64') };
  return { payload: JSON.stringify(body) };
}

const shownHeaders: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  location: 'Location',
  'retry-after': 'Retry-After',
  'cache-control': 'Cache-Control',
  'odata-version': 'OData-Version',
  'preference-applied': 'Preference-Applied',
  'request-id': 'request-id',
  'client-request-id': 'client-request-id',
};

function toItemAnswer(id: string, answer: LightMyRequestResponse): ItemAnswer {
  const headers = Object.fromEntries(
    Object.entries(shownHeaders).flatMap(([name, shown]) => {
      const value = answer.headers[name];
      return value === undefined ? [] : [[shown, String(value)]];
    }),
  );
  const type = String(answer.headers['content-type'] ?? '');
  if (answer.rawPayload.length === 0) return { id, status: answer.statusCode, headers };
  const body = type.startsWith('application/json')
    ? (JSON.parse(answer.payload) as unknown)
    : type.startsWith('text/')
      ? answer.payload
      : answer.rawPayload.toString('base64');
  return { id, status: answer.statusCode, headers, body };
}
