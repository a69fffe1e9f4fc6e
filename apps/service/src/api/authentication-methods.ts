/**
 * `/users/{id}/authentication` and `/me/authentication`: how a person signs in, as an administrator or they themselves see
 * it; `revokeSignInSessions`; and the one-time links, which Graph does not have.
 */
import { ApiError, newToken, Secret } from '@drawbridge/base';
import { objectNotFound, type User } from '@drawbridge/directory';
import type { Passkey } from '@drawbridge/storage';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { baseUrl, collection, contextUrl, entity } from '../http/envelope.ts';
import { fromPageToken } from '../http/odata/page-token.ts';
import { readQuery } from '../http/odata/query.ts';
import { accessDenied } from '../http/request-context.ts';
import { described, many, noContent, one } from '../http/openapi/route-description.ts';
import { readBody } from '../http/validate.ts';
import { portalClientId } from '../oauth/built-in-clients.ts';
import { coreDirectory, type Activity } from '../audit/activity.ts';
import type { Services } from '../services.ts';
import { requireRelyingParty } from '../signin/passkeys.ts';
import { directoryLimits } from './lists.ts';
import { signedInUserId } from './me.ts';

const read = { config: { permissions: ['User.Read.All', 'User.ReadWrite.All', 'Directory.ReadWrite.All'] as const } };
const own = { config: { permissions: 'anyone' as const } };

const method = (operation: Activity['operationType'], activity: string): Activity => ({
  activity,
  category: 'UserManagement',
  service: 'Authentication Methods',
  operationType: operation,
  targetType: 'User',
});
const write = (audit: Activity) => ({
  config: { permissions: ['User.ReadWrite.All', 'Directory.ReadWrite.All'] as const, audit },
});
const ownWrite = (audit: Activity) => ({ config: { permissions: 'anyone' as const, audit } });
const setUp = {
  config: {
    permissions: ['RoleManagement.ReadWrite.Directory'] as const,
    audit: coreDirectory('RoleManagement', 'Other', 'Make set-up link', 'Directory'),
  },
};
const deleted = method('Delete', 'Admin deleted security info');
const ownDeleted = method('Delete', 'User deleted security info');

/** The id that every user's password method has in Graph. */
const passwordMethodId = '28c10230-6103-485e-b985-444c60001490';

type ById = { Params: { id: string } };
type ByMethod = { Params: { id: string; methodId: string } };

const text = z.string().nullable();
const methodShape = z.looseObject({ id: z.string(), displayName: z.string().optional(), createdDateTime: text });
const resetShape = z.object({ newPassword: z.string().optional() });
const creationShape = z.object({ ticket: z.string(), publicKey: z.looseObject({}) });
const linkShape = z.object({ path: z.string(), url: z.string(), expirationDateTime: z.iso.datetime() });
const accountShape = z.looseObject({ id: z.uuid(), lastSignInDateTime: text });

export function authenticationMethodRoutes(app: FastifyInstance, services: Services): void {
  ofUsers(app, services);
  ofOneself(app, services);
  links(app, services);
}

const showPassword = (changedAt: Date | undefined) => ({
  id: passwordMethodId,
  password: null,
  createdDateTime: changedAt?.toISOString() ?? null,
});

const showPasskey = (passkey: Passkey) => ({
  id: passkey.id,
  displayName: passkey.displayName,
  createdDateTime: passkey.createdAt.toISOString(),
  aaGuid: passkey.aaguid,
  model: null,
  attestationCertificates: [],
  attestationLevel: 'notAttested',
  lastUsedDateTime: passkey.lastUsedAt?.toISOString() ?? null,
});

async function listMethods({ accounts }: Services, userId: string): Promise<object[]> {
  const { passwordChangedAt, passkeys } = await accounts.methodsOf(userId);
  const password = {
    '@odata.type': '#microsoft.graph.passwordAuthenticationMethod',
    ...showPassword(passwordChangedAt),
  };
  return [
    ...(passwordChangedAt === undefined ? [] : [password]),
    ...passkeys.map((each) => ({ '@odata.type': '#microsoft.graph.fido2AuthenticationMethod', ...showPasskey(each) })),
  ];
}

