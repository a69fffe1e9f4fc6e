/** The keys that access tokens are signed with: the newest signs, older ones verify until their tokens have ended. */
import type { Secret } from '@drawbridge/base';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import type { AuthorizationTables } from './authorization-tables.ts';

export type SigningKey = { readonly kid: string; readonly privateKey: Secret; readonly createdAt: Date };

export class SqlSigningKeyStore {
  readonly #database: Database<AuthorizationTables>;
  readonly #seal: Seal;

  constructor(database: Database<AuthorizationTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** Newest first. */
  async list(): Promise<readonly SigningKey[]> {
    const rows = await this.#database.kysely
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('kid')
      .execute();
    return rows.map(({ kid, sealed_key: sealed, created_at: createdAt }) => ({
      kid,
      privateKey: this.#seal.open(sealed, recordId(kid)),
      createdAt,
    }));
  }

  /** The same key twice is one. */
  async add({ kid, privateKey, createdAt }: SigningKey): Promise<void> {
    await this.#database.kysely
      .insertInto('signing_keys')
      .values({ kid, sealed_key: this.#seal.seal(privateKey, recordId(kid)), created_at: createdAt })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async remove(kids: readonly string[]): Promise<void> {
    if (kids.length === 0) return;
    await this.#database.kysely.deleteFrom('signing_keys').where('kid', 'in', kids).execute();
  }
}

const recordId = (kid: string): string => `signing-key/${kid}`;
