/** Reading the provisioning log: filters, newest or oldest first, keyset pages by the time-ordered id. */
import {
  sourceDirectoryName,
  targetDirectoryId,
  targetDirectoryName,
  type ObjectType,
  type ProvisioningAction,
  type ProvisioningLogRecord,
  type ProvisioningStatus,
} from '@drawbridge/engine';
import { sql, type RawBuilder, type Selectable } from 'kysely';
import type { Database } from '../../database/index.ts';
import { toPredicate, type LogColumns, type LogCondition } from '../logs/log-condition.ts';
import { firstIdAt } from '../logs/log-time.ts';
import type { LogDetail } from './cycle-store.ts';
import type { ProvisioningTables } from './tables.ts';

/** What a record can be chosen by, in Graph's words. */
export const provisioningLogFields = [
  'id', 'activityDateTime', 'tenantId', 'jobId', 'cycleId', 'changeId', 'provisioningAction', 'durationInMilliseconds',
  'provisioningStatusInfo/status', 'provisioningStatusInfo/errorInformation/errorCode', 'servicePrincipal/id',
  'servicePrincipal/displayName', 'sourceIdentity/id', 'sourceIdentity/displayName', 'sourceIdentity/identityType',
  'targetIdentity/id', 'targetIdentity/displayName', 'sourceSystem/displayName', 'targetSystem/id', 'targetSystem/displayName',
  'initiatedBy/displayName',
] as const; // prettier-ignore
export type ProvisioningLogField = (typeof provisioningLogFields)[number];
export type ProvisioningLogCondition = LogCondition<ProvisioningLogField>;

export type LogQuery = {
  readonly where?: ProvisioningLogCondition | undefined;
  readonly order: 'newest-first' | 'oldest-first';
  /** Id of the last record of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** What all records of an installation have in common is not stored with each. */
export type LogConstants = { readonly tenantId: string; readonly initiatorName: string };

const constant = (value: string) => ({ type: 'text', column: sql`${value}::text` }) as const;
const text = (column: RawBuilder<unknown>) => ({ type: 'text', column }) as const;

const columnsOf = ({ tenantId, initiatorName }: LogConstants): LogColumns<ProvisioningLogField> => ({
  id: { type: 'uuid', column: sql`id` },
  activityDateTime: { type: 'time', column: sql`id` },
  tenantId: constant(tenantId),
  jobId: text(sql`job_id`),
  cycleId: { type: 'uuid', column: sql`cycle_id` },
  changeId: { type: 'uuid', column: sql`change_id` },
  provisioningAction: text(sql`action`),
  durationInMilliseconds: { type: 'integer', column: sql`duration_ms` },
  'provisioningStatusInfo/status': text(sql`status`),
  'provisioningStatusInfo/errorInformation/errorCode': text(sql`error_code`),
  'servicePrincipal/id': { type: 'uuid', column: sql`service_principal_id` },
  'servicePrincipal/displayName': text(
    sql`(select display_name from service_principals where service_principals.id = service_principal_id)`,
  ),
  'sourceIdentity/id': { type: 'uuid', column: sql`source_id` },
  'sourceIdentity/displayName': {
    ...text(sql`source_display_name`),
    // Whoever looks for a person knows the one name or the other.
    searched: [sql`source_display_name`, sql`coalesce(source_principal_name, '')`],
  },
  'sourceIdentity/identityType': text(sql`object_type`),
  'targetIdentity/id': text(sql`target_id`),
  'targetIdentity/displayName': text(sql`target_display_name`),
  'sourceSystem/displayName': constant(sourceDirectoryName),
  'targetSystem/id': constant(targetDirectoryId),
  'targetSystem/displayName': constant(targetDirectoryName),
  'initiatedBy/displayName': constant(initiatorName),
});

export class SqlProvisioningLog {
  readonly #database: Database<ProvisioningTables>;
  readonly #columns: LogColumns<ProvisioningLogField>;

  constructor(database: Database<ProvisioningTables>, constants: LogConstants) {
    this.#database = database;
    this.#columns = columnsOf(constants);
  }

  async get(id: string): Promise<ProvisioningLogRecord | undefined> {
    const row = await this.#database.kysely
      .selectFrom('provisioning_log')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toRecord(row);
  }

  async list({ where, order, cursor, limit }: LogQuery): Promise<readonly ProvisioningLogRecord[]> {
    const newest = order === 'newest-first';
    let select = (await this.#matching(where))
      .selectAll()
      .orderBy('id', newest ? 'desc' : 'asc')
      .limit(limit);
    if (cursor !== undefined) select = select.where('id', newest ? '<' : '>', cursor);
    return (await select.execute()).map(toRecord);
  }

  async count(where: ProvisioningLogCondition | undefined): Promise<number> {
    const { count } = await (
      await this.#matching(where)
    )
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async #matching(where: ProvisioningLogCondition | undefined) {
    const select = this.#database.kysely.selectFrom('provisioning_log');
    return where ? select.where(toPredicate(await this.#withoutNames(where), this.#columns)) : select;
  }

  /**
   * Applications are few and records are many: their names are looked up first, and the log is asked by the ids, which an
   * index serves. `contains` of a whole id is that id, as the portal of Microsoft Entra asks for it.
   */
  async #withoutNames(condition: ProvisioningLogCondition): Promise<ProvisioningLogCondition> {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return merged(condition.kind, await Promise.all(condition.operands.map((part) => this.#withoutNames(part))));
      case 'not':
        return { kind: 'not', operand: await this.#withoutNames(condition.operand) };
      case 'text':
        if (condition.field === 'servicePrincipal/displayName') return this.#byName(condition);
        return condition.field === 'servicePrincipal/id' && wholeId.test(condition.value)
          ? byApplications([condition.value])
          : condition;
      case 'compare':
        return condition.field === 'servicePrincipal/displayName' && condition.operator === 'eq'
          ? this.#byName(condition)
          : condition;
      default:
        return condition;
    }
  }

  async #byName(condition: ProvisioningLogCondition): Promise<ProvisioningLogCondition> {
    const columns = { 'servicePrincipal/displayName': text(sql`display_name`) } as LogColumns<ProvisioningLogField>;
    const { rows } = await sql<{ id: string }>`
      select id from service_principals where ${toPredicate(condition, columns)}`.execute(this.#database.kysely);
    return byApplications(rows.map(({ id }) => id));
  }

  /** Removes records older than `before`, a bounded number at a time; returns how many. */
  async trim(before: Date, limit: number): Promise<number> {
    await this.#database.kysely.deleteFrom('outcome_counts').where('hour', '<', before).execute();
    const { numAffectedRows } = await sql`
      delete from provisioning_log where id in (
        select id from provisioning_log
        where id < ${firstIdAt(before.getTime())}::uuid order by id limit ${limit})
    `.execute(this.#database.kysely);
    return Number(numAffectedRows ?? 0n);
  }
}

const wholeId = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const byApplications = (values: readonly string[]): ProvisioningLogCondition => ({
  kind: 'in',
  field: 'servicePrincipal/id',
  values,
});

/** `application in (…) or application in (…)` is one list, which an index serves. */
function merged(kind: 'and' | 'or', operands: readonly ProvisioningLogCondition[]): ProvisioningLogCondition {
  const lists = operands.flatMap((part) => (part.kind === 'in' && part.field === 'servicePrincipal/id' ? [part] : []));
  if (kind === 'and' || lists.length < operands.length) return { kind, operands };
  return byApplications([...new Set(lists.flatMap(({ values }) => values))]);
}

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
    ...(row.left_at === null ? {} : { leftAt: row.left_at }),
    ...detail,
  };
}
