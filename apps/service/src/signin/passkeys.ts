/**
 * Passkeys (WebAuthn Level 3): registration and sign-in. Every challenge is kept here, for one use, bound to what it was
 * asked for; the relying party is the host that the browser used, or the one of the public URL.
 */
import { ApiError, type Clock, type Secret } from '@drawbridge/base';
import type { Directory, User } from '@drawbridge/directory';
import type { Passkey, SqlAccountStore, SqlPasskeyStore, SqlSignInTicketStore } from '@drawbridge/storage';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { isIP } from 'node:net';

export type RelyingParty = { readonly id: string; readonly origin: string };

/** Undefined where passkeys cannot work: they need a name, and HTTPS or localhost. */
export function relyingPartyOf(origin: string): RelyingParty | undefined {
  if (!URL.canParse(origin)) return undefined;
  const { hostname, protocol } = new URL(origin);
  const isSecure = protocol === 'https:' || hostname === 'localhost' || hostname.endsWith('.localhost');
  const isName = isIP(hostname.replace(/^\[|\]$/g, '')) === 0;
  return isSecure && isName ? { id: hostname, origin: new URL(origin).origin } : undefined;
}

/** Throws REQUEST_INVALID where passkeys cannot work. */
export function requireRelyingParty(origin: string): RelyingParty {
  const party = relyingPartyOf(origin);
  if (party) return party;
  throw new ApiError(
    'REQUEST_INVALID',
    'Passkeys need a host name, and HTTPS or localhost. Open the service under its name instead of its address.',
  );
}

type Registration = { readonly challenge: string; readonly userHandle: string; readonly purpose: object };

export type NewPasskey = Omit<Passkey, 'userId' | 'displayName' | 'createdAt'>;
export type Ceremony = { readonly ticket: Secret; readonly options: object };

const ticketLifetimeMs = 5 * 60_000;
const maxPerUser = 20;
const maxResponseLength = 32_768;

export class Passkeys {
  readonly #store: SqlPasskeyStore;
  readonly #accounts: SqlAccountStore;
  readonly #tickets: SqlSignInTicketStore;
  readonly #directory: Directory;
  readonly #clock: Clock;

