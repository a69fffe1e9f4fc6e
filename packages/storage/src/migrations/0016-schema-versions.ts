/** The schemas that jobs had before, with who saved them. */
import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

export const schemaVersionsMigration: Migration = {
  async up(db) {
    await sql`
      create table schema_versions (
        job_key int not null references synchronization_jobs (key) on delete cascade,
        version int not null,
        schema json not null,
        change json,
        primary key (job_key, version)
      )`.execute(db);
    // What jobs have now is the oldest version that can be brought back.
    await sql`
      insert into schema_versions (job_key, version, schema)
      select key, schema_version, schema from synchronization_jobs`.execute(db);
  },
};
