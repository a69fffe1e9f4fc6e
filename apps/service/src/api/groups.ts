/** `/groups`: groups and their direct members. */
import { ApiError } from '@drawbridge/base';
import { objectNotFound, type GroupInput } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { referencedId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showAny, showGroup } from './graph-object.ts';
import { answerCount, answerList, answerOne, pageOf } from './lists.ts';

const read = { config: { permissions: ['Group.Read.All', 'Group.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const write = { config: { permissions: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };
const boundMembers = 'members@odata.bind';
const maxBound = 20;
const casts = { user: 'User', group: 'Group' } as const;
const groupBody = z.looseObject({ [boundMembers]: z.array(z.string()).max(maxBound).optional() });

function toInput(body: unknown): { properties: GroupInput; memberIds: readonly string[] } {
  const { [boundMembers]: bound, ...properties } = readBody(groupBody, body);
  const references = (bound as readonly string[] | undefined) ?? [];
  return {
    properties: properties as GroupInput,
    memberIds: references.map((reference) => referencedId({ '@odata.id': reference })),
  };
}

export function groupRoutes(app: FastifyInstance, { directory }: Services): void {
  app.get('/groups', read, (request) =>
    answerList(request, {
      set: 'groups',
      kind: 'Group',
      directory,
      list: directory.listGroups,
      count: (where) => directory.countGroups(where),
      show: showGroup,
    }),
  );

  app.get('/groups/$count', read, (request, reply) => answerCount(request, reply, directory.countGroups));

  app.post('/groups', write, async (request, reply) => {
    const { properties, memberIds } = toInput(request.body);
    const known = new Set((await directory.getObjectsById(memberIds)).map(({ object }) => object.id));
    const missing = memberIds.find((id) => !known.has(id));
    if (missing !== undefined) throw objectNotFound(missing);
    const group = await directory.createGroup(properties);
    if (memberIds.length > 0) await directory.addMembers(group.id, memberIds);
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/groups/${group.id}`)
      .send(entity(request, 'groups', showGroup(group)));
  });

  app.get<ById>('/groups/:id', read, (request) =>
    answerOne(request, {
      set: 'groups',
      kind: 'Group',
      directory,
      read: () => directory.getGroup(request.params.id),
      show: showGroup,
    }),
  );

  app.patch<ById>('/groups/:id', write, async (request, reply) => {
    const { properties, memberIds } = toInput(request.body);
    if (Object.keys(properties).length > 0) await directory.updateGroup(request.params.id, properties);
    if (memberIds.length > 0) await directory.addMembers(request.params.id, memberIds);
    return reply.status(204).send();
  });

  app.delete<ById>('/groups/:id', write, async (request, reply) => {
    await directory.deleteGroup(request.params.id);
    return reply.status(204).send();
  });

  app.get<ById>('/groups/:id/members', read, async (request) => {
    const { select, ...page } = pageOf(request);
    const members = await directory.listMembers(request.params.id, page);
    return collection(request, 'directoryObjects', {
      value: members.items.map((member) => showAny(member, select)),
      nextAfter: members.next,
    });
  });

  // `…/members/microsoft.graph.user`: a page holds those of its members that are of the kind, perhaps none.
  for (const [cast, kind] of Object.entries(casts)) {
    app.get<ById>(`/groups/:id/members/${cast}`, read, async (request) => {
      const { select, ...page } = pageOf(request);
      const members = await directory.listMembers(request.params.id, page);
      return collection(request, `${cast}s`, {
        value: members.items.filter((member) => member.kind === kind).map((member) => showAny(member, select)),
        nextAfter: members.next,
      });
    });
  }

  app.get<ById>('/groups/:id/members/$count', read, async (request, reply) => {
    const { id } = await directory.getGroup(request.params.id);
    return reply.type('text/plain; charset=utf-8').send(String(await directory.countMembers(id)));
  });

  app.post<ById>('/groups/:id/members/$ref', write, async (request, reply) => {
    await directory.addMembers(request.params.id, [referencedId(readBody(referenceBody, request.body))]);
    return reply.status(204).send();
  });

  app.delete<{ Params: { id: string; memberId: string } }>(
    '/groups/:id/members/:memberId/$ref',
    write,
    async (request, reply) => {
      const { id, memberId } = request.params;
      if (memberId === '')
        throw new ApiError('REQUEST_INVALID', 'Name the member to remove: /groups/{id}/members/{memberId}/$ref.');
      await directory.removeMembers(id, [memberId]);
      return reply.status(204).send();
    },
  );
}
