/** `/setup/{token}` makes the first administrator; `/reset/{token}` gives a user a new password or passkey. Each works once. */
import { ApiError, newToken, Secret } from '@drawbridge/base';
import type { User } from '@drawbridge/directory';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrl } from '../../http/envelope.ts';
import { directoryRoles } from '../../oauth/directory-roles.ts';
import type { Services } from '../../services.ts';
import { donePage, resetPage, setUpPage } from '../pages/one-time-link.ts';
import { relyingPartyOf, requireRelyingParty } from '../passkeys.ts';
import { fieldsOf, formLimit, sendPage } from './page-scope.ts';

type ByToken = { Params: { token: string } };
type NewAdministrator = { readonly userName: string; readonly displayName: string };

const spent = (command: string): ApiError =>
  new ApiError(
    'OBJECT_NOT_FOUND',
    `This link was used, has expired, or was replaced by a newer one. Make a new one: ${command}`,
  );
const spentSetUp = () => spent('drawbridge account setup-link');
const spentReset = () => spent('drawbridge account reset-password NAME@DOMAIN');

const isAnswer = (thrown: unknown): thrown is Error =>
  ['REQUEST_INVALID', 'OBJECT_INVALID', 'OBJECT_CONFLICT'].includes((thrown as { code?: string }).code ?? '');

export function oneTimeLinkRoutes(app: FastifyInstance, services: Services): void {
  setUp(app, services);
  reset(app, services);
}

const hasPasskeys = (request: FastifyRequest): boolean => relyingPartyOf(baseUrl(request)) !== undefined;

function setUp(app: FastifyInstance, services: Services): void {
  const { oneTimeLinks, accounts, passkeys } = services;

  const show = (request: FastifyRequest<ByToken>, reply: FastifyReply, given?: NewAdministrator, problem?: string) =>
    sendPage(reply, setUpPage(request.params.token, { passkeys: hasPasskeys(request), ...given, problem }));

  const done = (reply: FastifyReply, userName: string) =>
    sendPage(
      reply,
      donePage({
        userName,
        title: 'Drawbridge is set up',
        sentence: 'You are Global Administrator.',
      }),
    );

  app.get<ByToken>('/setup/:token', formLimit, async (request, reply) => {
    if (!(await oneTimeLinks.isSetUp(request.params.token))) throw spentSetUp();
    return show(request, reply);
  });

  app.post<ByToken>('/setup/:token', formLimit, async (request, reply) => {
    if (!(await oneTimeLinks.isSetUp(request.params.token))) throw spentSetUp();
    const given = readAdministrator(request);
    const { newPassword = '', repeated } = fieldsOf(request);
    try {
      requireUserName(given);
      if (newPassword !== repeated)
        throw new ApiError('REQUEST_INVALID', 'The two passwords are not the same. Enter both again.');
      accounts.checkPassword(new Secret(newPassword), { userPrincipalName: given.userName });
      // Used up from here on: of two at once, one makes an administrator.
      const user = await makeAdministrator(services, given, request.params.token);
      await accounts.setPassword(user.id, new Secret(newPassword), { forceChange: false });
    } catch (thrown) {
      if (!isAnswer(thrown)) throw thrown;
      return show(request, reply.status(400), given, thrown.message);
    }
    return done(reply, given.userName);
  });

  app.post<ByToken>('/setup/:token/passkey/options', formLimit, async (request, reply) => {
    if (!(await oneTimeLinks.isSetUp(request.params.token))) throw spentSetUp();
    const given = readAdministrator(request);
    requireUserName(given);
    const party = requireRelyingParty(baseUrl(request));
    const known = await findByName(services, given.userName);
    const userHandle = known ? await passkeys.handleOf(known.id) : newToken();
    const whom = { userHandle, userName: given.userName, displayName: given.displayName, party };
    const { ticket, options } = await passkeys.offer(whom, given);
    return reply.send({ ticket: ticket.reveal(), options });
  });

  app.post<ByToken>('/setup/:token/passkey', formLimit, async (request, reply) => {
    if (!(await oneTimeLinks.isSetUp(request.params.token))) throw spentSetUp();
    const { ticket = '', response = '' } = fieldsOf(request);
    try {
      const party = requireRelyingParty(baseUrl(request));
      const made = await passkeys.accept<Partial<NewAdministrator>>({ ticket, response }, party);
      const { userName, displayName } = made.purpose;
      if (userName === undefined || displayName === undefined)
        throw new ApiError('REQUEST_INVALID', 'The passkey was made for something else. Start again.');
      const user = await makeAdministrator(services, { userName, displayName }, request.params.token);
      await passkeys.keepAs(user.id, made, 'Passkey of the set-up');
      return await done(reply, userName);
    } catch (thrown) {
      if (!isAnswer(thrown)) throw thrown;
      return show(request, reply.status(400), undefined, thrown.message);
    }
  });
}

