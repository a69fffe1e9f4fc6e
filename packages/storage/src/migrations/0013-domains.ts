/** Domains that an administrator declared: the ones that user names may be in. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const domainsMigration: Migration = {
  async up(db) {
    await sql`
      create table domains (
        name text primary key,
        is_default boolean not null,
        declared_at timestamptz not null
      )`.execute(db);
    await sql`create unique index domains_default on domains (is_default) where is_default`.execute(db);
  },
};
