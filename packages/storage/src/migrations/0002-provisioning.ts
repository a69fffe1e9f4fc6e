/** Jobs, links, references, escrows, secrets and the provisioning log. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const provisioningMigration: Migration = {
  async up(db) {
    // `json`, not `jsonb`: read and written whole, and it holds every text, also U+0000 from a target's answer.
    // The row is rewritten with each page; the schema is large enough to rest beside it untouched.
    await sql`
      create table synchronization_jobs (
        id text primary key,
        key int not null unique generated always as identity,
        service_principal_id uuid not null,
        template_id text not null,
        schedule_state text not null,
        interval_ms bigint not null,
        schema json not null,
        schema_version int not null,
        cursor json,
        status json not null,
        quarantined boolean not null default false,
        created_at timestamptz not null,
        due_at timestamptz,
        woken text check (woken in ('change', 'name')),
        lease_owner text,
        lease_fence bigint not null default 0,
        lease_until timestamptz,
        lease_fenced boolean not null default false
      )`.execute(db);
    await sql`create index synchronization_jobs_by_principal on synchronization_jobs (service_principal_id)`.execute(
      db,
    );
    await sql`create index synchronization_jobs_due on synchronization_jobs (due_at) where schedule_state = 'Active'`.execute(
      db,
    );

    await sql`
      create table synchronization_secrets (
        service_principal_id uuid not null,
        key text not null,
        value text not null,
        sealed boolean not null,
        primary key (service_principal_id, key)
      )`.execute(db);

    // These three grow with the directory. They name the job by its number, because its id would be half of every row and
    // index entry, and without a foreign key, which would cost a look-up for every row: pages are written with the job's
    // row locked, and removing a job removes them.
    await sql`
      create table links (
        job_key int not null,
        source_id uuid not null,
        object_type text not null,
        target_id text not null,
        display_name text not null,
        state text not null,
        target_active boolean,
        primary key (job_key, source_id)
      )`.execute(db);
    await sql`create unique index links_by_target on links (job_key, object_type, target_id)`.execute(db);

    await sql`
      create table written_references (
        job_key int not null,
        attribute text not null,
        owner_id uuid not null,
        referenced_id uuid not null,
        primary key (job_key, attribute, owner_id, referenced_id)
      )`.execute(db);
    await sql`create index written_references_by_referenced on written_references (job_key, referenced_id)`.execute(db);

    await sql`
      create table escrows (
        job_key int not null,
        source_id uuid not null,
        object_type text not null,
        first_failed_at timestamptz not null,
        attempts int not null,
        next_attempt_at timestamptz not null,
        error_code text not null,
        message text not null,
        primary key (job_key, source_id)
      )`.execute(db);
    await sql`create index escrows_due on escrows (job_key, next_attempt_at)`.execute(db);

    // The id is a version 7 UUID of `activity_at`: ordering by it is ordering by time, and a span of time is a span of
    // ids, so no index on the time is needed. The job is named by its id, because the log outlives the job.
    // `detail` (steps, modified properties, error information) is read whole or not at all, so it stays text.
    await sql`
      create table provisioning_log (
        id uuid primary key,
        activity_at timestamptz not null,
        job_id text not null,
        service_principal_id uuid not null,
        cycle_id uuid not null,
        change_id uuid not null,
        action text not null,
        status text not null,
        duration_ms int not null,
        object_type text not null,
        source_id uuid not null,
        source_display_name text not null,
        source_principal_name text,
        target_id text,
        target_display_name text,
        error_code text,
        detail text not null
      )`.execute(db);
    await sql`create index provisioning_log_by_principal on provisioning_log (service_principal_id, id)`.execute(db);
    await sql`create index provisioning_log_by_source on provisioning_log (source_id, id)`.execute(db);
    await sql`create index provisioning_log_by_cycle on provisioning_log (cycle_id, id)`.execute(db);
  },
};
