/** /Groups (RFC 7644 §3). Members are read and written apart from the group, see `group-store.ts`. */
import {
  applyPatch,
  groupResourceType,
  isObject,
  readPatch,
  sameJson,
  splitMemberOperations,
  validateResource,
  type MemberChange,
  type PatchOperation,
  type Projection,
  type ScimObject,
  type ValidationContext,
} from '@drawbridge/scim';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrlOf } from '../http/base-url.ts';
import { bodyOf } from '../http/body.ts';
import { groupDocument } from '../http/document.ts';
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
import type { GroupStore } from '../store/group-store.ts';
import { onlyPage } from '../store/list-page.ts';
import { notFound } from '../store/precondition.ts';
import { exactMatch } from './exact-match.ts';
import { refuseOtherMethods } from './method-not-allowed.ts';

type ById = { Params: { id: string }; Querystring: QueryString };

const showFor = createShow(groupResourceType, 'members');
const lenient = { lenient: true };

export function groupRoutes(scim: FastifyInstance, groups: GroupStore): void {
  scim.get<{ Querystring: QueryString }>('/Groups', (request, reply) =>
    list(request, reply, readListRequest(request.query)),
  );

  scim.post('/Groups/.search', (request, reply) => list(request, reply, readSearchBody(bodyOf(request))));

  scim.post<{ Querystring: QueryString }>('/Groups', async (request, reply) => {
    const projection = readProjection(request.query);
    const { resource, members } = readGroup(bodyOf(request), 'create');
    const group = await groups.create(resource, members);
    const document = showFor(projection).show(groupDocument(group, baseUrlOf(request)));
    reply.header('location', `${baseUrlOf(request)}/Groups/${group.id}`).header('etag', etagOf(group.version));
    return sendDocument(reply, 201, document);
  });

  scim.get<ById>('/Groups/:id', (request, reply) => sendGroup(request, reply, readProjection(request.query)));

  scim.put<ById>('/Groups/:id', async (request, reply) => {
    const projection = readProjection(request.query);
    const { resource, members } = readGroup(bodyOf(request), 'replace');
    await groups.update({
      id: request.params.id,
      expected: readVersions(request.headers['if-match']),
      apply: (present) => (sameJson(resource, present) ? present : resource),
      members: [{ kind: 'removeAll' }, { kind: 'add', members }],
    });
    return sendGroup(request, reply, projection);
  });

  // 204 without a body, as clients prefer it: the members need not be read to answer (RFC 7644 §3.5.2).
  scim.patch<ById>('/Groups/:id', async (request, reply) => {
    const { id } = request.params;
    const operations = readPatch(bodyOf(request), lenient);
    const expected = readVersions(request.headers['if-match']);
    const split = splitMemberOperations(operations, groupResourceType, lenient);
    if (split) await groups.update({ id, expected, ...applyRest(split.rest), members: split.changes });
    else await groups.updateWithMembers({ id, expected, apply: (present) => patchWithMembers(present, operations) });
    return sendNothing(reply);
  });

  scim.delete<ById>('/Groups/:id', async (request, reply) => {
    await groups.delete(request.params.id, readVersions(request.headers['if-match']));
    return sendNothing(reply);
  });

  refuseOtherMethods(scim, '/Groups', ['GET', 'POST']);
  refuseOtherMethods(scim, '/Groups/.search', ['POST']);
  refuseOtherMethods(scim, '/Groups/:id', ['GET', 'PUT', 'PATCH', 'DELETE']);

  async function list(request: FastifyRequest, reply: FastifyReply, query: ListRequest): Promise<FastifyReply> {
    const { show, hasReferences } = showFor(query.projection);
    const baseUrl = baseUrlOf(request);
    const displayName = query.sort ? undefined : exactMatch(query.filter, 'displayName');
    const page =
      displayName === undefined
        ? await groups.list({ ...query, withReferences: hasReferences })
        : onlyPage(await groups.findByDisplayName(displayName, hasReferences), query);
    return sendPage(reply, query, {
      total: page.total,
      resources: page.rows.map((group) => show(groupDocument(group, baseUrl))),
    });
  }

  async function sendGroup(
    request: FastifyRequest<ById>,
    reply: FastifyReply,
    projection: Projection,
  ): Promise<FastifyReply> {
    const { show, hasReferences } = showFor(projection);
    const group = await groups.read(request.params.id, hasReferences);
    if (!group) throw notFound(request.params.id);
    reply.header('etag', etagOf(group.version));
    if (request.method === 'GET' && isUnmodified(request.headers['if-none-match'], group.version))
      return reply.code(304).send();
    return sendDocument(reply, 200, show(groupDocument(group, baseUrlOf(request))));
  }
}

type GivenGroup = { readonly resource: ScimObject; readonly members: readonly ScimObject[] };

/** A body as it is stored: the document, and the members apart. */
function readGroup(body: ScimObject, context: ValidationContext): GivenGroup {
  return takeMembers(validateResource(body, groupResourceType, context, lenient));
}

function takeMembers({ members, ...resource }: ScimObject): GivenGroup {
  return { resource, members: Array.isArray(members) ? members.filter(isObject) : [] };
}

type Apply = (present: ScimObject) => ScimObject;

const applyRest = (rest: readonly PatchOperation[]): { readonly apply?: Apply } =>
  rest.length === 0 ? {} : { apply: (present) => applyPatch(present, rest, groupResourceType, lenient).resource };

/** For what can only be understood with the members at hand, such as `members[display eq "x"]`. */
function patchWithMembers(present: ScimObject, operations: readonly PatchOperation[]) {
  const { resource, changed, members } = applyPatch(present, operations, groupResourceType, lenient);
  const changes: MemberChange[] = members
    ? [
        { kind: 'remove', values: members.removed },
        { kind: 'add', members: members.added },
      ]
    : [];
  return { resource: changed ? takeMembers(resource).resource : undefined, changes };
}
