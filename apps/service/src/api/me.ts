/** `/me`: the signed-in person, their groups and applications, their password and sessions. */
import { ApiError, Secret } from '@drawbridge/base';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { collection, contextUrl, entity } from '../http/envelope.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import { coreDirectory } from '../audit/activity.ts';
import type { Services } from '../services.ts';
import { assignmentShape } from './applications/app-role-assignments.ts';
import { showGroup, showUser } from './graph-object.ts';
import { pageOf, selectOf } from './lists.ts';

/** A token is enough: it shows a person what is theirs. */
const own = { config: { permissions: 'anyone' as const } };
const ownWrite = (activity: string) => ({
  config: { permissions: 'anyone' as const, audit: coreDirectory('UserManagement', 'Update', activity, 'User') },
});

/** Id of the person on whose behalf the request is made. Throws REQUEST_INVALID for an application's own token. */
export async function signedInUserId(request: FastifyRequest, { directory }: Services): Promise<string> {
  const id = request.principal?.id ?? '';
  const [found] = await directory.getObjectsById([id], ['User']);
  if (found) return id;
  throw new ApiError('REQUEST_INVALID', '/me request is only valid with delegated authentication flow.');
}

export function meRoutes(app: FastifyInstance, services: Services): void {
  const { directory, accounts } = services;

  app.get(
    '/me',
    described(own, { summary: 'Read the person who is signed in.', answer: one('user') }),
    async (request) => {
      const select = selectOf(request, 'User');
      const user = await directory.getUser(await signedInUserId(request, services));
      return entity(request, 'users', showUser(user, select));
    },
  );

  const groupsOf = described(own, {
    summary: 'List the groups of the person who is signed in.',
    answer: many('group'),
  });
  app.get('/me/memberOf', groupsOf, async (request) => {
    const { select, ...page } = pageOf(request);
    const groups = await directory.listGroupsOf(await signedInUserId(request, services), page);
    return collection(request, 'directoryObjects', {
      value: groups.items.map((group) => ({ '@odata.type': '#microsoft.graph.group', ...showGroup(group, select) })),
      nextAfter: groups.next,
    });
  });

  const assigned = described(own, {
    summary: 'List what the person who is signed in is assigned to.',
    answer: many(assignmentShape),
  });
  app.get('/me/appRoleAssignments', assigned, async (request) => {
    const { limit, after } = pageOf(request);
    const principalId = await signedInUserId(request, services);
    const found = await directory.listAssignments({ principalId, limit, after });
    return collection(request, 'appRoleAssignments', {
      value: found.items.map((assignment) => ({ deletedDateTime: null, ...assignment })),
      nextAfter: found.next,
    });
  });

  const revoking = described(ownWrite('Revoke all refresh tokens'), {
    summary: 'End all sessions of the person who is signed in.',
    answer: one(z.object({ value: z.boolean() })),
  });
  app.post('/me/revokeSignInSessions', revoking, async (request) => {
    await accounts.revokeSessions(await signedInUserId(request, services));
    return { '@odata.context': contextUrl(request, 'Edm.Boolean'), value: true };
  });

  const passwords = z.object({ currentPassword: z.string().max(1024), newPassword: z.string().max(1024) });
  const changing = described(ownWrite('Change user password'), {
    summary: 'Change the password of the person who is signed in.',
    body: passwords,
    answer: noContent,
  });
  app.post('/me/changePassword', changing, async (request, reply) => {
    const id = await signedInUserId(request, services);
    const { currentPassword, newPassword } = readBody(passwords, request.body);
    const { userPrincipalName } = await directory.getUser(id);
    const password = new Secret(currentPassword);
    const verdict = await accounts.verifyPassword({
      userPrincipalName: String(userPrincipalName),
      password,
      source: request.ip,
    });
    if (verdict.outcome === 'blocked')
      throw new ApiError('TOO_MANY_REQUESTS', 'Too many wrong passwords. Wait a quarter of an hour, then try again.');
    if (verdict.outcome === 'wrong')
      throw new ApiError('REQUEST_INVALID', 'The specified current password is not right.');
    await accounts.changePassword(id, new Secret(newPassword));
    return reply.status(204).send();
  });
}
