/** Members of a group, direct and through nested groups, and how they come and go. */
import { ApiError } from '@drawbridge/base';
import type { MemberKind } from '@drawbridge/directory';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collection } from '../http/envelope.ts';
import { described, many, text } from '../http/openapi/route-description.ts';
import { referencedObjectId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showAny } from './graph-object.ts';
import { pageOf } from './lists.ts';
import { wantsCount } from './wants-count.ts';

const read = { config: { permissions: ['GroupMember.Read.All', 'Group.Read.All'] as const } };
const write = { config: { permissions: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };

/** `…/members/microsoft.graph.user`, as the router sees it. */
const casts: readonly (readonly [segment: string, kind: MemberKind])[] = [
  ['user', 'User'],
  ['group', 'Group'],
  ['servicePrincipal', 'ServicePrincipal'],
];

export function groupMemberRoutes(app: FastifyInstance, { directory }: Services): void {
  const { memberships } = directory;

  for (const [segment, isTransitive] of [
    ['members', false],
    ['transitiveMembers', true],
  ] as const) {
    const list = async (request: FastifyRequest<ById>, context: string, kind?: MemberKind): Promise<object> => {
      const { id } = request.params;
      const { select, ...page } = pageOf(request);
      const members = await memberships.listMembers(id, { ...page, kind, isTransitive });
      return collection(request, context, {
        value: members.items.map((member) => showAny(member, select)),
        nextAfter: members.next,
        count: wantsCount(request) ? await memberships.countMembers(id, { kind, isTransitive }) : undefined,
      });
    };
    const reached = isTransitive ? ', also through nested groups' : '';
    const listing = described(read, {
      summary: `List the members of a group${reached}.`,
      answer: many('directoryObject'),
    });
    const counting = described(read, { summary: `Count the members of a group${reached}.`, answer: text });
    app.get<ById>(`/groups/:id/${segment}`, listing, (request) => list(request, 'directoryObjects'));
    app.get<ById>(`/groups/:id/${segment}/$count`, counting, async (request, reply) => {
      const count = await memberships.countMembers(request.params.id, { isTransitive });
      return reply.type('text/plain; charset=utf-8').send(String(count));
    });
    for (const [cast, kind] of casts) {
      app.get<ById>(`/groups/:id/${segment}/${cast}`, listing, (request) => list(request, `${cast}s`, kind));
      app.get<ById>(`/groups/:id/${segment}/${cast}/$count`, counting, async (request, reply) => {
        const count = await memberships.countMembers(request.params.id, { kind, isTransitive });
        return reply.type('text/plain; charset=utf-8').send(String(count));
      });
    }
  }

  const adding = described(write, { summary: 'Add a member to a group.', body: referenceBody });
  app.post<ById>('/groups/:id/members/$ref', adding, async (request, reply) => {
    const { '@odata.id': reference } = readBody(referenceBody, request.body);
    await memberships.addMembers(request.params.id, [referencedObjectId(reference)]);
    return reply.status(204).send();
  });

  app.delete<{ Params: { id: string; memberId: string } }>(
    '/groups/:id/members/:memberId/$ref',
    described(write, { summary: 'Remove a member from a group.' }),
    async (request, reply) => {
      const { id, memberId } = request.params;
      if (memberId === '')
        throw new ApiError('REQUEST_INVALID', 'Name the member to remove: /groups/{id}/members/{memberId}/$ref.');
      await memberships.removeMembers(id, [memberId]);
      return reply.status(204).send();
    },
  );
}
