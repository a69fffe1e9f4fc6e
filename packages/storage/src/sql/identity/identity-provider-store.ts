/** Identity providers of the organisation that people sign in with, their sealed secrets, and who is who there. */
import type { Secret } from '@drawbridge/base';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import { storable } from '../rows.ts';
import type { SignInTables } from './sign-in-tables.ts';

/** `Settings` is what the service knows of a provider beside its name and secret; it is read and written whole. */
export type StoredIdentityProvider<Settings> = {
  readonly id: string;
  readonly displayName: string;
  readonly settings: Settings;
  readonly clientSecret: Secret;
};

export class SqlIdentityProviderStore<Settings extends object> {
  readonly #database: Database<SignInTables>;
  readonly #seal: Seal;

  constructor(database: Database<SignInTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  async list(): Promise<readonly StoredIdentityProvider<Settings>[]> {
    const rows = await this.#database.kysely
      .selectFrom('identity_providers')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => this.#open(row));
  }

  async find(id: string): Promise<StoredIdentityProvider<Settings> | undefined> {
    const row = await this.#database.kysely
      .selectFrom('identity_providers')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && this.#open(row);
  }

  async save(provider: StoredIdentityProvider<Settings>, at: Date): Promise<void> {
    const values = {
      display_name: storable(provider.displayName),
      settings: provider.settings,
      client_secret: this.#seal.seal(provider.clientSecret, recordId(provider.id)),
    };
    await this.#database.kysely
      .insertInto('identity_providers')
      .values({ id: provider.id, ...values, created_at: at })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(values))
      .execute();
  }

  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#database.kysely
      .deleteFrom('identity_providers')
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  /** The user whom the provider knows by this subject. */
  async userOf(providerId: string, subject: string): Promise<string | undefined> {
    const row = await this.#database.kysely
      .selectFrom('federated_identities')
      .select('user_id')
      .where('identity_provider_id', '=', providerId)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row?.user_id;
  }

  /** From now on the subject is this user, and no other. */
  async link(providerId: string, subject: string, userId: string): Promise<void> {
    await this.#database.kysely
      .insertInto('federated_identities')
      .values({ identity_provider_id: providerId, subject, user_id: userId })
      .onConflict((conflict) => conflict.columns(['identity_provider_id', 'subject']).doUpdateSet({ user_id: userId }))
      .execute();
  }

  #open(row: SignInTables['identity_providers']): StoredIdentityProvider<Settings> {
    return {
      id: row.id,
      displayName: row.display_name,
      settings: row.settings as Settings,
      clientSecret: this.#seal.open(row.client_secret, recordId(row.id)),
    };
  }
}

const recordId = (id: string): string => `identity-provider/${id}`;
