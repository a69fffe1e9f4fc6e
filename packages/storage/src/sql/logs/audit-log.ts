/** The audit log: who changed what, when, with which result. Written in the transaction of the change where there is one. */
import { sql, type QueryExecutorProvider, type Selectable } from 'kysely';
import type { Database } from '../../database/index.ts';
import { anyUuid, recordset } from '../rows.ts';
import { toPredicate, type LogColumns, type LogCondition } from './log-condition.ts';
import { firstIdAt } from './log-time.ts';
import type { AuditTables } from './tables.ts';

export type AuditTarget = {
  readonly id: string | null;
  /** Graph's word: `User`, `Group`, `Application`, `ServicePrincipal`, … */
  readonly type: string;
  readonly displayName: string | null;
  readonly userPrincipalName: string | null;
  /** Values are JSON in a text, as in Graph; null where there is none. */
  readonly modifiedProperties: readonly {
    readonly displayName: string;
    readonly oldValue: string | null;
    readonly newValue: string | null;
  }[];
};

export type AuditInitiator =
  | {
      readonly type: 'user';
      readonly id: string;
      readonly displayName: string;
      readonly userPrincipalName: string;
      readonly ipAddress: string;
    }
  | { readonly type: 'application'; readonly id: string; readonly appId: string; readonly displayName: string }
  | { readonly type: 'system'; readonly displayName: string };

export type AuditRecord = {
  /** A version 7 UUID of `activityAt`. */
  readonly id: string;
  readonly activityAt: Date;
  readonly activity: string;
  readonly category: string;
  readonly operationType: string;
  readonly service: string;
  readonly correlationId: string;
  readonly result: 'success' | 'failure';
  readonly resultReason: string;
  readonly initiator: AuditInitiator;
  readonly targets: readonly AuditTarget[];
  readonly details: readonly { readonly key: string; readonly value: string }[];
};

export const auditFields = [
  'id', 'activityDateTime', 'activityDisplayName', 'category', 'operationType', 'loggedByService', 'correlationId', 'result',
  'initiatedBy/user/id', 'initiatedBy/user/displayName', 'initiatedBy/user/userPrincipalName', 'initiatedBy/app/appId',
  'initiatedBy/app/displayName', 'initiatedBy/app/servicePrincipalId',
] as const; // prettier-ignore
export type AuditField = (typeof auditFields)[number];
export const auditTargetFields = ['id', 'displayName', 'type', 'userPrincipalName'] as const;
export type AuditTargetField = (typeof auditTargetFields)[number];
export type AuditCondition = LogCondition<AuditField, AuditTargetField>;

export type AuditQuery = {
  readonly where?: AuditCondition | undefined;
  readonly order: 'newest-first' | 'oldest-first';
  /** Id of the last record of the page before. */
  readonly cursor?: string | undefined;
  readonly limit: number;
};

const ofInitiator = (type: string, column: string) =>
  ({
    type: 'text',
    column: sql`case when initiator_type = ${sql.lit(type)} then ${sql.ref(column)} end`,
  }) as const;

const columns: LogColumns<AuditField> = {
  id: { type: 'uuid', column: sql`audit_log.id` },
  activityDateTime: { type: 'time', column: sql`audit_log.id` },
  activityDisplayName: { type: 'text', column: sql`activity` },
  category: { type: 'text', column: sql`category` },
  operationType: { type: 'text', column: sql`operation_type` },
  loggedByService: { type: 'text', column: sql`service` },
  correlationId: { type: 'uuid', column: sql`correlation_id` },
  result: { type: 'text', column: sql`result` },
  'initiatedBy/user/id': ofInitiator('user', 'initiator_id'),
  'initiatedBy/user/displayName': ofInitiator('user', 'initiator_display_name'),
  'initiatedBy/user/userPrincipalName': ofInitiator('user', 'initiator_principal_name'),
  'initiatedBy/app/appId': { type: 'text', column: sql`initiator_app_id` },
  'initiatedBy/app/displayName': {
    type: 'text',
    column: sql`case when initiator_type <> 'user' then initiator_display_name end`,
  },
  'initiatedBy/app/servicePrincipalId': ofInitiator('application', 'initiator_id'),
};

const targetColumns: LogColumns<AuditTargetField> = {
  id: { type: 'text', column: sql`target_id` },
  displayName: { type: 'text', column: sql`display_name` },
  type: { type: 'text', column: sql`type` },
  userPrincipalName: { type: 'text', column: sql`principal_name` },
};

const anyTarget = (condition: LogCondition<AuditTargetField> | undefined) =>
  sql<boolean>`exists (select 1 from audit_targets where audit_id = audit_log.id and ${
    condition ? toPredicate(condition, targetColumns) : sql`true`
  })`;

export class SqlAuditLog {
  readonly #database: Database<AuditTables>;

  constructor(database: Database<AuditTables>) {
    this.#database = database;
  }

  /** In the given transaction, or in one of its own. */
  async append(records: readonly AuditRecord[], tx?: QueryExecutorProvider): Promise<void> {
    if (records.length === 0) return;
    if (tx) await insert(tx, records);
    else await this.#database.transaction((own) => insert(own, records));
  }

  async get(id: string): Promise<AuditRecord | undefined> {
    const where = { kind: 'compare', field: 'id', operator: 'eq', value: id, lowered: false } as const;
    const [record] = await this.list({ where, order: 'newest-first', limit: 1 });
    return record;
  }

