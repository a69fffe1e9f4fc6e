/** Deletions held back and deletions counted, as the cycle store writes them and the link store reads them. */
import type {
  ObjectType,
  PageCommit,
  StagedDecision,
  StagedDeletion,
  StagedState,
  LeaveEvent,
} from '@drawbridge/engine';
import { sql, type Selectable, type Transaction } from 'kysely';
import { anyUuid, recordset } from '../rows.ts';
import type { ProvisioningTables } from './tables.ts';

type Tx = Transaction<ProvisioningTables>;

const minuteMs = 60_000;
/** Longer than the longest window that a job may have. */
const keptMs = 31 * 24 * 60 * minuteMs;

export async function clearStaged(tx: Tx, jobKey: number, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`delete from staged_deletions where job_key = ${jobKey} and source_id = ${anyUuid(sourceIds)}`.execute(tx);
}

/** What waits already keeps the moment since when it does. */
export async function putStaged(tx: Tx, jobKey: number, staged: readonly StagedDeletion[]): Promise<void> {
  if (staged.length === 0) return;
  const rows = staged.map((one) => ({
    source_id: one.sourceId,
    object_type: one.type,
    target_id: one.targetId,
    display_name: one.displayName,
    principal_name: one.principalName ?? null,
    action: one.action,
    event: one.event,
    state: one.state,
    since: one.since,
    decided_at: one.decidedAt ?? null,
  }));
  const columns =
    'source_id uuid, object_type text, target_id text, display_name text, principal_name text, action text, event text, state text, since timestamptz, decided_at timestamptz';
  await sql`
    insert into staged_deletions (
      job_key, source_id, object_type, target_id, display_name, principal_name, action, event, state, since, decided_at)
    select ${jobKey}::int, put.* from ${recordset(rows, 'put', columns)}
    on conflict (job_key, source_id) do update set
      target_id = excluded.target_id, display_name = excluded.display_name, principal_name = excluded.principal_name,
      action = excluded.action, event = excluded.event, state = excluded.state, decided_at = excluded.decided_at
  `.execute(tx);
}

export async function decideStaged(tx: Tx, jobKey: number, { state, sourceIds, at }: StagedDecision): Promise<number> {
  let update = tx.updateTable('staged_deletions').set({ state, decided_at: at }).where('job_key', '=', jobKey);
  update = sourceIds
    ? update.where(sql<boolean>`source_id = ${anyUuid(sourceIds)}`)
    : update.where('state', '=', 'pending');
  return Number((await update.executeTakeFirst()).numUpdatedRows);
}

export async function countDeletions(
  tx: Tx,
  jobKey: number,
  { at, count }: NonNullable<PageCommit['deletions']>,
): Promise<void> {
  const minute = new Date(Math.floor(at.getTime() / minuteMs) * minuteMs);
  await sql`
    insert into deletion_counts (job_key, minute, count) values (${jobKey}, ${minute}, ${count})
    on conflict (job_key, minute) do update set count = deletion_counts.count + excluded.count
  `.execute(tx);
  await tx
    .deleteFrom('deletion_counts')
    .where('job_key', '=', jobKey)
    .where('minute', '<', new Date(at.getTime() - keptMs))
    .execute();
}

export const toStaged = (row: Selectable<ProvisioningTables['staged_deletions']>): StagedDeletion => ({
  sourceId: row.source_id,
  type: row.object_type as ObjectType,
  targetId: row.target_id,
  displayName: row.display_name,
  ...(row.principal_name === null ? {} : { principalName: row.principal_name }),
  action: row.action as StagedDeletion['action'],
  event: row.event as LeaveEvent,
  state: row.state as StagedState,
  since: row.since,
  ...(row.decided_at === null ? {} : { decidedAt: row.decided_at }),
});