  constructor(options: {
    store: SqlPasskeyStore;
    accounts: SqlAccountStore;
    tickets: SqlSignInTicketStore;
    directory: Directory;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#accounts = options.accounts;
    this.#tickets = options.tickets;
    this.#directory = options.directory;
    this.#clock = options.clock;
  }

  /** Options for `navigator.credentials.create` for a user of the directory. Throws REQUEST_INVALID when they have too many. */
  async beginRegistration(user: User, party: RelyingParty): Promise<Ceremony> {
    const { userHandle } = await this.#accounts.findOrMake(user.id);
    const existing = await this.#store.listOf(user.id);
    if (existing.length >= maxPerUser)
      throw new ApiError('REQUEST_INVALID', `A user has at most ${maxPerUser} passkeys. Remove one first.`);
    const userName = String(user.userPrincipalName);
    return this.offer(
      { userHandle, userName, displayName: user.displayName ?? userName, existing, party },
      { user: user.id },
    );
  }

  /** The same for somebody who need not exist yet; `purpose` comes back with the answer. */
  async offer(
    whom: {
      userHandle: string;
      userName: string;
      displayName: string;
      existing?: readonly Passkey[];
      party: RelyingParty;
    },
    purpose: object,
  ): Promise<Ceremony> {
    const options = await generateRegistrationOptions({
      rpName: 'Drawbridge',
      rpID: whom.party.id,
      userID: Buffer.from(whom.userHandle, 'base64url'),
      userName: whom.userName,
      userDisplayName: whom.displayName,
      attestationType: 'none',
      excludeCredentials: (whom.existing ?? []).map(({ id, transports }) => ({
        id,
        transports: transports as AuthenticatorTransport[],
      })),
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    });
    const payload: Registration = { challenge: options.challenge, userHandle: whom.userHandle, purpose };
    return { ticket: await this.#issue('passkey-registration', payload), options };
  }

  /** What the authenticator made, and the purpose it was offered for. Throws REQUEST_INVALID. */
  async accept<Purpose>(
    answer: { ticket: string; response: string },
    party: RelyingParty,
  ): Promise<{ passkey: NewPasskey; userHandle: string; purpose: Purpose }> {
    const taken = await this.#tickets.take<Registration>('passkey-registration', answer.ticket, this.#clock.now());
    if (!taken) throw overdue();
    const { challenge, userHandle, purpose } = taken.payload;
    const response = readResponse(answer.response) as RegistrationResponseJSON;
    const result = await attempt(() =>
      verifyRegistrationResponse({
        response,
        expectedChallenge: challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
      }),
    );
    if (!result?.verified) throw unusable();
    const { credential, aaguid, credentialBackedUp } = result.registrationInfo;
    const passkey: NewPasskey = {
      id: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: (credential.transports ?? []).filter((transport) => /^[a-z-]{1,20}$/.test(transport)).slice(0, 8),
      aaguid,
      backedUp: credentialBackedUp,
    };
    return { passkey, userHandle, purpose: purpose as Purpose };
  }

  /** Keeps the passkey that `beginRegistration` asked this user for. Throws REQUEST_INVALID. */
  async finishRegistration(
    user: User,
    answer: { ticket: string; response: string; displayName: string },
    party: RelyingParty,
  ): Promise<Passkey> {
    const { passkey, purpose } = await this.accept<{ user?: string }>(answer, party);
    if (purpose.user !== user.id) throw overdue();
    return this.keep(user.id, passkey, answer.displayName);
  }

  /** What authenticators know the user by. */
  handleOf = async (userId: string): Promise<string> => (await this.#accounts.findOrMake(userId)).userHandle;

  /** As `keep`, for somebody who was offered it before they were a user: the handle becomes theirs. */
  async keepAs(userId: string, made: { passkey: NewPasskey; userHandle: string }, displayName: string): Promise<void> {
    const account = await this.#accounts.findOrMake(userId, made.userHandle);
    if (account.userHandle !== made.userHandle) throw overdue();
    await this.keep(userId, made.passkey, displayName);
  }

  async keep(userId: string, made: NewPasskey, displayName: string): Promise<Passkey> {
    const name = displayName.trim().slice(0, 128) || 'Passkey';
    const passkey: Passkey = { ...made, userId, displayName: name, createdAt: this.#clock.now() };
    if (await this.#store.insert(passkey)) return passkey;
    throw new ApiError(
      'REQUEST_INVALID',
      'This passkey is registered already. Sign in with it, or use another device.',
    );
  }

  /** Options for `navigator.credentials.get`: the authenticator says who it is. `place`: the sign-in they are for. */
  async beginSignIn(party: RelyingParty, place: string): Promise<Ceremony> {
    const options = await generateAuthenticationOptions({ rpID: party.id, userVerification: 'required' });
    return { ticket: await this.#issue('passkey-sign-in', { challenge: options.challenge, place }), options };
  }

  /** The user whose passkey answered; undefined when it does not count, for whatever reason. Throws REQUEST_INVALID for no answer. */
  async finishSignIn(
    answer: { ticket: string; response: string },
    party: RelyingParty,
    place: string,
  ): Promise<User | undefined> {
    const now = this.#clock.now();
    const taken = await this.#tickets.take<{ challenge: string; place: string }>('passkey-sign-in', answer.ticket, now);
    if (taken?.payload.place !== place) throw overdue();
    const response = readResponse(answer.response) as AuthenticationResponseJSON;
    const passkey = await this.#store.find(response.id);
    if (!passkey) return undefined;
    const result = await attempt(() =>
      verifyAuthenticationResponse({
        response,
        expectedChallenge: taken.payload.challenge,
        expectedOrigin: party.origin,
        expectedRPID: party.id,
        requireUserVerification: true,
        credential: {
          id: passkey.id,
          publicKey: new Uint8Array(passkey.publicKey),
          counter: passkey.counter,
          transports: passkey.transports as AuthenticatorTransport[],
        },
      }),
    );
    if (!result?.verified) return undefined;
    const handle = response.response.userHandle;
    const account = await this.#accounts.find(passkey.userId);
    if (!account || (handle !== undefined && handle !== account.userHandle)) return undefined;
    const { newCounter, credentialBackedUp } = result.authenticationInfo;
    const use = { counter: newCounter, backedUp: credentialBackedUp, at: now };
    if (!(await this.#store.recordUse(passkey.id, use))) return undefined;
    const [user] = await this.#directory.getObjectsById([passkey.userId], ['User']);
    return user?.kind === 'User' && user.object.accountEnabled === true ? user.object : undefined;
  }

  listOf = (userId: string): Promise<readonly Passkey[]> => this.#store.listOf(userId);
  rename = (userId: string, id: string, name: string): Promise<boolean> => this.#store.rename(userId, id, name);
  remove = (userId: string, id: string): Promise<boolean> => this.#store.remove(userId, id);

  #issue(kind: string, payload: object): Promise<Secret> {
    const expiresAt = new Date(this.#clock.now().getTime() + ticketLifetimeMs);
    return this.#tickets.issue({ kind, payload, expiresAt });
  }
}

const overdue = (): ApiError =>
  new ApiError('REQUEST_INVALID', 'The passkey came too late, or for something else. Start again from the beginning.');
const unusable = (): ApiError =>
  new ApiError('REQUEST_INVALID', 'The passkey could not be verified. Start again, on the address you signed in at.');

/** What the library cannot read or verify, it throws: the same as an answer that does not verify. */
async function attempt<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    return undefined;
  }
}

/** The members that are read before the library checks them. Throws REQUEST_INVALID. */
function readResponse(text: string): object {
  if (text.length > maxResponseLength) throw unusable();
  try {
    const response = JSON.parse(text) as { id?: unknown; response?: unknown } | null;
    if (
      typeof response?.id === 'string' &&
      /^[\w-]{1,1400}$/.test(response.id) &&
      typeof response.response === 'object' &&
      response.response !== null
    )
      return response;
  } catch {
    // Not JSON: the same as an answer of another form.
  }
  throw unusable();
}