function readAdministrator(request: FastifyRequest): NewAdministrator {
  const { username = '', displayName = '' } = fieldsOf(request);
  const userName = username.trim().slice(0, 320);
  return { userName, displayName: displayName.trim().slice(0, 256) || userName };
}

function requireUserName({ userName }: NewAdministrator): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(userName))
    throw new ApiError('REQUEST_INVALID', 'Enter the user name in the form name@domain.');
}

async function findByName({ directory }: Services, userName: string): Promise<User | undefined> {
  const where = [{ property: 'userPrincipalName', op: 'eq', value: userName } as const];
  return (await directory.listUsers({ where, limit: 1 })).items[0];
}

/** Uses the link up. A user of this name who exists already becomes administrator. */
async function makeAdministrator(
  services: Services,
  { userName, displayName }: NewAdministrator,
  token: string,
): Promise<User> {
  const { directory, roles, oneTimeLinks } = services;
  const known = await findByName(services, userName);
  if (known && known.accountEnabled !== true)
    throw new ApiError('REQUEST_INVALID', `The account ${userName} exists and is disabled. Choose another user name.`);
  const mailNickname =
    userName
      .split('@')[0]!
      .replaceAll(/[^\w.-]/g, '')
      .slice(0, 64) || 'administrator';
  const profile = { userPrincipalName: userName, displayName, mailNickname, accountEnabled: true, userType: 'Member' };
  const user = known ?? (await directory.createUser(profile));
  if (!(await oneTimeLinks.useSetUp(token))) {
    if (!known) await directory.deleteUser(user.id);
    throw spentSetUp();
  }
  await roles.assign(user.id, directoryRoles['Global Administrator']);
  return user;
}

function reset(app: FastifyInstance, { oneTimeLinks, accounts, passkeys, directory }: Services): void {
  const userOf = async (request: FastifyRequest<ByToken>): Promise<User> => {
    const id = await oneTimeLinks.userOfReset(request.params.token);
    const [found] = id === undefined ? [] : await directory.getObjectsById([id], ['User']);
    if (found?.kind !== 'User') throw spentReset();
    return found.object;
  };
  const show = (request: FastifyRequest<ByToken>, reply: FastifyReply, user: User, problem?: string) => {
    const view = { passkeys: hasPasskeys(request), userName: String(user.userPrincipalName), problem };
    return sendPage(reply, resetPage(request.params.token, view));
  };
  const use = async (request: FastifyRequest<ByToken>): Promise<void> => {
    if ((await oneTimeLinks.useReset(request.params.token)) === undefined) throw spentReset();
  };
  const done = (reply: FastifyReply, user: User, sentence: string) =>
    sendPage(reply, donePage({ userName: String(user.userPrincipalName), title: 'That is done', sentence }));

  app.get<ByToken>('/reset/:token', formLimit, async (request, reply) => show(request, reply, await userOf(request)));

  app.post<ByToken>('/reset/:token', formLimit, async (request, reply) => {
    const user = await userOf(request);
    const { newPassword = '', repeated } = fieldsOf(request);
    const password = new Secret(newPassword);
    try {
      if (newPassword !== repeated)
        throw new ApiError('REQUEST_INVALID', 'The two passwords are not the same. Enter both again.');
      accounts.checkPassword(password, { userPrincipalName: String(user.userPrincipalName) });
    } catch (thrown) {
      if (!isAnswer(thrown)) throw thrown;
      return show(request, reply.status(400), user, thrown.message);
    }
    await use(request);
    await accounts.setPassword(user.id, password, { forceChange: false });
    return done(reply, user, 'Your password is set, and every earlier session has ended. Sign in with it.');
  });

  app.post<ByToken>('/reset/:token/passkey/options', formLimit, async (request, reply) => {
    const user = await userOf(request);
    const { ticket, options } = await passkeys.beginRegistration(user, requireRelyingParty(baseUrl(request)));
    return reply.send({ ticket: ticket.reveal(), options });
  });

  app.post<ByToken>('/reset/:token/passkey', formLimit, async (request, reply) => {
    const user = await userOf(request);
    const { ticket = '', response = '' } = fieldsOf(request);
    try {
      const party = requireRelyingParty(baseUrl(request));
      const made = await passkeys.accept<{ user?: string }>({ ticket, response }, party);
      if (made.purpose.user !== user.id)
        throw new ApiError('REQUEST_INVALID', 'The passkey was made for something else. Start again.');
      await use(request);
      await passkeys.keepAs(user.id, made, 'Passkey of a one-time link');
    } catch (thrown) {
      if (!isAnswer(thrown)) throw thrown;
      return show(request, reply.status(400), user, thrown.message);
    }
    await accounts.revokeSessions(user.id);
    return done(reply, user, 'Your passkey is ready, and every earlier session has ended. Sign in with it.');
  });
}
