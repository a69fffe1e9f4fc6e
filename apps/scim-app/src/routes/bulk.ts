/**
 * /Bulk (RFC 7644 §3.7): many writes in one request. Each operation goes through its own route, as if it had come alone, so
 * that it is checked, answered and refused in the same way.
 */
import { ScimError } from '@drawbridge/base';
import {
  bulkRequestUrn,
  bulkResponseUrn,
  createObject,
  getMember,
  isObject,
  readDocument,
  type ScimObject,
} from '@drawbridge/scim';
import type { FastifyInstance } from 'fastify';
import { bodyOf, maxBodyBytes } from '../http/body.ts';
import { sendDocument } from '../http/reply.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

export const maxOperations = 1_000;
export const maxPayloadSize = maxBodyBytes;

const methods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof methods)[number];

type Operation = {
  readonly method: Method;
  readonly path: string;
  readonly bulkId: string | undefined;
  readonly version: string | undefined;
  readonly data: ScimObject | undefined;
};

type Result = { readonly status: number; readonly document: ScimObject };

/** Operations that do not speak of each other are carried out so many at a time. */
const atOnce = 8;
const reference = /bulkId:([\w.~-]{1,100})/g;

export function bulkRoutes(scim: FastifyInstance): void {
  scim.post('/Bulk', async (request, reply) => {
    const { operations, failOnErrors } = readBulk(bodyOf(request));
    const headers = { authorization: request.headers.authorization ?? '', host: request.headers.host ?? '' };
    const perform = (operation: Operation): Promise<Result> => carryOut(scim, operation, headers);
    const isOrdered = failOnErrors > 0 || operations.some(mentionsOthers);
    const results = isOrdered ? await inOrder(operations, failOnErrors, perform) : await together(operations, perform);
    const document = createObject({ schemas: [bulkResponseUrn], Operations: results.map((result) => result.document) });
    return sendDocument(reply, 200, document);
  });
  refuseOtherMethods(scim, '/Bulk', ['POST']);
}

function readBulk(body: ScimObject): { readonly operations: readonly Operation[]; readonly failOnErrors: number } {
  const schemas = getMember(body, 'schemas');
  if (!Array.isArray(schemas) || !schemas.includes(bulkRequestUrn)) {
    throw new ScimError('SCIM_INVALID_SYNTAX', `The schemas of a bulk request must hold ${bulkRequestUrn}.`);
  }
  const list = getMember(body, 'Operations');
  if (!Array.isArray(list) || list.length === 0) {
    throw new ScimError('SCIM_INVALID_SYNTAX', 'A bulk request needs Operations, a list that is not empty.');
  }
  if (list.length > maxOperations) {
    throw new ScimError('SCIM_TOO_MANY', `A bulk request may hold ${maxOperations} operations. Send fewer at a time.`);
  }
  const told = getMember(body, 'failOnErrors');
  const failOnErrors = typeof told === 'number' && Number.isInteger(told) && told > 0 ? told : 0;
  return { operations: list.map(readOperation), failOnErrors };
}

function readOperation(value: unknown, index: number): Operation {
  const refused = (fact: string): ScimError =>
    new ScimError('SCIM_INVALID_SYNTAX', `Operation ${index} of the bulk request ${fact}.`);
  if (!isObject(value as ScimObject)) throw refused('is no object');
  const text = (name: string): string | undefined => {
    const member = getMember(value as ScimObject, name);
    return typeof member === 'string' ? member : undefined;
  };
  const method = methods.find((known) => known === text('method')?.toUpperCase());
  if (!method) throw refused(`needs a method of ${methods.join(', ')}`);
  const path = text('path');
  if (path === undefined || !/^\/(?:Users|Groups)(?:\/[^/?#]+)?$/.test(path)) {
    throw refused('needs a path such as /Users or /Groups/{id}');
  }
  const bulkId = text('bulkId');
  if (method === 'POST' && bulkId === undefined) throw refused('creates a resource and needs a bulkId');
  const data = getMember(value as ScimObject, 'data');
  return { method, path, bulkId, version: text('version'), data: isObject(data) ? data : undefined };
}

const mentionsOthers = ({ path, data }: Operation): boolean =>
  path.includes('bulkId:') || (data !== undefined && JSON.stringify(data).includes('"bulkId:'));

/** One after the other, so that one may speak of what another before it has created; stops after so many failures. */
async function inOrder(
  operations: readonly Operation[],
  failOnErrors: number,
  perform: (operation: Operation) => Promise<Result>,
): Promise<readonly Result[]> {
  const created = new Map<string, string>();
  const results: Result[] = [];
  let failures = 0;
  for (const operation of operations) {
    const result = await perform(resolved(operation, created));
    results.push(result);
    const location = result.document['location'];
    if (operation.bulkId !== undefined && typeof location === 'string') {
      created.set(operation.bulkId, location.slice(location.lastIndexOf('/') + 1));
    }
    if (result.status >= 400 && ++failures === failOnErrors) break;
  }
  return results;
}

/** A reference to what was not created stays as it is, and is refused like any other value that is none. */
function resolved(operation: Operation, created: ReadonlyMap<string, string>): Operation {
  if (!mentionsOthers(operation)) return operation;
  const put = (text: string): string => text.replace(reference, (whole, id: string) => created.get(id) ?? whole);
  const { path, data } = operation;
  return { ...operation, path: put(path), data: data && readDocument(put(JSON.stringify(data))) };
}

async function together(
  operations: readonly Operation[],
  perform: (operation: Operation) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < operations.length) {
      const index = next++;
      results[index] = await perform(operations[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, operations.length) }, work));
  return results;
}

async function carryOut(
  scim: FastifyInstance,
  { method, path, bulkId, version, data }: Operation,
  headers: Record<string, string>,
): Promise<Result> {
  const answer = await scim.inject({
    method,
    url: `/scim${path}`,
    headers: {
      ...headers,
      ...(version === undefined ? {} : { 'if-match': version }),
      ...(data === undefined ? {} : { 'content-type': 'application/scim+json' }),
    },
    ...(data === undefined ? {} : { payload: JSON.stringify(data) }),
  });
  const body = answer.body === '' ? undefined : readDocument(answer.body);
  const { location, etag } = answer.headers;
  const meta = body && getMember(body, 'meta');
  const told = location ?? (isObject(meta) ? getMember(meta, 'location') : undefined);
  const document = createObject({
    method,
    ...(bulkId === undefined ? {} : { bulkId }),
    ...(typeof told === 'string' ? { location: told } : {}),
    ...(typeof etag === 'string' ? { version: etag } : {}),
    status: String(answer.statusCode),
    ...(body !== undefined && (answer.statusCode >= 400 || method === 'POST') ? { response: body } : {}),
  });
  return { status: answer.statusCode, document };
}
