/**
 * `/signin/{uid}`: one sign-in, from the name to the way back to the application. Every step asks the authorization server
 * for the pending sign-in, which only the browser that began it has.
 *
 *   user name → password | passkey | identity provider → (change password) → (add a passkey) → finishSignIn
 */
import { Secret } from '@drawbridge/base';
import type { User } from '@drawbridge/directory';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrl } from '../../http/envelope.ts';
import type { Interaction } from '../../oauth/sign-in-contract.ts';
import type { Services } from '../../services.ts';
import { addPasskeyPage, changePasswordPage, passwordPage, userNamePage } from '../pages/sign-in.ts';
import { relyingPartyOf, requireRelyingParty } from '../passkeys.ts';
import type { SignInMethod, SignInStep } from '../sign-in-steps.ts';
import { fieldsOf, formLimit, sendPage } from './page-scope.ts';

type ByUid = { Params: { uid: string }; Querystring: { username?: string; choose?: string } };
type Visit = { readonly request: FastifyRequest<ByUid>; readonly reply: FastifyReply; readonly to: Interaction };

/** RFC 8176. */
const methodReferences: Readonly<Record<SignInMethod, readonly string[]>> = {
  password: ['pwd'],
  passkey: ['hwk', 'user', 'mfa'],
  federated: ['fed'],
};

const overdue = 'You took longer than ten minutes. Sign in again.';
const applicationOf = (to: Interaction) => ({ appId: to.clientId, displayName: to.clientName });
const pathOf = (to: Interaction, step = ''): string => `/signin/${encodeURIComponent(to.uid)}${step}`;

