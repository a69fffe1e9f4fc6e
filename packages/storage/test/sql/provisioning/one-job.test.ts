/** One job for each template of an application, whoever makes it; and which one the migration keeps. */
import { newId, silentLogger } from '@drawbridge/base';
import { aJob } from '@drawbridge/testkit';
import { startPostgres } from '@drawbridge/testkit/postgres';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { isUniqueViolation, openDatabase } from '../../../src/database/index.ts';
import { auditLogMigration } from '../../../src/migrations/0008-audit-log.ts';
import { migrations } from '../../../src/migrations/index.ts';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

onBothEngines(({ database }) => {
  test('of writers who make the job of an application at once exactly one succeeds', async () => {
    const { jobs } = openStores(database());
    const servicePrincipalId = newId();
    const tries = Array.from({ length: 6 }, () => jobs.create(aJob({ id: `scim.${newId()}`, servicePrincipalId })));
    const refused = (await Promise.allSettled(tries)).filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(5);
    expect(refused.every(({ reason }) => isUniqueViolation(reason))).toBe(true);
    expect(await jobs.listByServicePrincipal(servicePrincipalId)).toHaveLength(1);
  });
});

test('of two jobs of one application the migration keeps the one that has run, else the older', async () => {
  const server = await startPostgres();
  const older = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0008'));
  const database = await openDatabase<Record<string, Record<string, unknown>>>({
    location: { kind: 'postgres', url: await server.createDatabase() },
    migrations: older,
    logger: silentLogger,
  });
  try {
    const [ran, idle] = [newId(), newId()];
    const job = (id: string, servicePrincipalId: string, cursor: string | null) => sql`
      insert into synchronization_jobs (id, service_principal_id, template_id, schedule_state, interval_ms, schema, schema_version, cursor, status, quarantined, created_at)
      values (${id}, ${servicePrincipalId}::uuid, 'scim', 'Active', 1000, '{}', 1, ${cursor}, '{}', false, now())`;
    for (const statement of [
      job('first of ran', ran, null),
      job('second of ran', ran, '{}'),
      job('first of idle', idle, null),
      job('second of idle', idle, null),
    ])
      await statement.execute(database.kysely);
    await sql`
      insert into escrows (job_key, source_id, object_type, first_failed_at, attempts, next_attempt_at, error_code, message)
      select key, ${newId()}::uuid, 'User', now(), 1, now(), 'X', 'failed' from synchronization_jobs`.execute(
      database.kysely,
    );
    await database.transaction((tx) => auditLogMigration.up(tx));
    const { rows } = await sql<{ id: string; escrows: string }>`
      select id, (select count(*) from escrows where job_key = key) as escrows from synchronization_jobs order by id`.execute(
      database.kysely,
    );
    expect(rows.map(({ id, escrows }) => [id, Number(escrows)])).toEqual([
      ['first of idle', 1],
      ['second of ran', 1],
    ]);
    const orphans =
      await sql`select 1 from escrows where job_key not in (select key from synchronization_jobs)`.execute(
        database.kysely,
      );
    expect(orphans.rows).toEqual([]);
  } finally {
    await database.close();
    await server.stop();
  }
});
