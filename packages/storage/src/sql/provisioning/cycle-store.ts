/** CycleStore on SQL: one transaction a page, one statement a table. */
import {
  referenceAttributes,
  type CycleStore,
  type IntentNote,
  type Lease,
  type PageCommit,
  type ProvisioningLogRecord,
  type Reference,
  type StagedDecision,
} from '@drawbridge/engine';
import { sql, type Transaction } from 'kysely';
import type { Database } from '../../database/index.ts';
import { anyUuid, recordset } from '../rows.ts';
import { noteIntents, replaceIntents } from './create-intents.ts';
import { fencedOff, lockJob } from './job-store.ts';
import { countOutcomes } from './outcome-counts.ts';
import { clearStaged, countDeletions, decideStaged, putStaged } from './staged-deletions.ts';
import type { ProvisioningTables } from './tables.ts';

type Tx = Transaction<ProvisioningTables>;

export class SqlCycleStore implements CycleStore {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  async noteIntents(jobId: string, lease: Lease | undefined, note: IntentNote): Promise<void> {
    await noteIntents(this.#database.kysely, jobId, lease, note);
  }

  async commitPage(jobId: string, lease: Lease | undefined, page: PageCommit): Promise<void> {
    const { links, references, escrows, log, cursor } = page;
    await this.#database.transaction(async (tx) => {
      const jobKey = await lockJob(tx, jobId, lease);
      await dropLinks(tx, jobKey, links.drop);
      await putLinks(tx, jobKey, links.put);
      await removeReferences(tx, jobKey, references.removed);
      await writeReferences(tx, jobKey, references.written);
      const cleared = escrows.clear.map((escrow) => escrow.sourceId);
      await clearEscrows(tx, jobKey, cleared);
      await putEscrows(tx, jobKey, escrows.put);
      if (page.staged) {
        await clearStaged(tx, jobKey, page.staged.clear);
        await putStaged(tx, jobKey, page.staged.put);
      }
      if (page.deletions) await countDeletions(tx, jobKey, page.deletions);
      await appendLog(tx, log);
      if (page.intents) await replaceIntents(tx, jobKey, page.intents);
      if (page.fencesOff)
        await tx.updateTable('synchronization_jobs').set(fencedOff).where('key', '=', jobKey).execute();
      if (!cursor) return;
      await tx
        .updateTable('synchronization_jobs')
        .set({ cursor: JSON.stringify(cursor) })
        .where('key', '=', jobKey)
        .execute();
    });
  }

  async decideStaged(jobId: string, decision: StagedDecision): Promise<number> {
    return this.#database.transaction(async (tx) => decideStaged(tx, await lockJob(tx, jobId, undefined), decision));
  }
}

async function dropLinks(tx: Tx, jobKey: number, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`delete from links where job_key = ${jobKey} and source_id = ${anyUuid(sourceIds)}`.execute(tx);
  await dropReferencesOf(tx, jobKey, sourceIds);
}

async function dropReferencesOf(tx: Tx, jobKey: number, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0) return;
  const gone = anyUuid(sourceIds);
  await sql`
    delete from written_references
    where job_key = ${jobKey} and attribute = any(${[...referenceAttributes]}) and owner_id = ${gone}
  `.execute(tx);
  await sql`delete from written_references where job_key = ${jobKey} and referenced_id = ${gone}`.execute(tx);
}

async function putLinks(tx: Tx, jobKey: number, links: PageCommit['links']['put']): Promise<void> {
  if (links.length === 0) return;
  await freeTargets(tx, jobKey, links);
  const rows = links.map((link) => ({
    source_id: link.sourceId,
    object_type: link.type,
    target_id: link.targetId,
    display_name: link.displayName,
    state: link.state,
    target_active: link.targetActive ?? null,
    delete_at: link.deleteAt ?? null,
  }));
  const columns =
    'source_id uuid, object_type text, target_id text, display_name text, state text, target_active boolean, delete_at timestamptz';
  await sql`
    insert into links (job_key, source_id, object_type, target_id, display_name, state, target_active, delete_at)
    select ${jobKey}::int, source_id, object_type, target_id, display_name, state, target_active, delete_at
    from ${recordset(rows, 'put', columns)}
    on conflict (job_key, source_id) do update set
      object_type = excluded.object_type, target_id = excluded.target_id, display_name = excluded.display_name,
      state = excluded.state, target_active = excluded.target_active, delete_at = excluded.delete_at,
      linked_at = case when links.target_id = excluded.target_id then links.linked_at else now() end
  `.execute(tx);
}

/**
 * A target belongs to the one linked last. Two sources come to the same target when a cycle and provision on demand match
 * at the same moment, or when targets change hands within a page; refusing the page would lose all that it has done.
 */
