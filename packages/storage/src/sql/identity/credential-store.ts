/** Client secrets of applications: only their hashes. */
import { isUuid } from '@drawbridge/base';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import type { IdentityTables } from './tables.ts';

export type PasswordCredential = {
  readonly keyId: string;
  readonly applicationId: string;
  readonly displayName: string;
  /** The first characters of the secret, to tell secrets apart. */
  readonly hint: string;
  readonly hash: string;
  readonly createdAt: Date;
  readonly expiresAt?: Date | undefined;
};

export class SqlCredentialStore {
  readonly #database: Database<IdentityTables>;

  constructor(database: Database<IdentityTables>) {
    this.#database = database;
  }

  async addPassword(credential: PasswordCredential): Promise<void> {
    await this.#database.kysely
      .insertInto('password_credentials')
      .values({
        key_id: credential.keyId,
        application_id: credential.applicationId,
        display_name: storable(credential.displayName),
        hint: credential.hint,
        hash: credential.hash,
        created_at: credential.createdAt,
        expires_at: credential.expiresAt ?? null,
      })
      .execute();
  }

  /** Of one application, or of several at once. */
  async listPasswords(applicationId: string | readonly string[]): Promise<readonly PasswordCredential[]> {
    const rows = await this.#database.kysely
      .selectFrom('password_credentials')
      .selectAll()
      .where('application_id', 'in', [applicationId].flat())
      .orderBy('created_at')
      .orderBy('key_id')
      .execute();
    return rows.map((row) => ({
      keyId: row.key_id,
      applicationId: row.application_id,
      displayName: row.display_name,
      hint: row.hint,
      hash: row.hash,
      createdAt: row.created_at,
      ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    }));
  }

  /** False when the application has no such secret. */
  async removePassword(applicationId: string, keyId: string): Promise<boolean> {
    if (!isUuid(keyId)) return false;
    const removed = await this.#database.kysely
      .deleteFrom('password_credentials')
      .where('application_id', '=', applicationId)
      .where('key_id', '=', keyId)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }
}