function ofUsers(app: FastifyInstance, services: Services): void {
  const { directory, accounts, passkeys, roles: held } = services;
  const userOf = (request: FastifyRequest<ById>): Promise<User> => directory.getUser(request.params.id);
  /** Who may change how somebody signs in can sign in as them. */
  const manageable = async (request: FastifyRequest<ById>): Promise<User> => {
    const user = await userOf(request);
    await held.requireNotAbove(request.principal, user.id);
    return user;
  };

  app.get<ById>(
    '/users/:id/authentication/methods',
    described(read, { summary: 'List how a user signs in.', answer: many(methodShape) }),
    async (request) =>
      collection(request, 'users/authentication/methods', {
        value: await listMethods(services, (await userOf(request)).id),
      }),
  );
  app.get<ById>(
    '/users/:id/authentication/passwordMethods',
    described(read, { summary: 'List the password of a user, if there is one.', answer: many(methodShape) }),
    async (request) => {
      const { passwordChangedAt } = await accounts.methodsOf((await userOf(request)).id);
      const value = passwordChangedAt === undefined ? [] : [showPassword(passwordChangedAt)];
      return collection(request, 'users/authentication/passwordMethods', { value });
    },
  );
  app.get<ById>(
    '/users/:id/authentication/fido2Methods',
    described(read, { summary: 'List the passkeys of a user.', answer: many(methodShape) }),
    async (request) =>
      collection(request, 'users/authentication/fido2Methods', {
        value: (await passkeys.listOf((await userOf(request)).id)).map(showPasskey),
      }),
  );
  app.delete<ByMethod>(
    '/users/:id/authentication/fido2Methods/:methodId',
    described(write(deleted), { summary: 'Remove a passkey of a user.', answer: noContent }),
    async (request, reply) => {
      const user = await manageable(request);
      if (!(await passkeys.remove(user.id, request.params.methodId))) throw objectNotFound(request.params.methodId);
      await accounts.revokeSessions(user.id);
      return reply.status(204).send();
    },
  );

  const reset = z.object({
    newPassword: z.string().max(1024).nullish(),
    forceChangePasswordNextSignIn: z.boolean().default(true),
  });
  app.post<ByMethod>(
    '/users/:id/authentication/methods/:methodId/resetPassword',
    described(write(method('Update', 'Reset password (by admin)')), {
      summary: 'Set the password of a user.',
      body: reset,
      answer: one(resetShape),
    }),
    async (request, reply) => {
      if (request.params.methodId.toLowerCase() !== passwordMethodId) throw objectNotFound(request.params.methodId);
      const { newPassword, forceChangePasswordNextSignIn } = readBody(reset, request.body);
      const user = await manageable(request);
      const made = newPassword ?? newToken(15);
      await accounts.setPassword(user.id, new Secret(made), { forceChange: forceChangePasswordNextSignIn });
      const result = newPassword ? {} : { newPassword: made };
      return reply
        .status(200)
        .send({ '@odata.context': contextUrl(request, 'microsoft.graph.passwordResetResponse'), ...result });
    },
  );
  app.delete<ById>(
    '/users/:id/authentication/passwordMethods/' + passwordMethodId,
    described(write(deleted), { summary: 'Remove the password of a user.', answer: noContent }),
    async (request, reply) => {
      await accounts.removePassword((await manageable(request)).id);
      return reply.status(204).send();
    },
  );
  for (const action of ['revokeSignInSessions', 'invalidateAllRefreshTokens']) {
    const revoking = described(write(method('Update', 'Revoke all refresh tokens')), {
      summary: 'End all sessions of a user.',
      answer: one(z.object({ value: z.boolean() })),
    });
    app.post<ById>(`/users/:id/${action}`, revoking, async (request) => {
      await accounts.revokeSessions((await userOf(request)).id);
      return { '@odata.context': contextUrl(request, 'Edm.Boolean'), value: true };
    });
  }
}