async function freeTargets(tx: Tx, jobKey: number, links: PageCommit['links']['put']): Promise<void> {
  const rows = links.map((link) => ({ source_id: link.sourceId, object_type: link.type, target_id: link.targetId }));
  const { rows: freed } = await sql<{ source_id: string }>`
    delete from links l using ${recordset(rows, 'put', 'source_id uuid, object_type text, target_id text')}
    where l.job_key = ${jobKey} and l.object_type = put.object_type and l.target_id = put.target_id
      and l.source_id <> put.source_id
    returning l.source_id
  `.execute(tx);
  if (freed.length === 0) return;
  const linkedAgain = new Set(links.map((link) => link.sourceId));
  const unlinked = freed.map((row) => row.source_id).filter((id) => !linkedAgain.has(id));
  await dropReferencesOf(tx, jobKey, unlinked);
}

const referenceRows = (references: readonly Reference[]) =>
  recordset(
    references.map(({ attribute, ownerId, referencedId }) => ({
      attribute,
      owner_id: ownerId,
      referenced_id: referencedId,
    })),
    'given',
    'attribute text, owner_id uuid, referenced_id uuid',
  );

async function writeReferences(tx: Tx, jobKey: number, references: readonly Reference[]): Promise<void> {
  if (references.length === 0) return;
  await sql`
    insert into written_references (job_key, attribute, owner_id, referenced_id)
    select ${jobKey}::int, attribute, owner_id, referenced_id from ${referenceRows(references)}
    on conflict do nothing
  `.execute(tx);
}

async function removeReferences(tx: Tx, jobKey: number, references: readonly Reference[]): Promise<void> {
  if (references.length === 0) return;
  await sql`
    delete from written_references w using ${referenceRows(references)}
    where w.job_key = ${jobKey} and w.attribute = given.attribute
      and w.owner_id = given.owner_id and w.referenced_id = given.referenced_id
  `.execute(tx);
}

async function clearEscrows(tx: Tx, jobKey: number, sourceIds: readonly string[]): Promise<void> {
  if (sourceIds.length === 0) return;
  await sql`delete from escrows where job_key = ${jobKey} and source_id = ${anyUuid(sourceIds)}`.execute(tx);
}

async function putEscrows(tx: Tx, jobKey: number, escrows: PageCommit['escrows']['put']): Promise<void> {
  if (escrows.length === 0) return;
  const rows = escrows.map((escrow) => ({
    source_id: escrow.sourceId,
    object_type: escrow.type,
    first_failed_at: escrow.firstFailedAt,
    attempts: escrow.attempts,
    next_attempt_at: escrow.nextAttemptAt,
    error_code: escrow.errorCode,
    message: escrow.message,
    left_at: escrow.leftAt ?? null,
  }));
  await sql`
    insert into escrows (job_key, source_id, object_type, first_failed_at, attempts, next_attempt_at, error_code, message, left_at)
    select ${jobKey}::int, source_id, object_type, first_failed_at, attempts, next_attempt_at, error_code, message, left_at
    from ${recordset(rows, 'put', 'source_id uuid, object_type text, first_failed_at timestamptz, attempts int, next_attempt_at timestamptz, error_code text, message text, left_at timestamptz')}
    on conflict (job_key, source_id) do update set
      attempts = excluded.attempts, next_attempt_at = excluded.next_attempt_at,
      error_code = excluded.error_code, message = excluded.message, left_at = excluded.left_at
  `.execute(tx);
}

const logColumns =
  'id uuid, activity_at timestamptz, job_id text, service_principal_id uuid, cycle_id uuid, change_id uuid, action text, ' +
  'status text, duration_ms int, object_type text, source_id uuid, source_display_name text, source_principal_name text, ' +
  'target_id text, target_display_name text, error_code text, detail text, left_at timestamptz';

async function appendLog(tx: Tx, records: readonly ProvisioningLogRecord[]): Promise<void> {
  if (records.length === 0) return;
  await sql`
    insert into provisioning_log (
      id, activity_at, job_id, service_principal_id, cycle_id, change_id, action, status, duration_ms, object_type,
      source_id, source_display_name, source_principal_name, target_id, target_display_name, error_code, detail, left_at)
    select * from ${recordset(records.map(toLogRow), 'put', logColumns)}
  `.execute(tx);
  await countOutcomes(tx, records);
}

/** What is read whole or not at all. */
export type LogDetail = Pick<ProvisioningLogRecord, 'steps' | 'modifiedProperties' | 'error'>;

function toLogRow(record: ProvisioningLogRecord) {
  const detail: LogDetail = {
    steps: record.steps,
    modifiedProperties: record.modifiedProperties,
    ...(record.error ? { error: record.error } : {}),
  };
  return {
    id: record.id,
    activity_at: record.activityAt,
    job_id: record.jobId,
    service_principal_id: record.servicePrincipalId,
    cycle_id: record.cycleId,
    change_id: record.changeId,
    action: record.action,
    status: record.status,
    duration_ms: Math.round(record.durationMs),
    object_type: record.objectType,
    source_id: record.source.id,
    source_display_name: record.source.displayName,
    source_principal_name: record.source.principalName ?? null,
    target_id: record.target?.id ?? null,
    target_display_name: record.target?.displayName ?? null,
    error_code: record.error?.errorCode ?? null,
    detail: JSON.stringify(detail),
    left_at: record.leftAt ?? null,
  };
}
