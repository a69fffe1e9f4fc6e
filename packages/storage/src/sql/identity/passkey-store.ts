/** Passkeys: public keys of users' authenticators (WebAuthn), with the counter that tells a copied one. */
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import type { SignInTables } from './sign-in-tables.ts';

export type Passkey = {
  /** Credential id, base64url. */
  readonly id: string;
  readonly userId: string;
  readonly displayName: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly backedUp: boolean;
  readonly createdAt: Date;
  readonly lastUsedAt?: Date | undefined;
};

export class SqlPasskeyStore {
  readonly #database: Database<SignInTables>;

  constructor(database: Database<SignInTables>) {
    this.#database = database;
  }

  /** False when the credential is registered already. */
  async insert(passkey: Passkey): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#database.kysely
      .insertInto('passkeys')
      .values({
        id: passkey.id,
        user_id: passkey.userId,
        display_name: storable(passkey.displayName),
        public_key: Buffer.from(passkey.publicKey),
        counter: passkey.counter,
        transports: [...passkey.transports],
        aaguid: passkey.aaguid,
        backed_up: passkey.backedUp,
        created_at: passkey.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  async find(id: string): Promise<Passkey | undefined> {
    const row = await this.#database.kysely.selectFrom('passkeys').selectAll().where('id', '=', id).executeTakeFirst();
    return row && toPasskey(row);
  }

  /** Oldest first. */
  async listOf(userId: string): Promise<readonly Passkey[]> {
    const rows = await this.#database.kysely
      .selectFrom('passkeys')
      .selectAll()
      .where('user_id', '=', userId)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(toPasskey);
  }

  /** False when the counter did not grow since: of two copies of one authenticator, the second is refused. */
  async recordUse(id: string, use: { counter: number; backedUp: boolean; at: Date }): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.kysely
      .updateTable('passkeys')
      .set({ counter: use.counter, backed_up: use.backedUp, last_used_at: use.at })
      .where('id', '=', id)
      // Many authenticators do not count: theirs stays 0.
      .where(sql<boolean>`(counter < ${use.counter}::bigint or (counter = 0 and ${use.counter}::bigint = 0))`)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async rename(userId: string, id: string, displayName: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#database.kysely
      .updateTable('passkeys')
      .set({ display_name: storable(displayName) })
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async remove(userId: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.kysely
      .deleteFrom('passkeys')
      .where('id', '=', id)
      .where('user_id', '=', userId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}

const toPasskey = (row: SignInTables['passkeys']): Passkey => ({
  id: row.id,
  userId: row.user_id,
  displayName: row.display_name,
  publicKey: row.public_key,
  counter: Number(row.counter),
  transports: row.transports,
  aaguid: row.aaguid,
  backedUp: row.backed_up,
  createdAt: row.created_at,
  ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
});
