/** LinkStore on SQL: batch reads by one array parameter each. */
import {
  objectTypes,
  type Escrow,
  type IntentNote,
  type Link,
  type LinkState,
  type LinkStore,
  type ObjectType,
  type Reference,
  type ReferenceAttribute,
  type StagedDeletion,
  type StagedState,
} from '@drawbridge/engine';
import { sql, type Selectable } from 'kysely';
import type { Database } from '../../database/index.ts';
import { anyUuid, recordset, storable } from '../rows.ts';
import { toStaged } from './staged-deletions.ts';
import { openIntents } from './create-intents.ts';
import type { ProvisioningTables } from './tables.ts';

export class SqlLinkStore implements LinkStore {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  async linksOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Link>> {
    if (sourceIds.length === 0) return new Map();
    const rows = await this.#database.kysely
      .selectFrom('links')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where(sql<boolean>`source_id = ${anyUuid(sourceIds)}`)
      .execute();
    return new Map(rows.map((row) => [row.source_id, toLink(row)]));
  }

  async linkOfTarget(jobId: string, type: ObjectType, targetId: string): Promise<Link | undefined> {
    const row = await this.#database.kysely
      .selectFrom('links')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where('object_type', '=', type)
      .where('target_id', '=', storable(targetId))
      .executeTakeFirst();
    return row && toLink(row);
  }

  async linksOfTargets(jobId: string, targetIds: readonly string[]): Promise<readonly Link[]> {
    if (targetIds.length === 0) return [];
    const rows = await this.#database.kysely
      .selectFrom('links')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where('object_type', 'in', objectTypes)
      .where(sql<boolean>`target_id = any(${targetIds.map(storable)}::text[])`)
      .execute();
    return rows.map(toLink);
  }

