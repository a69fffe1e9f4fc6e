/** What an application proves itself with besides secrets, and who owns an application or a service principal. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const applicationsMigration: Migration = {
  async up(db) {
    await sql`
      create table key_credentials (
        key_id uuid primary key,
        application_id uuid not null references applications (id) on delete cascade,
        display_name text not null,
        certificate_pem text not null,
        thumbprint text not null,
        thumbprint_sha256 text not null,
        not_before timestamptz not null,
        expires_at timestamptz not null
      )`.execute(db);
    await sql`create unique index key_credentials_by_application on key_credentials (application_id, thumbprint_sha256)`.execute(
      db,
    );
    await sql`
      create table federated_identity_credentials (
        id uuid primary key,
        application_id uuid not null references applications (id) on delete cascade,
        name text not null,
        issuer text not null,
        subject text not null,
        audiences text[] not null,
        description text,
        unique (application_id, name),
        unique (application_id, issuer, subject)
      )`.execute(db);
    await sql`
      create table application_owners (
        object_id uuid not null,
        owner_id uuid not null,
        primary key (object_id, owner_id)
      )`.execute(db);
    await sql`create index application_owners_by_owner on application_owners (owner_id)`.execute(db);
  },
};
