/** People and log records by the hundred thousand, written by one statement each: what the admin centre is measured with. */
import { silentLogger } from '@drawbridge/base';
import { migrations, type ServiceTables } from '@drawbridge/storage';
import { openDatabase, openLocation } from '@drawbridge/storage/database';
import { sql } from 'kysely';

const dayMs = 86_400_000;

export type Seed = {
  readonly folder: string;
  /** Absent: the embedded database in the folder, which no process may have open. */
  readonly databaseUrl: string | undefined;
  readonly people: number;
  readonly logRows: number;
  /** Whose records they are. */
  readonly servicePrincipalId: string;
  readonly jobId: string;
};

/** The records are spread over the last 24 hours; nine in ten went well. */
export async function seedPortal({
  folder,
  databaseUrl,
  people,
  logRows,
  servicePrincipalId,
  jobId,
}: Seed): Promise<void> {
  await using database = await openDatabase<ServiceTables>({
    location: openLocation(folder, databaseUrl),
    migrations,
    logger: silentLogger,
  });
  const { kysely } = database;
  const now = Date.now();
  await sql`
    insert into users (id, user_principal_name, mail_nickname, display_name, account_enabled, given_name, surname,
                       job_title, department, attributes, created_at)
    select ${uuid(sql`${now - dayMs}::bigint + n`, sql`n`)}, 'p' || n || '@corp.example', 'p' || n,
           (array['Ada','Ben','Carla','David','Emma','Farid','Grace','Hiro'])[1 + n % 8] || ' Person ' || n, true,
           (array['Ada','Ben','Carla','David','Emma','Farid','Grace','Hiro'])[1 + n % 8], 'Person ' || n,
           'Clerk', 'Department ' || n % 40, '{}', now()
    from generate_series(1, ${people}::int) n`.execute(kysely);
  const steps = JSON.stringify({ steps: stepsOf(), modifiedProperties: modifiedProperties() });
  const failed = JSON.stringify({ steps: stepsOf(), modifiedProperties: [], error: rejected });
  const at = sql`${now - dayMs}::bigint + (n::bigint * ${dayMs - 60_000}) / ${logRows}`;
  await sql`
    insert into provisioning_log (id, activity_at, job_id, service_principal_id, cycle_id, change_id, action, status,
      duration_ms, object_type, source_id, source_display_name, source_principal_name, target_id, target_display_name,
      error_code, detail)
    select ${uuid(at, sql`n`)}, to_timestamp((${at}) / 1000.0), ${jobId}, ${servicePrincipalId}::uuid,
      ${uuid(sql`${now}::bigint`, sql`n / 100000`)}, ${uuid(at, sql`n`)},
      case when n % 3 = 0 then 'create' else 'update' end, case when n % 10 = 0 then 'failure' else 'success' end,
      n % 900, 'User', ${uuid(sql`${now - dayMs}::bigint + n % ${people}`, sql`n % ${people}`)},
      'Person ' || n % ${people}, 'p' || n % ${people} || '@corp.example', 't' || n, 'Person ' || n % ${people},
      case when n % 10 = 0 then 'UnprocessableEntity' end, case when n % 10 = 0 then ${failed} else ${steps} end
    from generate_series(1, ${logRows}::int) n`.execute(kysely);
  await sql`analyze`.execute(kysely);
}

/** Version 7: the time, then a number that tells those of one millisecond apart. */
const uuid = (epochMs: ReturnType<typeof sql>, number: ReturnType<typeof sql>) => sql`
  (lpad(to_hex(${epochMs}), 12, '0') || '70008000' || lpad(to_hex((${number})::bigint), 12, '0'))::uuid`;

const rejected = {
  errorCode: 'UnprocessableEntity',
  errorCategory: 'failure',
  reason: 'The application refuses the value of title: at most 40 characters.',
  recommendedAction: 'Change the value, or the mapping that makes it.',
  additionalDetails: 'TARGET_REJECTED_VALUE',
};

const stepsOf = () =>
  ['import', 'scoping', 'matching', 'export'].map((type) => ({
    name: `Entry ${type}`,
    type,
    status: 'success',
    description: 'The user was received, looked at, and written as the mappings say.',
    timestamp: new Date().toISOString(),
    details: { ReportableIdentifier: 'person@corp.example', 'Assigned to the application': 'True' },
  }));

const modifiedProperties = () =>
  ['displayName', 'title', 'name.givenName', 'name.familyName', 'active', 'userName'].map((displayName) => ({
    displayName,
    oldValue: 'What it was',
    newValue: 'What it became',
  }));