  async writtenReferences(jobId: string, references: readonly Reference[]): Promise<readonly Reference[]> {
    if (references.length === 0) return [];
    const asked = references.map(({ attribute, ownerId, referencedId }) => ({
      attribute,
      owner_id: ownerId,
      referenced_id: referencedId,
    }));
    const { rows } = await sql<ReferenceRow>`
      select w.attribute, w.owner_id, w.referenced_id
      from ${recordset(asked, 'asked', 'attribute text, owner_id uuid, referenced_id uuid')}
      join written_references w
        on w.job_key = ${keyOf(jobId)} and w.attribute = asked.attribute
       and w.owner_id = asked.owner_id and w.referenced_id = asked.referenced_id
    `.execute(this.#database.kysely);
    return rows.map(toReference);
  }

  async writtenReferencesOf(
    jobId: string,
    attribute: ReferenceAttribute,
    ownerIds: readonly string[],
  ): Promise<readonly Reference[]> {
    if (ownerIds.length === 0) return [];
    const rows = await this.#database.kysely
      .selectFrom('written_references')
      .select(['attribute', 'owner_id', 'referenced_id'])
      .where('job_key', '=', keyOf(jobId))
      .where('attribute', '=', attribute)
      .where(sql<boolean>`owner_id = ${anyUuid(ownerIds)}`)
      .execute();
    return rows.map(toReference);
  }

  async listLinks(
    jobId: string,
    page: { state?: LinkState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly Link[]> {
    let select = this.#database.kysely
      .selectFrom('links')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .orderBy('source_id')
      .limit(page.limit);
    if (page.state !== undefined) select = select.where('state', '=', page.state);
    if (page.after !== undefined) select = select.where('source_id', '>', page.after);
    return (await select.execute()).map(toLink);
  }

  async listWrittenReferences(
    jobId: string,
    page: { attribute: ReferenceAttribute; ownerId?: string | undefined; after?: Reference | undefined; limit: number },
  ): Promise<readonly Reference[]> {
    let select = this.#database.kysely
      .selectFrom('written_references')
      .select(['attribute', 'owner_id', 'referenced_id'])
      .where('job_key', '=', keyOf(jobId))
      .where('attribute', '=', page.attribute)
      .orderBy('owner_id')
      .orderBy('referenced_id')
      .limit(page.limit);
    if (page.ownerId !== undefined) select = select.where('owner_id', '=', page.ownerId);
    if (page.after !== undefined) {
      const { ownerId, referencedId } = page.after;
      select = select.where(sql<boolean>`(owner_id, referenced_id) > (${ownerId}::uuid, ${referencedId}::uuid)`);
    }
    return (await select.execute()).map(toReference);
  }

  async dueEscrows(jobId: string, now: Date, limit: number): Promise<readonly Escrow[]> {
    const rows = await this.#database.kysely
      .selectFrom('escrows')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .limit(limit)
      .execute();
    return rows.map(toEscrow);
  }

  async escrowsOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, Escrow>> {
    if (sourceIds.length === 0) return new Map();
    const rows = await this.#database.kysely
      .selectFrom('escrows')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where(sql<boolean>`source_id = ${anyUuid(sourceIds)}`)
      .execute();
    return new Map(rows.map((row) => [row.source_id, toEscrow(row)]));
  }

  async listEscrows(jobId: string, page: { after?: string | undefined; limit: number }): Promise<readonly Escrow[]> {
    let select = this.#database.kysely
      .selectFrom('escrows')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .orderBy('source_id')
      .limit(page.limit);
    if (page.after !== undefined) select = select.where('source_id', '>', page.after);
    return (await select.execute()).map(toEscrow);
  }

  async dueDeletions(
    jobId: string,
    page: { now: Date; after?: string | undefined; limit: number },
  ): Promise<readonly Link[]> {
    let select = this.#database.kysely
      .selectFrom('links')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where('delete_at', '<=', page.now)
      .orderBy('source_id')
      .limit(page.limit);
    if (page.after !== undefined) select = select.where('source_id', '>', page.after);
    return (await select.execute()).map(toLink);
  }

  async nextDeletionAt(jobId: string, now: Date): Promise<Date | undefined> {
    const { next } = await this.#database.kysely
      .selectFrom('links')
      .select((eb) => eb.fn.min<Date | null>('delete_at').as('next'))
      .where('job_key', '=', keyOf(jobId))
      .where('delete_at', '>', now)
      .executeTakeFirstOrThrow();
    return next ?? undefined;
  }

  async stagedOf(jobId: string, sourceIds: readonly string[]): Promise<ReadonlyMap<string, StagedDeletion>> {
    if (sourceIds.length === 0) return new Map();
    const rows = await this.#database.kysely
      .selectFrom('staged_deletions')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .where(sql<boolean>`source_id = ${anyUuid(sourceIds)}`)
      .execute();
    return new Map(rows.map((row) => [row.source_id, toStaged(row)]));
  }

  async listStaged(
    jobId: string,
    page: { state?: StagedState | undefined; after?: string | undefined; limit: number },
  ): Promise<readonly StagedDeletion[]> {
    let select = this.#database.kysely
      .selectFrom('staged_deletions')
      .selectAll()
      .where('job_key', '=', keyOf(jobId))
      .orderBy('source_id')
      .limit(page.limit);
    if (page.state !== undefined) select = select.where('state', '=', page.state);
    if (page.after !== undefined) select = select.where('source_id', '>', page.after);
    return (await select.execute()).map(toStaged);
  }

  async countStaged(jobId: string, state: StagedState): Promise<number> {
    const { count } = await this.#database.kysely
      .selectFrom('staged_deletions')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('job_key', '=', keyOf(jobId))
      .where('state', '=', state)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async countDeletions(jobId: string, since: Date): Promise<number> {
    const { sum } = await this.#database.kysely
      .selectFrom('deletion_counts')
      .select((eb) => eb.fn.sum<string | null>('count').as('sum'))
      .where('job_key', '=', keyOf(jobId))
      .where('minute', '>', new Date(since.getTime() - 60_000))
      .executeTakeFirstOrThrow();
    return Number(sum ?? 0);
  }

  async countManaged(jobId: string): Promise<number> {
    const { count } = await this.#database.kysely
      .selectFrom('links')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('job_key', '=', keyOf(jobId))
      .where('state', '=', 'managed')
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  async countEscrows(jobId: string): Promise<number> {
    const { count } = await this.#database.kysely
      .selectFrom('escrows')
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('job_key', '=', keyOf(jobId))
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** How many links of each type the job has. */
  async countLinks(jobId: string): Promise<Readonly<Record<ObjectType, number>>> {
    const rows = await this.#database.kysely
      .selectFrom('links')
      .select((eb) => ['object_type', eb.fn.countAll<string>().as('count')])
      .where('job_key', '=', keyOf(jobId))
      .groupBy('object_type')
      .execute();
    const counts = { User: 0, Group: 0 };
    for (const { object_type, count } of rows) counts[object_type as ObjectType] = Number(count);
    return counts;
  }

  openIntents(jobId: string): Promise<readonly IntentNote[]> {
    return openIntents(this.#database.kysely, jobId);
  }

  async nextEscrowAt(jobId: string): Promise<Date | undefined> {
    const { next } = await this.#database.kysely
      .selectFrom('escrows')
      .select((eb) => eb.fn.min<Date | null>('next_attempt_at').as('next'))
      .where('job_key', '=', keyOf(jobId))
      .executeTakeFirstOrThrow();
    return next ?? undefined;
  }
}

/** The number of the job, looked up once per statement; none when there is no such job. */
const keyOf = (jobId: string) => sql<number>`(select key from synchronization_jobs where id = ${jobId})`;

type ReferenceRow = { attribute: string; owner_id: string; referenced_id: string };

const toReference = (row: ReferenceRow): Reference => ({
  attribute: row.attribute as ReferenceAttribute,
  ownerId: row.owner_id,
  referencedId: row.referenced_id,
});

const toLink = (row: Selectable<ProvisioningTables['links']>): Link => ({
  sourceId: row.source_id,
  type: row.object_type as ObjectType,
  targetId: row.target_id,
  displayName: row.display_name,
  state: row.state as LinkState,
  ...(row.target_active === null ? {} : { targetActive: row.target_active }),
  ...(row.delete_at === null ? {} : { deleteAt: row.delete_at }),
});

const toEscrow = (row: Selectable<ProvisioningTables['escrows']>): Escrow => ({
  sourceId: row.source_id,
  type: row.object_type as ObjectType,
  firstFailedAt: row.first_failed_at,
  attempts: row.attempts,
  nextAttemptAt: row.next_attempt_at,
  errorCode: row.error_code,
  message: row.message,
  ...(row.left_at === null ? {} : { leftAt: row.left_at }),
});
