/** What makes this installation itself: its tenant id and keys, the secrets of API clients, and who has which role. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const identityMigration: Migration = {
  async up(db) {
    await sql`
      create table installation (
        key text primary key,
        value text not null,
        sealed boolean not null
      )`.execute(db);
    await sql`
      create table password_credentials (
        key_id uuid primary key,
        application_id uuid not null,
        display_name text not null,
        hint text not null,
        hash text not null,
        created_at timestamptz not null,
        expires_at timestamptz
      )`.execute(db);
    await sql`create index password_credentials_by_application on password_credentials (application_id)`.execute(db);
    await sql`
      create table role_assignments (
        id uuid primary key,
        principal_id uuid not null,
        role_definition_id uuid not null,
        created_at timestamptz not null,
        unique (principal_id, role_definition_id)
      )`.execute(db);
  },
};
