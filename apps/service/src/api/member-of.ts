/** Which groups a user, a group or a service principal is in, directly or through other groups. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { collection, contextUrl } from '../http/envelope.ts';
import { described, many, one, text } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import type { Permission } from '../oauth/directory-roles.ts';
import type { Services } from '../services.ts';
import { findServicePrincipal } from './find-service-principal.ts';
import { showAny } from './graph-object.ts';
import { pageOf } from './lists.ts';
import { wantsCount } from './wants-count.ts';

type ById = { Params: { id: string } };

/** Down through how many groups. */
const walks = [
  ['memberOf', false],
  ['transitiveMemberOf', true],
] as const;
const maxAsked = 20;
const memberGroups = z.object({ securityEnabledOnly: z.boolean().optional() });
const asked = z.array(z.guid()).min(1).max(maxAsked);
const groupIds = z.object({ groupIds: asked });
const ids = z.object({ ids: asked });
const idList = z.object({ value: z.array(z.string()) });

type Kind = {
  readonly set: string;
  readonly permissions: readonly Permission[];
  find(key: string): Promise<{ id: string }>;
};

export function memberOfRoutes(app: FastifyInstance, services: Services): void {
  const { directory } = services;
  const kinds: readonly Kind[] = [
    {
      set: 'users',
      permissions: ['User.Read.All', 'GroupMember.Read.All'],
      find: (key) => directory.getUser(key),
    },
    { set: 'groups', permissions: ['GroupMember.Read.All'], find: (key) => directory.getGroup(key) },
    {
      set: 'servicePrincipals',
      permissions: ['Application.Read.All'],
      find: (key) => findServicePrincipal(services, key),
    },
    { set: 'directoryObjects', permissions: ['Directory.Read.All'], find: (key) => findMember(services, key) },
  ];
  for (const kind of kinds) {
    if (kind.set === 'users' || kind.set === 'groups') listRoutes(app, services, kind);
    checkRoutes(app, services, kind);
  }
}

/** Throws OBJECT_NOT_FOUND. */
async function findMember({ directory }: Services, id: string): Promise<{ id: string }> {
  const [found] = await directory.getObjectsById([id], ['User', 'Group', 'ServicePrincipal']);
  return found ? found.object : directory.getUser(id);
}

function listRoutes(app: FastifyInstance, { directory }: Services, { set, permissions, find }: Kind): void {
  const { memberships } = directory;
  for (const [segment, isTransitive] of walks) {
    const reached = isTransitive ? ', also through other groups' : '';
    const options = described(
      { config: { permissions } },
      { summary: `List the groups that it is a member of${reached}.`, answer: many('group') },
    );
    const list = async (request: FastifyRequest<ById>, context: string): Promise<object> => {
      const { id } = await find(request.params.id);
      const { select, ...page } = pageOf(request);
      const groups = await memberships.listGroupsOf(id, { ...page, isTransitive });
      return collection(request, context, {
        value: groups.items.map((object) => showAny({ kind: 'Group', object }, select)),
        nextAfter: groups.next,
        count: wantsCount(request) ? await memberships.countGroupsOf(id, { isTransitive }) : undefined,
      });
    };
    app.get<ById>(`/${set}/:id/${segment}`, options, (request) => list(request, 'directoryObjects'));
    app.get<ById>(`/${set}/:id/${segment}/group`, options, (request) => list(request, 'groups'));
    const counting = described({ config: { permissions } }, { summary: 'Count those groups.', answer: text });
    app.get<ById>(`/${set}/:id/${segment}/$count`, counting, async (request, reply) => {
      const { id } = await find(request.params.id);
      return plainNumber(reply, await memberships.countGroupsOf(id, { isTransitive }));
    });
  }
}

function checkRoutes(app: FastifyInstance, { directory }: Services, { set, permissions, find }: Kind): void {
  const { memberships } = directory;
  const answer = (request: FastifyRequest, value: readonly string[]): object => ({
    '@odata.context': contextUrl(request, 'Collection(Edm.String)'),
    value,
  });
  const action = (summary: string, body: z.ZodType) =>
    described({ config: { permissions } }, { summary, body, answer: one(idList) });

  for (const name of ['getMemberGroups', 'getMemberObjects']) {
    const options = action('List the ids of all groups that it is in.', memberGroups);
    app.post<ById>(`/${set}/:id/${name}`, options, async (request) => {
      const { securityEnabledOnly = false } = readBody(memberGroups, request.body);
      const { id } = await find(request.params.id);
      return answer(request, await memberships.memberGroupIds(id, { securityEnabledOnly }));
    });
  }
  const check = async (request: FastifyRequest<ById>, among: readonly string[]): Promise<object> => {
    const { id } = await find(request.params.id);
    return answer(request, await memberships.memberGroupIds(id, { among }));
  };
  app.post<ById>(`/${set}/:id/checkMemberGroups`, action('Tell which of these groups it is in.', groupIds), (request) =>
    check(request, readBody(groupIds, request.body).groupIds),
  );
  app.post<ById>(`/${set}/:id/checkMemberObjects`, action('Tell which of these objects it is in.', ids), (request) =>
    check(request, readBody(ids, request.body).ids),
  );
}

const plainNumber = (reply: FastifyReply, count: number): FastifyReply =>
  reply.type('text/plain; charset=utf-8').send(String(count));
