/** Settings of a job, deletions that are due later, and those that wait for a person. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const policiesMigration: Migration = {
  async up(db) {
    await sql`alter table synchronization_jobs add column settings json not null default '{}'`.execute(db);

    await sql`alter table links add column delete_at timestamptz`.execute(db);
    await sql`create index links_delete_at on links (job_key, delete_at) where delete_at is not null`.execute(db);

    // Like links: the job by its number, and removed with it.
    await sql`
      create table staged_deletions (
        job_key int not null,
        source_id uuid not null,
        object_type text not null,
        target_id text not null,
        display_name text not null,
        principal_name text,
        action text not null,
        event text not null,
        state text not null check (state in ('pending', 'approved', 'rejected')),
        since timestamptz not null,
        decided_at timestamptz,
        primary key (job_key, source_id)
      )`.execute(db);
    await sql`create index staged_deletions_by_state on staged_deletions (job_key, state, source_id)`.execute(db);

    await sql`
      create table deletion_counts (
        job_key int not null,
        minute timestamptz not null,
        count int not null,
        primary key (job_key, minute)
      )`.execute(db);
  },
};