  async list({ where, order, cursor, limit }: AuditQuery): Promise<readonly AuditRecord[]> {
    const newest = order === 'newest-first';
    let select = this.#matching(where)
      .selectAll()
      .orderBy('id', newest ? 'desc' : 'asc')
      .limit(limit);
    if (cursor !== undefined) select = select.where('id', newest ? '<' : '>', cursor);
    const rows = await select.execute();
    const targets = await this.#targetsOf(rows.map(({ id }) => id));
    return rows.map((row) => toRecord(row, targets.get(row.id) ?? []));
  }

  async count(where: AuditCondition | undefined): Promise<number> {
    const { count } = await this.#matching(where)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** Removes records older than `before`, a bounded number at a time; returns how many. */
  async trim(before: Date, limit: number): Promise<number> {
    const { numAffectedRows } = await sql`
      delete from audit_log where id in (
        select id from audit_log where id < ${firstIdAt(before.getTime())}::uuid order by id limit ${limit})
    `.execute(this.#database.kysely);
    return Number(numAffectedRows ?? 0n);
  }

  #matching(where: AuditCondition | undefined) {
    const select = this.#database.kysely.selectFrom('audit_log');
    return where ? select.where(toPredicate(where, columns, anyTarget)) : select;
  }

  async #targetsOf(ids: readonly string[]): Promise<ReadonlyMap<string, readonly AuditTarget[]>> {
    const found = new Map<string, AuditTarget[]>();
    if (ids.length === 0) return found;
    const rows = await this.#database.kysely
      .selectFrom('audit_targets')
      .selectAll()
      .where(sql<boolean>`audit_id = ${anyUuid(ids)}`)
      .orderBy('audit_id')
      .orderBy('position')
      .execute();
    for (const row of rows) {
      const of = found.get(row.audit_id);
      if (of) of.push(toTarget(row));
      else found.set(row.audit_id, [toTarget(row)]);
    }
    return found;
  }
}

const recordColumns =
  'id uuid, activity_at timestamptz, activity text, category text, operation_type text, service text, correlation_id uuid, ' +
  'result text, result_reason text, initiator_type text, initiator_id text, initiator_app_id text, ' +
  'initiator_display_name text, initiator_principal_name text, ip_address text, details text';
const targetRowColumns =
  'audit_id uuid, position int, target_id text, type text, display_name text, principal_name text, modified text';

async function insert(tx: QueryExecutorProvider, records: readonly AuditRecord[]): Promise<void> {
  await sql`
    insert into audit_log (
      id, activity_at, activity, category, operation_type, service, correlation_id, result, result_reason, initiator_type,
      initiator_id, initiator_app_id, initiator_display_name, initiator_principal_name, ip_address, details)
    select * from ${recordset(records.map(toRow), 'put', recordColumns)}`.execute(tx);
  const targets = records.flatMap((record) =>
    record.targets.map((target, position) => toTargetRow(record, target, position)),
  );
  if (targets.length === 0) return;
  await sql`
    insert into audit_targets (audit_id, position, target_id, type, display_name, principal_name, modified)
    select * from ${recordset(targets, 'put', targetRowColumns)}`.execute(tx);
}

function toRow({ initiator, ...record }: AuditRecord): AuditTables['audit_log'] {
  return {
    id: record.id,
    activity_at: record.activityAt,
    activity: record.activity,
    category: record.category,
    operation_type: record.operationType,
    service: record.service,
    correlation_id: record.correlationId,
    result: record.result,
    result_reason: record.resultReason,
    initiator_type: initiator.type,
    initiator_id: initiator.type === 'system' ? null : initiator.id,
    initiator_app_id: initiator.type === 'application' ? initiator.appId : null,
    initiator_display_name: initiator.displayName,
    initiator_principal_name: initiator.type === 'user' ? initiator.userPrincipalName : null,
    ip_address: initiator.type === 'user' ? initiator.ipAddress : null,
    details: JSON.stringify(record.details),
  };
}

const toTargetRow = (record: AuditRecord, target: AuditTarget, position: number): AuditTables['audit_targets'] => ({
  audit_id: record.id,
  position,
  target_id: target.id,
  type: target.type,
  display_name: target.displayName,
  principal_name: target.userPrincipalName,
  modified: JSON.stringify(target.modifiedProperties),
});

const toTarget = (row: Selectable<AuditTables['audit_targets']>): AuditTarget => ({
  id: row.target_id,
  type: row.type,
  displayName: row.display_name,
  userPrincipalName: row.principal_name,
  modifiedProperties: JSON.parse(row.modified) as AuditTarget['modifiedProperties'],
});

function toRecord(row: Selectable<AuditTables['audit_log']>, targets: readonly AuditTarget[]): AuditRecord {
  return {
    id: row.id,
    activityAt: row.activity_at,
    activity: row.activity,
    category: row.category,
    operationType: row.operation_type,
    service: row.service,
    correlationId: row.correlation_id,
    result: row.result as AuditRecord['result'],
    resultReason: row.result_reason,
    initiator: toInitiator(row),
    targets,
    details: JSON.parse(row.details) as AuditRecord['details'],
  };
}

function toInitiator(row: Selectable<AuditTables['audit_log']>): AuditInitiator {
  const displayName = row.initiator_display_name ?? '';
  const id = row.initiator_id ?? '';
  switch (row.initiator_type) {
    case 'user':
      return {
        type: 'user',
        id,
        displayName,
        userPrincipalName: row.initiator_principal_name ?? '',
        ipAddress: row.ip_address ?? '',
      };
    case 'application':
      return { type: 'application', id, appId: row.initiator_app_id ?? '', displayName };
    default:
      return { type: 'system', displayName };
  }
}
