/** Links that may be used once: for the first administrator, and for users who have no other way in. */
import type { Clock, Secret } from '@drawbridge/base';
import type { SqlSignInTicketStore } from '@drawbridge/storage';

const lifetimeMs = 24 * 60 * 60_000;

export type OneTimeLink = { readonly path: string; readonly expiresAt: Date };

export class OneTimeLinks {
  readonly #tickets: SqlSignInTicketStore;
  readonly #clock: Clock;

  constructor(tickets: SqlSignInTicketStore, clock: Clock) {
    this.#tickets = tickets;
    this.#clock = clock;
  }

  /** Earlier set-up links are worth nothing any more. */
  makeSetUpLink = (): Promise<OneTimeLink> => this.#make('setup', '/setup/');

  /** Earlier links of this user are worth nothing any more. */
  makeResetLink = (userId: string): Promise<OneTimeLink> => this.#make('reset', '/reset/', userId);

  /** Somebody has a set-up link that still works. */
  hasSetUpLink = (): Promise<boolean> => this.#tickets.exists('setup', this.#clock.now());

  isSetUp = async (token: string): Promise<boolean> =>
    (await this.#tickets.read('setup', token, this.#clock.now())) !== undefined;

  /** Of several at the same time, one gets true. */
  useSetUp = async (token: string): Promise<boolean> =>
    (await this.#tickets.take('setup', token, this.#clock.now())) !== undefined;

  userOfReset = async (token: string): Promise<string | undefined> =>
    (await this.#tickets.read('reset', token, this.#clock.now()))?.userId;

  useReset = async (token: string): Promise<string | undefined> =>
    (await this.#tickets.take('reset', token, this.#clock.now()))?.userId;

  /** Housekeeping. */
  trim = (): Promise<void> => this.#tickets.trim(this.#clock.now());

  async #make(kind: string, prefix: string, userId?: string): Promise<OneTimeLink> {
    const expiresAt = new Date(this.#clock.now().getTime() + lifetimeMs);
    const token: Secret = await this.#tickets.issue({ kind, userId, payload: {}, expiresAt, replacing: true });
    return { path: prefix + token.reveal(), expiresAt };
  }
}
