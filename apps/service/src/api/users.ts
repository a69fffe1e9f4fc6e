/** `/users`: people, their manager and who reports to them. */
import { Secret } from '@drawbridge/base';
import { objectNotFound, type UserInput } from '@drawbridge/directory';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, entity } from '../http/envelope.ts';
import { described, many, noContent, one, text } from '../http/openapi/route-description.ts';
import { referencedObjectId, referenceBody } from '../http/reference.ts';
import { readBody } from '../http/validate.ts';
import type { Services } from '../services.ts';
import { showUser } from './graph-object.ts';
import { answerCount, answerList, answerOne, pageOf, selectOf } from './lists.ts';
import { basic, visibleOfUsers } from './visible-properties.ts';

const read = { config: { permissions: ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const write = { config: { permissions: ['User.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };

type ById = { Params: { id: string } };

const userBody = z.looseObject({
  passwordProfile: z
    .looseObject({
      password: z.string().min(1).max(256).optional(),
      forceChangePasswordNextSignIn: z.boolean().nullish(),
      forceChangePasswordNextSignInWithMfa: z.boolean().nullish(),
    })
    .nullish(),
});

type NewPassword = { readonly password: Secret; readonly forceChange: boolean };

/** The password apart from the properties: the directory keeps none, the accounts do. */
function readUser(body: unknown): { properties: UserInput; newPassword: NewPassword | undefined } {
  const { passwordProfile, ...properties } = readBody(userBody, body);
  const { password, forceChangePasswordNextSignIn, forceChangePasswordNextSignInWithMfa } = passwordProfile ?? {};
  // As in Graph, a password that an administrator sets is changed at the next sign-in unless they say otherwise.
  const forceChange = forceChangePasswordNextSignIn ?? forceChangePasswordNextSignInWithMfa ?? true;
  return {
    properties: properties as UserInput,
    newPassword: password === undefined ? undefined : { password: new Secret(password), forceChange },
  };
}

/** What decides who signs in as the user: of an administrator, only another who may do as much changes it. */
const guardedProperties = ['accountEnabled', 'userPrincipalName'];

export function userRoutes(app: FastifyInstance, { directory, accounts, roles, domains }: Services): void {
  app.get('/users', described(basic, { summary: 'List users.', answer: many('user') }), (request) =>
    answerList(request, {
      visible: visibleOfUsers(request),
      set: 'users',
      kind: 'User',
      directory,
      list: directory.listUsers,
      count: (where) => directory.countUsers(where),
      show: showUser,
    }),
  );

  app.get('/users/$count', described(basic, { summary: 'Count users.', answer: text }), (request, reply) =>
    answerCount(request, reply, directory.countUsers, visibleOfUsers(request)),
  );

  const creating = described(write, { summary: 'Create a user.', body: userBody, answer: one('user', 201) });
  app.post('/users', creating, async (request, reply) => {
    const { properties, newPassword } = readUser(request.body);
    const userPrincipalName = String(properties.userPrincipalName);
    await domains.requireDeclared(userPrincipalName);
    if (newPassword) accounts.checkPassword(newPassword.password, { userPrincipalName });
    const user = await directory.createUser(properties);
    if (newPassword) await accounts.setPassword(user.id, newPassword.password, newPassword);
    return reply
      .status(201)
      .header('location', `${baseUrl(request)}/v1.0/users/${user.id}`)
      .send(entity(request, 'users', showUser(user)));
  });

  const reading = described(basic, { summary: 'Read a user, by id or userPrincipalName.', answer: one('user') });
  app.get<ById>('/users/:id', reading, (request) =>
    answerOne(request, {
      visible: visibleOfUsers(request),
      set: 'users',
      kind: 'User',
      directory,
      read: () => directory.getUser(request.params.id),
      show: showUser,
    }),
  );

  const changing = described(write, { summary: 'Change a user.', body: userBody, answer: noContent });
  app.patch<ById>('/users/:id', changing, async (request, reply) => {
    const { id, userPrincipalName = '' } = await directory.getUser(request.params.id);
    const { properties, newPassword } = readUser(request.body);
    if (newPassword || guardedProperties.some((name) => name in properties))
      await roles.requireNotAbove(request.principal, id);
    const { userPrincipalName: newName = userPrincipalName } = properties;
    if (newName !== userPrincipalName) await domains.requireDeclared(String(newName));
    if (newPassword) accounts.checkPassword(newPassword.password, { userPrincipalName });
    if (Object.keys(properties).length > 0) await directory.updateUser(id, properties);
    if (newPassword) await accounts.setPassword(id, newPassword.password, newPassword);
    return reply.status(204).send();
  });

  const removing = described(write, { summary: 'Move a user to the recycle bin.', answer: noContent });
  app.delete<ById>('/users/:id', removing, async (request, reply) => {
    const { id } = await directory.getUser(request.params.id);
    await roles.requireNotAbove(request.principal, id);
    await directory.deleteUser(id);
    return reply.status(204).send();
  });

  const managing = described(read, { summary: 'Read the manager of a user.', answer: one('user') });
  app.get<ById>('/users/:id/manager', managing, async (request) => {
    const { id } = await directory.getUser(request.params.id);
    const manager = await directory.getManager(id);
    if (!manager) throw objectNotFound('manager');
    return entity(request, 'directoryObjects', {
      '@odata.type': '#microsoft.graph.user',
      ...showUser(manager, selectOf(request, 'User')),
    });
  });

  const assigning = described(write, { summary: 'Give a user a manager.', body: referenceBody, answer: noContent });
  app.put<ById>('/users/:id/manager/$ref', assigning, async (request, reply) => {
    const { id } = await directory.getUser(request.params.id);
    await directory.setManager(id, referencedObjectId(readBody(referenceBody, request.body)['@odata.id']));
    return reply.status(204).send();
  });

  const unassigning = described(write, { summary: 'Take the manager of a user away.', answer: noContent });
  app.delete<ById>('/users/:id/manager/$ref', unassigning, async (request, reply) => {
    await directory.clearManager((await directory.getUser(request.params.id)).id);
    return reply.status(204).send();
  });

  const reporting = described(read, { summary: 'List who reports to a user.', answer: many('user') });
  app.get<ById>('/users/:id/directReports', reporting, async (request) => {
    const { id } = await directory.getUser(request.params.id);
    const { select, ...page } = pageOf(request);
    const reports = await directory.listDirectReports(id, page);
    return collection(request, 'directoryObjects', {
      value: reports.items.map((user) => ({ '@odata.type': '#microsoft.graph.user', ...showUser(user, select) })),
      nextAfter: reports.next,
    });
  });
}