export function signInRoutes(app: FastifyInstance, services: Services): void {
  const { accounts, passkeys, federation, signInSteps: steps, directory, clock } = services;
  const server = services.authorizationServer;
  const partyOf = (request: FastifyRequest) => relyingPartyOf(baseUrl(request));

  const visited =
    (work: (visit: Visit) => Promise<FastifyReply>) => async (request: FastifyRequest<ByUid>, reply: FastifyReply) =>
      work({ request, reply, to: await server.interaction(request, reply) });

  async function showUserName({ request, reply, to }: Visit, userName?: string, problem?: string) {
    const providers = (await federation.choices()).map(({ id, displayName }) => ({ id, displayName }));
    return sendPage(reply, userNamePage(to, { providers, passkeys: !!partyOf(request), userName, problem }));
  }
  const showPassword = ({ request, reply, to }: Visit, userName: string, problem?: string) =>
    sendPage(reply, passwordPage(to, { userName, passkeys: !!partyOf(request), problem }));

  async function toProvider(visit: Visit, providerId: string | undefined, loginHint?: string): Promise<FastifyReply> {
    const { request, reply, to } = visit;
    const provider = (await federation.choices()).find(({ id }) => id === providerId);
    if (!provider) return showUserName(visit, loginHint, 'This way to sign in is not offered any more.');
    try {
      const url = await federation.begin(provider, { uid: to.uid, base: baseUrl(request), loginHint });
      return reply.redirect(url.href, 303);
    } catch (thrown) {
      return showUserName(visit, loginHint, (thrown as Error).message);
    }
  }

  /** The session counts from whole seconds: one that begins in the second of the last revocation would be revoked, too. */
  async function secondOfOwn(userId: string): Promise<void> {
    const { sessionsValidFrom } = (await accounts.find(userId)) ?? {};
    const waitMs = Math.ceil((sessionsValidFrom?.getTime() ?? 0) / 1000) * 1000 - clock.now().getTime();
    if (waitMs > 0 && waitMs <= 1000) await clock.sleep(waitMs);
  }

  async function finish({ request, reply, to }: Visit, user: User, method: SignInMethod): Promise<FastifyReply> {
    await secondOfOwn(user.id);
    await accounts.recordSignIn(user, { method, source: request.ip, application: applicationOf(to) });
    const authenticationMethods = methodReferences[method];
    return server.finishSignIn(request, reply, { accountId: user.id, authenticationMethods, signedInAt: clock.now() });
  }

  async function goOn({ request, reply, to }: Visit, step: Omit<SignInStep, 'uid'>): Promise<FastifyReply> {
    await steps.remember(request, reply, { ...step, uid: to.uid });
    return reply.redirect(pathOf(to, `/${step.next}`), 303);
  }

  app.get<ByUid>(
    '/signin/:uid',
    visited(async (visit) => {
      const { request, to } = visit;
      const hint = request.query.username ?? to.loginHint;
      const wanted = to.domainHint ?? (hint?.includes('@') ? hint : undefined);
      const isChoosing = request.query.username !== undefined || request.query.choose !== undefined;
      const provider = wanted === undefined || isChoosing ? undefined : await federation.ofDomain(wanted);
      if (provider && to.domainHint !== undefined) return toProvider(visit, provider.id, hint);
      return showUserName(visit, hint);
    }),
  );

  app.post<ByUid>(
    '/signin/:uid',
    formLimit,
    visited(async (visit) => {
      const userName = (fieldsOf(visit.request)['username'] ?? '').trim();
      if (!/^[^\s@]+@[^\s@]+$/.test(userName) || userName.length > 320)
        return showUserName(visit, userName.slice(0, 320), 'Enter the user name in the form name@domain.');
      const provider = await federation.ofDomain(userName);
      return provider ? toProvider(visit, provider.id, userName) : showPassword(visit, userName);
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/password',
    formLimit,
    visited(async (visit) => {
      const { username = '', password = '', addPasskey } = fieldsOf(visit.request);
      const source = visit.request.ip;
      const attempt = {
        userPrincipalName: username.slice(0, 320),
        password: new Secret(password.slice(0, 1024)),
        source,
        application: applicationOf(visit.to),
      };
      const verdict = await accounts.verifyPassword(attempt);
      if (verdict.outcome === 'blocked') {
        const seconds = Math.max(1, Math.ceil((verdict.until.getTime() - clock.now().getTime()) / 1000));
        visit.reply.status(429).header('retry-after', seconds);
        const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
        return showPassword(visit, username, `Too many wrong passwords from this address. Try again in ${wait}.`);
      }
      if (verdict.outcome === 'wrong') {
        visit.reply.status(401);
        return showPassword(visit, username, 'The user name or the password is not right. Check both, then try again.');
      }
      const { user, mustChangePassword } = verdict;
      const known = { userId: user.id, method: 'password' as const };
      if (mustChangePassword) return goOn(visit, { ...known, next: 'change-password' });
      if (addPasskey === 'yes' && partyOf(visit.request)) return goOn(visit, { ...known, next: 'add-passkey' });
      return finish(visit, user, 'password');
    }),
  );

  app.get<ByUid>(
    '/signin/:uid/change-password',
    visited(async (visit) => {
      const step = await steps.read(visit.request, visit.to.uid, 'change-password');
      if (!step) return showUserName(visit, undefined, overdue);
      const { userPrincipalName } = await directory.getUser(step.userId);
      return sendPage(visit.reply, changePasswordPage(visit.to, { userName: String(userPrincipalName) }));
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/change-password',
    formLimit,
    visited(async (visit) => {
      const { request, reply, to } = visit;
      const step = await steps.read(request, to.uid, 'change-password');
      if (!step) return showUserName(visit, undefined, overdue);
      const user = await directory.getUser(step.userId);
      const { newPassword = '', repeated } = fieldsOf(request);
      const again = (problem: string) =>
        sendPage(reply.status(400), changePasswordPage(to, { userName: String(user.userPrincipalName), problem }));
      if (newPassword !== repeated) return again('The two passwords are not the same. Enter both again.');
      try {
        await accounts.changePassword(user.id, new Secret(newPassword));
      } catch (thrown) {
        if ((thrown as { code?: string }).code !== 'REQUEST_INVALID') throw thrown;
        return again((thrown as Error).message);
      }
      await steps.take(request, reply, { uid: to.uid, next: 'change-password' });
      return finish(visit, user, 'password');
    }),
  );

  app.get<ByUid>(
    '/signin/:uid/add-passkey',
    visited(async (visit) => {
      const step = await steps.read(visit.request, visit.to.uid, 'add-passkey');
      if (!step) return showUserName(visit, undefined, overdue);
      const { userPrincipalName } = await directory.getUser(step.userId);
      return sendPage(visit.reply, addPasskeyPage(visit.to, { userName: String(userPrincipalName) }));
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/add-passkey/options',
    formLimit,
    visited(async ({ request, reply, to }) => {
      const step = await steps.read(request, to.uid, 'add-passkey');
      if (!step) return reply.status(400).send({ problem: overdue });
      const user = await directory.getUser(step.userId);
      const { ticket, options } = await passkeys.beginRegistration(user, requireRelyingParty(baseUrl(request)));
      return reply.send({ ticket: ticket.reveal(), options });
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/add-passkey',
    formLimit,
    visited(async (visit) => {
      const { request, reply, to } = visit;
      const step = await steps.read(request, to.uid, 'add-passkey');
      if (!step) return showUserName(visit, undefined, overdue);
      const user = await directory.getUser(step.userId);
      const { skip, ticket = '', response = '', passkeyName = '' } = fieldsOf(request);
      if (skip !== 'yes') {
        const party = requireRelyingParty(baseUrl(request));
        try {
          await passkeys.finishRegistration(user, { ticket, response, displayName: passkeyName }, party);
        } catch (thrown) {
          if ((thrown as { code?: string }).code !== 'REQUEST_INVALID') throw thrown;
          const view = { userName: String(user.userPrincipalName), problem: (thrown as Error).message };
          return sendPage(reply.status(400), addPasskeyPage(to, view));
        }
      }
      await steps.take(request, reply, { uid: to.uid, next: 'add-passkey' });
      return finish(visit, user, step.method);
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/passkey/options',
    formLimit,
    visited(async ({ request, reply, to }) => {
      const { ticket, options } = await passkeys.beginSignIn(requireRelyingParty(baseUrl(request)), to.uid);
      return reply.send({ ticket: ticket.reveal(), options });
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/passkey',
    formLimit,
    visited(async (visit) => {
      const { request, to } = visit;
      const { ticket = '', response = '' } = fieldsOf(request);
      const user = await passkeys.finishSignIn({ ticket, response }, requireRelyingParty(baseUrl(request)), to.uid);
      if (user) return finish(visit, user, 'passkey');
      const failure = 'passkey not accepted';
      const application = applicationOf(to);
      await accounts.recordFailure({ source: request.ip, method: 'passkey', application, failure });
      visit.reply.status(401);
      return showUserName(visit, undefined, 'This passkey is not known here any more. Sign in another way.');
    }),
  );

  app.post<ByUid>(
    '/signin/:uid/federated',
    formLimit,
    visited((visit) => toProvider(visit, fieldsOf(visit.request)['provider'], visit.to.loginHint)),
  );

  app.get<ByUid>(
    '/signin/:uid/finish',
    visited(async (visit) => {
      const step = await steps.take(visit.request, visit.reply, { uid: visit.to.uid, next: 'finish' });
      if (!step) return showUserName(visit, undefined, overdue);
      return finish(visit, await directory.getUser(step.userId), step.method);
    }),
  );

  app.post<ByUid>('/signin/:uid/cancel', formLimit, (request, reply) =>
    server.abort(request, reply, 'The sign-in was cancelled.'),
  );
}
