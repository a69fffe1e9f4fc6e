/** Resources that are about to be created: written before the request is sent, one row for a page of them. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const intentsMigration: Migration = {
  async up(db) {
    // Rows come and go with each page and are read whole, so that the table stays small and needs no other index.
    await sql`
      create table create_intents (
        job_key int not null,
        id uuid not null,
        noted_at timestamptz not null,
        intents text not null,
        primary key (job_key, id)
      )`.execute(db);
  },
};