function ofOneself(app: FastifyInstance, services: Services): void {
  const { directory, passkeys } = services;
  const self = (request: FastifyRequest): Promise<string> => signedInUserId(request, services);

  app.get(
    '/me/authentication/methods',
    described(own, { summary: 'List how the person who is signed in signs in.', answer: many(methodShape) }),
    async (request) =>
      collection(request, 'users/authentication/methods', { value: await listMethods(services, await self(request)) }),
  );
  app.get(
    '/me/authentication/fido2Methods',
    described(own, { summary: 'List your passkeys.', answer: many(methodShape) }),
    async (request) =>
      collection(request, 'users/authentication/fido2Methods', {
        value: (await passkeys.listOf(await self(request))).map(showPasskey),
      }),
  );

  const aPasskey = z.object({
    displayName: z.string().trim().min(1).max(128),
    ticket: z.string().max(200),
    publicKeyCredential: z.record(z.string(), z.unknown()),
  });
  const freshUser = async (request: FastifyRequest): Promise<User> => {
    const user = await directory.getUser(await self(request));
    requirePortal(request);
    return user;
  };
  app.get(
    '/me/authentication/fido2Methods/creationOptions',
    described(own, { summary: 'Begin to register a passkey.', answer: one(creationShape) }),
    async (request) => {
      const user = await freshUser(request);
      const { ticket, options } = await passkeys.beginRegistration(user, requireRelyingParty(baseUrl(request)));
      return {
        '@odata.context': contextUrl(request, 'microsoft.graph.webauthnCredentialCreationOptions'),
        ticket: ticket.reveal(),
        publicKey: options,
      };
    },
  );
  app.post(
    '/me/authentication/fido2Methods',
    described(ownWrite(method('Add', 'User registered security info')), {
      summary: 'Register a passkey.',
      body: aPasskey,
      answer: one(methodShape, 201),
    }),
    async (request, reply) => {
      const user = await freshUser(request);
      const { displayName, ticket, publicKeyCredential } = readBody(aPasskey, request.body);
      const response = JSON.stringify(publicKeyCredential);
      const party = requireRelyingParty(baseUrl(request));
      const made = await passkeys.finishRegistration(user, { ticket, response, displayName }, party);
      return reply.status(201).send(entity(request, 'users/authentication/fido2Methods', showPasskey(made)));
    },
  );
  app.patch<{ Params: { methodId: string } }>(
    '/me/authentication/fido2Methods/:methodId',
    described(ownWrite(method('Update', 'User changed security info')), {
      summary: 'Rename a passkey.',
      body: aPasskey.pick({ displayName: true }),
      answer: noContent,
    }),
    async (request, reply) => {
      const user = await freshUser(request);
      const { displayName } = readBody(aPasskey.pick({ displayName: true }), request.body);
      if (!(await passkeys.rename(user.id, request.params.methodId, displayName)))
        throw objectNotFound(request.params.methodId);
      return reply.status(204).send();
    },
  );
  app.delete<{ Params: { methodId: string } }>(
    '/me/authentication/fido2Methods/:methodId',
    described(ownWrite(ownDeleted), { summary: 'Remove a passkey.', answer: noContent }),
    async (request, reply) => {
      const user = await freshUser(request);
      if (!(await passkeys.remove(user.id, request.params.methodId))) throw objectNotFound(request.params.methodId);
      return reply.status(204).send();
    },
  );
}

/** A token that some application holds for reading must not be enough to add another way in. */
function requirePortal(request: FastifyRequest): void {
  if (request.principal?.appId === portalClientId) return;
  throw accessDenied('Passkeys are managed in the portal, or by an administrator.');
}

function links(app: FastifyInstance, { directory, accounts, oneTimeLinks, roles: held }: Services): void {
  const show = (request: FastifyRequest, { path, expiresAt }: { path: string; expiresAt: Date }) => ({
    '@odata.context': contextUrl(request, 'drawbridge.oneTimeLink'),
    path,
    url: `${baseUrl(request)}${path}`,
    expirationDateTime: expiresAt.toISOString(),
  });

  app.post(
    '/signIn/setUpLinks',
    described(setUp, {
      summary: 'Make a link by which the first administrator signs in.',
      answer: one(linkShape, 201),
    }),
    async (request, reply) => reply.status(201).send(show(request, await oneTimeLinks.makeSetUpLink())),
  );
  app.post<ById>(
    '/users/:id/authentication/oneTimeLinks',
    described(write(method('Add', 'Make one-time link')), {
      summary: 'Make a link by which a user signs in once and sets a password.',
      answer: one(linkShape, 201),
    }),
    async (request, reply) => {
      const user = await directory.getUser(request.params.id);
      await held.requireNotAbove(request.principal, user.id);
      return reply.status(201).send(show(request, await oneTimeLinks.makeResetLink(user.id)));
    },
  );
  app.get(
    '/signIn/accounts',
    described(read, { summary: 'List who can sign in, and when they last did.', answer: many(accountShape) }),
    async (request) => {
      const { top, skipToken } = readQuery(request.query as Record<string, unknown>, directoryLimits);
      const after = skipToken === undefined ? undefined : fromPageToken(skipToken);
      if (after !== undefined && !/^[0-9a-f-]{36}$/.test(after))
        throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not one of this list. Start the list again.');
      const found = await accounts.list({ limit: top, after });
      return collection(request, 'signIn/accounts', {
        value: found.map(({ userId, lastSignInAt, ...account }) => ({
          id: userId,
          ...account,
          lastSignInDateTime: lastSignInAt?.toISOString() ?? null,
        })),
        nextAfter: found.length === top ? found.at(-1)?.userId : undefined,
      });
    },
  );
}
