/** /Users (RFC 7644 §3). */
import {
  applyPatch,
  readPatch,
  sameJson,
  userResourceType,
  validateResource,
  type Projection,
  type ScimObject,
  type ValidationContext,
} from '@drawbridge/scim';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrlOf } from '../http/base-url.ts';
import { bodyOf } from '../http/body.ts';
import { userDocument } from '../http/document.ts';
import { etagOf, isUnmodified, readVersions } from '../http/etag.ts';
import {
  readListRequest,
  readProjection,
  readSearchBody,
  type ListRequest,
  type QueryString,
} from '../http/list-request.ts';
import { sendDocument, sendNothing, sendPage } from '../http/reply.ts';
import { createShow } from '../http/show.ts';
import { onlyPage } from '../store/list-page.ts';
import { notFound } from '../store/precondition.ts';
import type { StoredUser } from '../store/stored.ts';
import type { UserStore } from '../store/user-store.ts';
import { exactMatch } from './exact-match.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

type ById = { Params: { id: string }; Querystring: QueryString };

const showFor = createShow(userResourceType, 'groups');
const lenient = { lenient: true };

export function userRoutes(scim: FastifyInstance, users: UserStore): void {
  scim.get<{ Querystring: QueryString }>('/Users', (request, reply) =>
    list(request, reply, readListRequest(request.query)),
  );

  scim.post('/Users/.search', (request, reply) => list(request, reply, readSearchBody(bodyOf(request))));

  scim.post<{ Querystring: QueryString }>('/Users', async (request, reply) => {
    const projection = readProjection(request.query);
    const user = await users.create(readUser(bodyOf(request), 'create'));
    return sendUser(request, reply.header('location', `${baseUrlOf(request)}/Users/${user.id}`), {
      user,
      projection,
      status: 201,
    });
  });

  scim.get<ById>('/Users/:id', async (request, reply) => {
    const projection = readProjection(request.query);
    const user = await users.read(request.params.id);
    if (!user) throw notFound(request.params.id);
    if (isUnmodified(request.headers['if-none-match'], user.version))
      return reply.header('etag', etagOf(user.version)).code(304).send();
    return sendUser(request, reply, { user, projection });
  });

  scim.put<ById>('/Users/:id', (request, reply) => {
    const next = readUser(bodyOf(request), 'replace');
    return change(request, reply, (present) => (sameJson(next, present) ? present : next));
  });

  scim.patch<ById>('/Users/:id', (request, reply) => {
    const operations = readPatch(bodyOf(request), lenient);
    return change(request, reply, (present) => {
      const { resource, changed } = applyPatch(present, operations, userResourceType, lenient);
      return changed ? withoutPassword(resource) : present;
    });
  });

  scim.delete<ById>('/Users/:id', async (request, reply) => {
    await users.delete(request.params.id, readVersions(request.headers['if-match']));
    return sendNothing(reply);
  });

  refuseOtherMethods(scim, '/Users', ['GET', 'POST']);
  refuseOtherMethods(scim, '/Users/.search', ['POST']);
  refuseOtherMethods(scim, '/Users/:id', ['GET', 'PUT', 'PATCH', 'DELETE']);

  async function list(request: FastifyRequest, reply: FastifyReply, query: ListRequest): Promise<FastifyReply> {
    const { show, hasReferences } = showFor(query.projection);
    const baseUrl = baseUrlOf(request);
    const userName = query.sort ? undefined : exactMatch(query.filter, 'userName');
    const page =
      userName === undefined
        ? await users.list({ ...query, withReferences: hasReferences })
        : onlyPage(await users.findByUserName(userName), query);
    return sendPage(reply, query, {
      total: page.total,
      resources: page.rows.map((user) => show(userDocument(user, baseUrl))),
    });
  }

  async function change(
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    apply: (present: ScimObject) => ScimObject,
  ): Promise<FastifyReply> {
    const projection = readProjection(request.query);
    const user = await users.update({
      id: request.params.id,
      expected: readVersions(request.headers['if-match']),
      apply,
    });
    return sendUser(request, reply, { user, projection });
  }
}

/** A body as it is stored. Lenient: what Microsoft Entra spells, types or names otherwise than the RFC is accepted. */
const readUser = (body: ScimObject, context: ValidationContext): ScimObject =>
  withoutPassword(validateResource(body, userResourceType, context, lenient));

/** Nobody signs in here, so a password is taken and forgotten rather than kept. */
function withoutPassword(resource: ScimObject): ScimObject {
  if (resource['password'] === undefined) return resource;
  const { password: _password, ...rest } = resource;
  return rest;
}

type UserAnswer = { readonly user: StoredUser; readonly projection: Projection; readonly status?: number };

function sendUser(
  request: FastifyRequest,
  reply: FastifyReply,
  { user, projection, status = 200 }: UserAnswer,
): FastifyReply {
  const document = showFor(projection).show(userDocument(user, baseUrlOf(request)));
  return sendDocument(reply.header('etag', etagOf(user.version)), status, document);
}
