/** What an overview of the last days is made of: when people left, and how the log's records ended, by the hour. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const overviewMigration: Migration = {
  async up(db) {
    await sql`alter table escrows add column left_at timestamptz`.execute(db);
    await sql`alter table provisioning_log add column left_at timestamptz`.execute(db);
    await sql`
      create index provisioning_log_leavers on provisioning_log (id)
      include (service_principal_id, activity_at, duration_ms, left_at)
      where left_at is not null and status = 'success' and object_type = 'User'`.execute(db);

    // Counted as the log is written, so that nobody counts a million records to draw a page. It goes when the log goes.
    await sql`
      create table outcome_counts (
        service_principal_id uuid not null,
        hour timestamptz not null,
        outcome text not null,
        count int not null,
        primary key (service_principal_id, hour, outcome)
      )`.execute(db);
    await sql`create index outcome_counts_by_hour on outcome_counts (hour)`.execute(db);
    // The log of an installation may be large; a page looks back a day, so that much is enough.
    await sql`
      insert into outcome_counts (service_principal_id, hour, outcome, count)
      select service_principal_id, date_trunc('hour', activity_at, 'UTC'), outcome, count(*)
      from (
        select service_principal_id, activity_at, case
          when status = 'failure' then 'failed'
          when status = 'skipped' then 'skipped'
          when action in ('create', 'update', 'disable', 'delete') then action || 'd'
          else 'skipped' end as outcome
        from provisioning_log where activity_at > now() - interval '25 hours') recent
      group by 1, 2, 3`.execute(db);
  },
};
