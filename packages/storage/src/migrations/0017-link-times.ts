/** When each account was linked. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const linkTimesMigration: Migration = {
  async up(db) {
    await sql`alter table links add column linked_at timestamptz`.execute(db);
    // Set apart from adding it, so that links of before stay without a time: nobody knows theirs.
    await sql`alter table links alter column linked_at set default now()`.execute(db);
  },
};
