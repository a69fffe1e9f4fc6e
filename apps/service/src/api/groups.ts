/** `/groups`: security, Microsoft 365 and dynamic groups. */
import type { Directory, Group, GroupInput, GroupLinks } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, entity } from '../http/envelope.ts';
import { described, many, noContent, one, text } from '../http/openapi/route-description.ts';
import { referencedObjectId } from '../http/reference.ts';
import { accessDenied, holds } from '../http/request-context.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showGroup } from './graph-object.ts';
import { answerCount, answerList, answerOne } from './lists.ts';

const read = { config: { permissions: ['GroupMember.Read.All', 'Group.Read.All'] as const } };
const write = { config: { permissions: ['Group.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const change = { config: { permissions: ['GroupMember.ReadWrite.All', 'Group.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };
const [boundMembers, boundOwners] = ['members@odata.bind', 'owners@odata.bind'] as const;
const maxBound = 20;
const bound = z.array(z.string().max(2048)).max(maxBound).optional();
const groupBody = z.looseObject({ [boundMembers]: bound, [boundOwners]: bound });

/** The properties, and the ids of members and owners that come with them. */
function readGroup(body: unknown): { properties: GroupInput; links: GroupLinks } {
  const { [boundMembers]: members = [], [boundOwners]: owners = [], ...properties } = readBody(groupBody, body);
  return {
    properties: properties as GroupInput,
    links: {
      memberIds: [...new Set(members.map(referencedObjectId))],
      ownerIds: [...new Set(owners.map(referencedObjectId))],
    },
  };
}

const processingStatus = 'membershipRuleProcessingStatus';

export function groupRoutes(app: FastifyInstance, { directory }: Services): void {
  app.get('/groups', described(read, { summary: 'List groups.', answer: many('group') }), (request) =>
    answerList(request, {
      set: 'groups',
      kind: 'Group',
      directory,
      list: directory.listGroups,
      count: (where) => directory.countGroups(where),
      show: showGroup,
    }),
  );

  app.get('/groups/$count', described(read, { summary: 'Count groups.', answer: text }), (request, reply) =>
    answerCount(request, reply, directory.countGroups),
  );

  const creating = described(write, { summary: 'Create a group.', body: groupBody, answer: one('group', 201) });
  app.post('/groups', creating, async (request, reply) => {
    const { properties, links } = readGroup(request.body);
    const group = await directory.createGroup(properties, links);
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/groups/${group.id}`)
      .send(entity(request, 'groups', showGroup(group)));
  });

  const reading = described(read, { summary: 'Read a group.', answer: one('group') });
  app.get<ById>('/groups/:id', reading, (request) =>
    answerOne(request, {
      set: 'groups',
      kind: 'Group',
      directory,
      read: () => directory.getGroup(request.params.id),
      show: async (group, select) => ({
        ...showGroup(group, select),
        ...(select?.includes(processingStatus) === true
          ? { [processingStatus]: await statusOf(directory, group) }
          : {}),
      }),
    }),
  );

  const changing = described(change, {
    summary: 'Change a group, or add up to 20 members to it.',
    body: groupBody,
    answer: noContent,
  });
  app.patch<ById>('/groups/:id', changing, async (request, reply) => {
    const { properties, links } = readGroup(request.body);
    const changesMore = Object.keys(properties).length > 0 || (links.ownerIds ?? []).length > 0;
    if (changesMore && !holds(request, 'Group.ReadWrite.All'))
      throw accessDenied('It needs Group.ReadWrite.All: GroupMember.ReadWrite.All changes members only.');
    await directory.updateGroup(request.params.id, properties, links);
    return reply.status(204).send();
  });

  const removing = described(write, { summary: 'Move a group to the recycle bin.', answer: noContent });
  app.delete<ById>('/groups/:id', removing, async (request, reply) => {
    await directory.deleteGroup(request.params.id);
    return reply.status(204).send();
  });
}

/** How far the rule of a dynamic group has been put to everybody; null for other groups. */
async function statusOf(directory: Directory, { id }: Group): Promise<object | null> {
  const progress = await directory.ruleProgress(id);
  if (!progress) return null;
  const { finishedAt } = progress;
  return {
    status: finishedAt ? 'Succeeded' : 'Running',
    lastMembershipUpdated: finishedAt?.toISOString() ?? null,
    errorMessage: null,
  };
}
