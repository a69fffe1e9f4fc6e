/**
 * The domains of the organisation. Those that an administrator declared are the ones that user names may be in; as long as
 * none is, every domain may, and the domains of the names that people have stand for the organisation.
 */
import { ApiError, type Clock } from '@drawbridge/base';
import { objectNotFound, type Directory } from '@drawbridge/directory';
import type { DeclaredDomain, SqlDomainStore } from '@drawbridge/storage';

export type Domain = DeclaredDomain & { readonly isDeclared: boolean };

/** How long the names that were read stand for the next requests of the token endpoint. */
const freshMs = 3_000;

export class Domains {
  readonly #store: SqlDomainStore;
  readonly #directory: Directory;
  readonly #ofPeople: () => Promise<readonly string[]>;
  readonly #clock: Clock;
  #known: { names: Promise<ReadonlySet<string>>; untilMs: number } | undefined;

  constructor(options: {
    store: SqlDomainStore;
    directory: Directory;
    /** The domains of the names that people have. */
    ofPeople: () => Promise<readonly string[]>;
    clock: Clock;
  }) {
    this.#store = options.store;
    this.#directory = options.directory;
    this.#ofPeople = options.ofPeople;
    this.#clock = options.clock;
  }

  /** By name; the first of those that nobody declared counts as the default. */
  async list(): Promise<readonly Domain[]> {
    const declared = await this.#store.list();
    if (declared.length > 0) return declared.map((domain) => ({ ...domain, isDeclared: true }));
    const found = await this.#ofPeople();
    return found.map((name, index) => ({ name, isDefault: index === 0, isDeclared: false }));
  }

  /** Whether a client may name the organisation so. */
  async has(name: string): Promise<boolean> {
    const nowMs = this.#clock.monotonicMs();
    if (this.#known === undefined || this.#known.untilMs <= nowMs) {
      const names = this.list().then((domains) => new Set(domains.map((domain) => domain.name)));
      this.#known = { names, untilMs: nowMs + freshMs };
      names.catch(() => (this.#known = undefined));
    }
    return (await this.#known.names).has(name.toLowerCase());
  }

  /** Throws REQUEST_INVALID for a user name in a domain that is not declared, when any is. */
  async requireDeclared(userPrincipalName: string): Promise<void> {
    const declared = userPrincipalName.includes('@') ? await this.#store.list() : [];
    if (declared.length === 0 || declared.some(({ name }) => name === domainOf(userPrincipalName))) return;
    throw new ApiError(
      'REQUEST_INVALID',
      'The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.',
    );
  }

  /** Throws REQUEST_INVALID when it is declared already. */
  async declare(name: string): Promise<void> {
    if (!(await this.#store.declare(name, this.#clock.now())))
      throw new ApiError('REQUEST_INVALID', `The domain '${name}' is declared already.`);
    this.#known = undefined;
  }

  /** Throws OBJECT_NOT_FOUND. */
  async makeDefault(name: string): Promise<void> {
    if (!(await this.#store.makeDefault(name))) throw objectNotFound(name);
  }

  /**
   * The last one can always go: every domain may be used again then. Throws OBJECT_NOT_FOUND, and REQUEST_INVALID for the
   * default one and for one that people have names in, as long as others are declared.
   */
  async remove(name: string): Promise<void> {
    const declared = await this.#store.list();
    if (!declared.some((domain) => domain.name === name)) throw objectNotFound(name);
    if (declared.length > 1 && (await this.#isUsed(name)))
      throw new ApiError(
        'REQUEST_INVALID',
        `The domain '${name}' has users. Give them names in another domain before you remove it.`,
      );
    if (!(await this.#store.remove(name)))
      throw new ApiError(
        'REQUEST_INVALID',
        `The domain '${name}' is the default one. Make another one the default before you remove it.`,
      );
    this.#known = undefined;
  }

  async #isUsed(name: string): Promise<boolean> {
    const where = [{ property: 'userPrincipalName', op: 'endsWith', value: `@${name}` }] as const;
    return (await this.#directory.listUsers({ where, limit: 1 })).items.length > 0;
  }
}

const domainOf = (userPrincipalName: string): string =>
  userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase();
