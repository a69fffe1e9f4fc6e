/** The audit log: who changed what, with what it was changed in. And one job for each template of an application. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const auditLogMigration: Migration = {
  async up(db) {
    // As in the provisioning log, the id is a version 7 UUID of `activity_at`: a span of time is a span of ids.
    await sql`
      create table audit_log (
        id uuid primary key,
        activity_at timestamptz not null,
        activity text not null,
        category text not null,
        operation_type text not null,
        service text not null,
        correlation_id uuid not null,
        result text not null,
        result_reason text not null,
        initiator_type text not null check (initiator_type in ('user', 'application', 'system')),
        initiator_id text,
        initiator_app_id text,
        initiator_display_name text,
        initiator_principal_name text,
        ip_address text,
        details text not null
      )`.execute(db);
    await sql`create index audit_log_by_activity on audit_log (activity, id)`.execute(db);
    await sql`create index audit_log_by_initiator on audit_log (initiator_id, id)`.execute(db);
    await sql`create index audit_log_by_correlation on audit_log (correlation_id)`.execute(db);

    // `modified` (the properties with their old and new values) is read whole or not at all, so it stays text.
    await sql`
      create table audit_targets (
        audit_id uuid not null references audit_log (id) on delete cascade,
        position int not null,
        target_id text,
        type text not null,
        display_name text,
        principal_name text,
        modified text not null,
        primary key (audit_id, position)
      )`.execute(db);
    await sql`create index audit_targets_by_target on audit_targets (target_id, audit_id)`.execute(db);

    // Two processes may have made a job for one application in the same moment: the two would undo each other's work. The
    // one that has run stays (it has a cursor, and knows which accounts are whose); of two alike, the older one. What the
    // other one remembered goes with it.
    await sql`
      create temporary table surplus_jobs on commit drop as
      select key from (
        select key, row_number() over (
          partition by service_principal_id, template_id order by (cursor is null), key) as place
        from synchronization_jobs) ranked
      where place > 1`.execute(db);
    for (const table of ['links', 'written_references', 'escrows'])
      await sql`delete from ${sql.table(table)} where job_key in (select key from surplus_jobs)`.execute(db);
    await sql`delete from synchronization_jobs where key in (select key from surplus_jobs)`.execute(db);
    await sql`
      create unique index synchronization_jobs_one_for_template
      on synchronization_jobs (service_principal_id, template_id)`.execute(db);
  },
};
