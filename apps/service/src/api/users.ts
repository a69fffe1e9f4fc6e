/** `/users`: people, their manager, their groups. */
import { objectNotFound, type UserInput } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { referencedId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showGroup, showUser } from './graph-object.ts';
import { answerCount, answerList, answerOne, pageOf, selectOf } from './lists.ts';

const read = { config: { permissions: ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const write = { config: { permissions: ['User.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };
const anObject = z.record(z.string(), z.unknown());

/** A password in a body is accepted, because Graph asks for one, and kept nowhere: nobody signs in to the directory with it. */
function toInput(body: unknown): UserInput {
  const { passwordProfile: _password, ...properties } = readBody(anObject, body);
  return properties as UserInput;
}

export function userRoutes(app: FastifyInstance, { directory }: Services): void {
  app.get('/users', read, (request) =>
    answerList(request, {
      set: 'users',
      kind: 'User',
      directory,
      list: directory.listUsers,
      count: (where) => directory.countUsers(where),
      show: showUser,
    }),
  );

  app.get('/users/$count', read, (request, reply) => answerCount(request, reply, directory.countUsers));

  app.post('/users', write, async (request, reply) => {
    const user = await directory.createUser(toInput(request.body));
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/users/${user.id}`)
      .send(entity(request, 'users', showUser(user)));
  });

  app.get<ById>('/users/:id', read, (request) =>
    answerOne(request, {
      set: 'users',
      kind: 'User',
      directory,
      read: () => directory.getUser(request.params.id),
      show: showUser,
    }),
  );

  app.patch<ById>('/users/:id', write, async (request, reply) => {
    const { id } = await directory.getUser(request.params.id);
    await directory.updateUser(id, toInput(request.body));
    return reply.status(204).send();
  });

  app.delete<ById>('/users/:id', write, async (request, reply) => {
    await directory.deleteUser((await directory.getUser(request.params.id)).id);
    return reply.status(204).send();
  });

  app.get<ById>('/users/:id/manager', read, async (request) => {
    const { id } = await directory.getUser(request.params.id);
    const manager = await directory.getManager(id);
    if (!manager) throw objectNotFound('manager');
    return entity(request, 'directoryObjects', {
      '@odata.type': '#microsoft.graph.user',
      ...showUser(manager, selectOf(request, 'User')),
    });
  });

  app.put<ById>('/users/:id/manager/$ref', write, async (request, reply) => {
    const { id } = await directory.getUser(request.params.id);
    await directory.setManager(id, referencedId(readBody(referenceBody, request.body)));
    return reply.status(204).send();
  });

  app.delete<ById>('/users/:id/manager/$ref', write, async (request, reply) => {
    await directory.clearManager((await directory.getUser(request.params.id)).id);
    return reply.status(204).send();
  });

  app.get<ById>('/users/:id/memberOf', read, async (request) => {
    const { id } = await directory.getUser(request.params.id);
    const { select, ...page } = pageOf(request);
    const groups = await directory.listGroupsOf(id, page);
    return collection(request, 'directoryObjects', {
      value: groups.items.map((group) => ({ '@odata.type': '#microsoft.graph.group', ...showGroup(group, select) })),
      nextAfter: groups.next,
    });
  });

  app.get<ById>('/users/:id/directReports', read, async (request) => {
    const { id } = await directory.getUser(request.params.id);
    const { select, ...page } = pageOf(request);
    const reports = await directory.listDirectReports(id, page);
    return collection(request, 'directoryObjects', {
      value: reports.items.map((user) => ({ '@odata.type': '#microsoft.graph.user', ...showUser(user, select) })),
      nextAfter: reports.next,
    });
  });
}
