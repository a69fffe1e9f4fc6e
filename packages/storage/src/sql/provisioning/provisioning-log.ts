/** Reading the provisioning log: filters, newest or oldest first, keyset pages by the time-ordered id. */
import type { ObjectType, ProvisioningAction, ProvisioningLogRecord, ProvisioningStatus } from '@drawbridge/engine';
import { sql, type Selectable } from 'kysely';
import type { Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import type { LogDetail } from './cycle-store.ts';
import type { ProvisioningTables } from './tables.ts';

/** All given conditions must hold. */
export type LogQuery = {
  readonly servicePrincipalId?: string | undefined;
  readonly jobId?: string | undefined;
  readonly cycleId?: string | undefined;
  readonly changeId?: string | undefined;
  readonly action?: ProvisioningAction | undefined;
  readonly status?: ProvisioningStatus | undefined;
  readonly sourceId?: string | undefined;
  readonly targetId?: string | undefined;
  /** Case-sensitive part of the source's display name or principal name. */
  readonly identityContains?: string | undefined;
  readonly after?: Date | undefined;
  readonly before?: Date | undefined;
  readonly order: 'newest-first' | 'oldest-first';
  /** Id of the last record of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
};

export class SqlProvisioningLog {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  async get(id: string): Promise<ProvisioningLogRecord | undefined> {
    const row = await this.#database.kysely
      .selectFrom('provisioning_log')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async list(query: LogQuery): Promise<readonly ProvisioningLogRecord[]> {
    const newest = query.order === 'newest-first';
    let select = this.#matching(query)
      .selectAll()
      .orderBy('id', newest ? 'desc' : 'asc')
      .limit(query.limit);
    if (query.cursor !== undefined) select = select.where('id', newest ? '<' : '>', query.cursor);
    return (await select.execute()).map(toRecord);
  }

  async count(query: Omit<LogQuery, 'order' | 'limit' | 'cursor'>): Promise<number> {
    const { count } = await this.#matching(query)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  #matching(query: Omit<LogQuery, 'order' | 'limit' | 'cursor'>) {
    let select = this.#database.kysely.selectFrom('provisioning_log');
    const equal = [
      ['service_principal_id', query.servicePrincipalId],
      ['job_id', query.jobId],
      ['cycle_id', query.cycleId],
      ['change_id', query.changeId],
      ['action', query.action],
      ['status', query.status],
      ['source_id', query.sourceId],
      ['target_id', query.targetId],
    ] as const;
    for (const [column, value] of equal) {
      if (value !== undefined) select = select.where(column, '=', storable(value));
    }
    if (query.after) select = select.where('id', '>=', firstIdAt(query.after.getTime() + 1));
    if (query.before) select = select.where('id', '<', firstIdAt(query.before.getTime()));
    if (query.identityContains !== undefined) {
      const part = storable(query.identityContains);
      select = select.where(
        sql<boolean>`(position(${part} in source_display_name) > 0 or position(${part} in coalesce(source_principal_name, '')) > 0)`,
      );
    }
    return select;
  }

  /** Removes records older than `before`, a bounded number at a time; returns how many. */
  async trim(before: Date, limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from provisioning_log where id in (
        select id from provisioning_log
        where id < ${firstIdAt(before.getTime())} order by id limit ${limit})
    `.execute(this.#database.kysely);
    return Number(numAffectedRows ?? 0n);
  }
}

/** The smallest id of a moment. Ids are made of `activityAt`, so a span of time is a span of the primary key. */
function firstIdAt(epochMs: number): string {
  const hex = Math.min(Math.max(epochMs, 0), lastEpochMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
const lastEpochMs = 2 ** 48 - 1;

function toRecord(row: Selectable<ProvisioningTables['provisioning_log']>): ProvisioningLogRecord {
  const detail = JSON.parse(row.detail) as LogDetail;
  return {
    id: row.id,
    activityAt: row.activity_at,
    jobId: row.job_id,
    servicePrincipalId: row.service_principal_id,
    cycleId: row.cycle_id,
    changeId: row.change_id,
    action: row.action as ProvisioningAction,
    status: row.status as ProvisioningStatus,
    durationMs: row.duration_ms,
    objectType: row.object_type as ObjectType,
    source: {
      id: row.source_id,
      displayName: row.source_display_name,
      ...(row.source_principal_name === null ? {} : { principalName: row.source_principal_name }),
    },
    ...(row.target_id === null ? {} : { target: { id: row.target_id, displayName: row.target_display_name ?? '' } }),
    ...detail,
  };
}
