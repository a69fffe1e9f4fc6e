/**
 * Sign-in with an identity provider of the organisation: which one, the way there and back, which user of the directory
 * the person is, and the roles that the provider's claims give.
 */
import { ApiError, type Clock } from '@drawbridge/base';
import type { Directory, User } from '@drawbridge/directory';
import type { SqlIdentityProviderStore, SqlSignInTicketStore } from '@drawbridge/storage';
import type { RoleAssignments } from '../role-assignments.ts';
import { readClaims, type ClaimedPerson } from './claims.ts';
import { domainOf, speaksFor, type IdentityProvider, type IdentityProviderSettings } from './identity-provider.ts';
import { newPending, ProviderClient, type Pending, type ProviderClientOptions } from './provider-client.ts';

export const callbackPath = '/signin/federated/callback';
const ticketLifetimeMs = 15 * 60_000;

type Journey = Pending & { readonly uid: string; readonly providerId: string };
export type Return = { readonly uid: string; readonly provider: IdentityProvider; readonly pending: Pending };

export type FederationOptions = ProviderClientOptions & {
  readonly store: SqlIdentityProviderStore<IdentityProviderSettings>;
  readonly tickets: SqlSignInTicketStore;
  readonly directory: Directory;
  readonly roles: RoleAssignments;
};

export class Federation {
  readonly store: SqlIdentityProviderStore<IdentityProviderSettings>;
  readonly #tickets: SqlSignInTicketStore;
  readonly #directory: Directory;
  readonly #roles: RoleAssignments;
  readonly #clock: Clock;
  readonly #client: ProviderClient;

  constructor(options: FederationOptions) {
    this.store = options.store;
    this.#tickets = options.tickets;
    this.#directory = options.directory;
    this.#roles = options.roles;
    this.#clock = options.clock;
    this.#client = new ProviderClient(options);
  }

  /** Those that people may choose. */
  choices = async (): Promise<readonly IdentityProvider[]> =>
    (await this.store.list()).filter(({ settings }) => settings.isEnabled);

  /** The provider of a domain, or of the domain of a user name. */
  async ofDomain(userNameOrDomain: string): Promise<IdentityProvider | undefined> {
    const domain = domainOf(userNameOrDomain.trim());
    return (await this.choices()).find(({ settings }) => settings.domains.includes(domain));
  }

  /** Where to send the browser. Throws REQUEST_INVALID with what to do when the provider does not answer. */
  async begin(
    provider: IdentityProvider,
    given: { uid: string; base: string; loginHint?: string | undefined },
  ): Promise<URL> {
    const pending = newPending();
    const payload: Journey = { ...pending, uid: given.uid, providerId: provider.id };
    const expiresAt = new Date(this.#clock.now().getTime() + ticketLifetimeMs);
    const state = await this.#tickets.issue({ kind: 'federated', payload, expiresAt });
    const redirectUri = given.base + callbackPath;
    return this.#client.begin(provider, { redirectUri, state: state.reveal(), loginHint: given.loginHint, pending });
  }

  /** The journey that the state belongs to, once. Throws REQUEST_INVALID when there is none. */
  async comeBack(state: string): Promise<Return> {
    const taken = await this.#tickets.take<Journey>('federated', state, this.#clock.now());
    const provider = taken && (await this.store.find(taken.payload.providerId));
    if (!provider?.settings.isEnabled)
      throw new ApiError('REQUEST_INVALID', 'This sign-in took too long, or was used already. Start again.');
    return { uid: taken!.payload.uid, provider, pending: taken!.payload };
  }

  /** The user whom the provider signed in, with the roles that its claims give at this moment. Throws REQUEST_INVALID. */
  async finish({ provider, pending }: Return, callback: URL): Promise<User> {
    const state = callback.searchParams.get('state') ?? '';
    const claims = await this.#client.finish(provider, { callback, state, pending });
    const person = readClaims(claims, provider.settings);
    if (!person) throw unknown(provider, `its claim '${provider.settings.claimsMapping.userId}' is missing`);
    const user = await this.#userOf(provider, person);
    if (user.accountEnabled !== true)
      throw new ApiError(
        'REQUEST_INVALID',
        `The account ${String(user.userPrincipalName)} is disabled here. Ask an administrator.`,
      );
    if (person.roleIds) {
      const existing = await Promise.all(person.roleIds.map(async (id) => ((await this.#roles.exists(id)) ? id : [])));
      await this.#roles.store.setFederated(user.id, provider.id, existing.flat(), this.#clock.now());
    }
    return user;
  }

  async remove(id: string): Promise<boolean> {
    await this.#roles.store.removeFederated(id);
    return this.store.remove(id);
  }

  async #userOf(provider: IdentityProvider, person: ClaimedPerson): Promise<User> {
    const linkedId = await this.store.userOf(provider.id, person.subject);
    const [linked] = linkedId === undefined ? [] : await this.#directory.getObjectsById([linkedId], ['User']);
    if (linked?.kind === 'User') return linked.object;
    const { userPrincipalName } = person;
    if (userPrincipalName === undefined)
      throw unknown(
        provider,
        `neither '${provider.settings.claimsMapping.userPrincipalName}' nor a verified e-mail address names a user`,
      );
    if (!speaksFor(provider, userPrincipalName))
      throw unknown(provider, `it does not speak for the domain ${domainOf(userPrincipalName)}`);
    const where = [{ property: 'userPrincipalName', op: 'eq', value: userPrincipalName } as const];
    const [known] = (await this.#directory.listUsers({ where, limit: 1 })).items;
    const user = known ?? (await this.#add(provider, person, userPrincipalName));
    await this.store.link(provider.id, person.subject, user.id);
    return user;
  }

  async #add(provider: IdentityProvider, person: ClaimedPerson, userPrincipalName: string): Promise<User> {
    if (!provider.settings.createUsers)
      throw unknown(
        provider,
        `there is no user ${userPrincipalName} in this directory. Ask an administrator to add you`,
      );
    const { displayName, givenName, surname, mail } = person;
    return this.#directory.createUser({
      userPrincipalName,
      displayName: displayName ?? userPrincipalName,
      mailNickname:
        userPrincipalName
          .split('@')[0]!
          .replaceAll(/[^\w.-]/g, '')
          .slice(0, 64) || 'user',
      accountEnabled: true,
      userType: 'Member',
      ...(givenName === undefined ? {} : { givenName: givenName.slice(0, 64) }),
      ...(surname === undefined ? {} : { surname: surname.slice(0, 64) }),
      ...(mail === undefined ? {} : { mail }),
    });
  }
}

const unknown = ({ displayName }: IdentityProvider, fact: string): ApiError =>
  new ApiError('REQUEST_INVALID', `${displayName} signed you in, but not as anybody here: ${fact}.`);
