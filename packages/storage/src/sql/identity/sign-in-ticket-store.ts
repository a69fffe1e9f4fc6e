/**
 * What is remembered for a short while between two steps: a passkey's challenge, a sign-in at another provider, a link
 * that may be used once. The token is known only to who holds it; what it stands for rests sealed.
 */
import { newToken, Secret } from '@drawbridge/base';
import { createHash } from 'node:crypto';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import type { SignInTables } from './sign-in-tables.ts';

export type Ticket<Payload> = { readonly userId?: string | undefined; readonly payload: Payload };

export class SqlSignInTicketStore {
  readonly #database: Database<SignInTables>;
  readonly #seal: Seal;

  constructor(database: Database<SignInTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** A new token for this payload. `replacing`: earlier tickets of this kind and user are worth nothing any more. */
  async issue(ticket: {
    kind: string;
    userId?: string | undefined;
    payload: object;
    expiresAt: Date;
    replacing?: boolean;
  }): Promise<Secret> {
    const token = newToken();
    const hash = hashOf(token);
    const { kind, userId, payload, expiresAt, replacing } = ticket;
    await this.#database.transaction(async (tx) => {
      if (replacing) {
        const earlier = tx.deleteFrom('sign_in_tickets').where('kind', '=', kind);
        await (userId === undefined ? earlier : earlier.where('user_id', '=', userId)).execute();
      }
      await tx
        .insertInto('sign_in_tickets')
        .values({
          token_hash: hash,
          kind,
          user_id: userId ?? null,
          payload: this.#seal.seal(new Secret(JSON.stringify(payload)), hash),
          expires_at: expiresAt,
        })
        .execute();
    });
    return new Secret(token);
  }

  /** What the token stands for; undefined when it is unknown, of another kind, used or expired. */
  async read<Payload>(kind: string, token: string, now: Date): Promise<Ticket<Payload> | undefined> {
    const row = await this.#database.kysely
      .selectFrom('sign_in_tickets')
      .selectAll()
      .where('token_hash', '=', hashOf(token))
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row && this.#open<Payload>(row);
  }

  /** As `read`, once: of several at the same time, one gets it. */
  async take<Payload>(kind: string, token: string, now: Date): Promise<Ticket<Payload> | undefined> {
    const row = await this.#database.kysely
      .deleteFrom('sign_in_tickets')
      .where('token_hash', '=', hashOf(token))
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .returningAll()
      .executeTakeFirst();
    return row && this.#open<Payload>(row);
  }

  async exists(kind: string, now: Date): Promise<boolean> {
    const row = await this.#database.kysely
      .selectFrom('sign_in_tickets')
      .select('kind')
      .where('kind', '=', kind)
      .where('expires_at', '>', now)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async removeOf(userId: string): Promise<void> {
    await this.#database.kysely.deleteFrom('sign_in_tickets').where('user_id', '=', userId).execute();
  }

  async trim(now: Date): Promise<void> {
    await this.#database.kysely.deleteFrom('sign_in_tickets').where('expires_at', '<=', now).execute();
  }

  #open<Payload>(row: SignInTables['sign_in_tickets']): Ticket<Payload> {
    const payload = JSON.parse(this.#seal.open(row.payload, row.token_hash).reveal()) as Payload;
    return row.user_id === null ? { payload } : { payload, userId: row.user_id };
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
