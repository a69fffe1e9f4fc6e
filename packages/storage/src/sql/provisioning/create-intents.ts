/** Notes of what may have been sent, creates and references, one row each: part of CycleStore and LinkStore. */
import { AbortedError } from '@drawbridge/base';
import type { CreateIntent, IntentNote, Lease, PageCommit, Reference } from '@drawbridge/engine';
import { sql, type Kysely, type Transaction } from 'kysely';
import { anyUuid, storable } from '../rows.ts';
import { heldBy } from './job-store.ts';
import type { ProvisioningTables } from './tables.ts';

/** More are left for the next cycle. */
const maxNotes = 100;

/** One statement. Throws AbortedError when the lease is lost or the job is gone: then nothing may be created. */
export async function noteIntents(
  kysely: Kysely<ProvisioningTables>,
  jobId: string,
  lease: Lease | undefined,
  note: IntentNote,
): Promise<void> {
  const { rows } = await sql`
    insert into create_intents (job_key, id, noted_at, intents)
    select key, ${note.id}::uuid, now(), ${storable(print(note))}
    from synchronization_jobs where id = ${jobId} and ${lease ? heldBy(lease) : sql`true`}
    returning id
  `.execute(kysely);
  if (rows.length === 0) throw new AbortedError(`The lease on job ${jobId} was lost, or the job was removed.`);
}

export async function replaceIntents(
  tx: Transaction<ProvisioningTables>,
  jobKey: number,
  { settled, open }: NonNullable<PageCommit['intents']>,
): Promise<void> {
  if (settled.length > 0) {
    await sql`delete from create_intents where job_key = ${jobKey} and id = ${anyUuid(settled)}`.execute(tx);
  }
  if (!open) return;
  await sql`
    insert into create_intents (job_key, id, noted_at, intents)
    values (${jobKey}::int, ${open.id}::uuid, now(), ${storable(print(open))})
  `.execute(tx);
}

export async function openIntents(kysely: Kysely<ProvisioningTables>, jobId: string): Promise<readonly IntentNote[]> {
  const { rows } = await sql<{ id: string; intents: string }>`
    select i.id, i.intents from create_intents i join synchronization_jobs j on j.key = i.job_key
    where j.id = ${jobId} order by i.noted_at limit ${maxNotes}
  `.execute(kysely);
  return rows.map(({ id, intents }) => parse(id, intents));
}

/** References of one owner stand together: a page has hundreds of them, and few owners. */
type OwnedReferences = Pick<Reference, 'attribute' | 'ownerId'> & { readonly referencedIds: readonly string[] };

function print({ intents, references = [] }: IntentNote): string {
  const byOwner = Map.groupBy(references, ({ attribute, ownerId }) => `${attribute} ${ownerId}`);
  const owned = [...byOwner.values()].map((own): OwnedReferences => {
    const { attribute, ownerId } = own[0]!;
    return { attribute, ownerId, referencedIds: own.map(({ referencedId }) => referencedId) };
  });
  return JSON.stringify([...intents, ...owned]);
}

function parse(id: string, text: string): IntentNote {
  const items = JSON.parse(text) as readonly (CreateIntent | OwnedReferences)[];
  const intents = items.filter((item) => 'sourceId' in item);
  const references = items.flatMap((item) => {
    if ('sourceId' in item) return [];
    const { attribute, ownerId, referencedIds } = item;
    return referencedIds.map((referencedId): Reference => ({ attribute, ownerId, referencedId }));
  });
  return { id, intents, ...(references.length > 0 ? { references } : {}) };
}
