/** What the authorization server keeps: its signing keys, and every code, refresh token, session and grant it gave out. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const authorizationServerMigration: Migration = {
  async up(db) {
    await sql`
      create table signing_keys (
        kid text primary key,
        sealed_key text not null,
        created_at timestamptz not null
      )`.execute(db);
    // Ids are secrets (a refresh token is its id), so only their hashes are kept; the rest of a record is sealed.
    await sql`
      create table authorization_records (
        model text not null,
        id_hash text not null,
        sealed_payload text not null,
        grant_hash text,
        uid_hash text,
        user_code_hash text,
        account_id text,
        expires_at timestamptz not null,
        consumed_at timestamptz,
        primary key (model, id_hash)
      )`.execute(db);
    for (const column of ['grant_hash', 'uid_hash', 'user_code_hash', 'account_id']) {
      await sql`
        create index ${sql.raw(`authorization_records_by_${column}`)} on authorization_records (${sql.ref(column)})
        where ${sql.ref(column)} is not null`.execute(db);
    }
    await sql`create index authorization_records_by_expiry on authorization_records (expires_at)`.execute(db);
  },
};
