/** The links of a job for people to look through: filtered, in pages, each with what the log last said about it. */
import type { LinkState, ObjectType } from '@drawbridge/engine';
import { sql } from 'kysely';
import type { Database } from '../../database/index.ts';
import { toPredicate, type LogColumns, type LogCondition } from '../logs/log-condition.ts';
import type { ProvisioningTables } from './tables.ts';

/** What links can be chosen by, in the words of the API. */
export type LinkField = 'objectId' | 'objectTypeName' | 'targetId' | 'displayName' | 'state';
export type LinkCondition = LogCondition<LinkField>;

export type ListedLink = {
  readonly sourceId: string;
  readonly type: ObjectType;
  readonly targetId: string;
  readonly displayName: string;
  readonly state: LinkState;
  readonly targetActive: boolean | undefined;
  readonly deleteAt: Date | undefined;
  /** Undefined: before links had a time. */
  readonly linkedAt: Date | undefined;
  /** The newest record of the log about it; undefined when the log has none any more. */
  readonly last:
    { readonly id: string; readonly at: Date; readonly action: string; readonly status: string } | undefined;
};

export type LinkPage = {
  readonly where?: LinkCondition | undefined;
  /** Source id of the last link of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};

const columns: LogColumns<LinkField> = {
  objectId: { type: 'uuid', column: sql`l.source_id` },
  objectTypeName: { type: 'text', column: sql`l.object_type` },
  targetId: { type: 'text', column: sql`l.target_id` },
  displayName: { type: 'text', column: sql`l.display_name` },
  state: { type: 'text', column: sql`l.state` },
};

type Row = {
  source_id: string;
  object_type: ObjectType;
  target_id: string;
  display_name: string;
  state: LinkState;
  target_active: boolean | null;
  delete_at: Date | null;
  linked_at: Date | null;
  log_id: string | null;
  log_at: Date | null;
  action: string | null;
  status: string | null;
};

export class SqlLinkList {
  readonly #database: Database<ProvisioningTables>;

  constructor(database: Database<ProvisioningTables>) {
    this.#database = database;
  }

  /** By source id. */
  async list(jobId: string, { where, after, limit }: LinkPage): Promise<readonly ListedLink[]> {
    const { rows } = await sql<Row>`
      select l.source_id, l.object_type, l.target_id, l.display_name, l.state, l.target_active, l.delete_at, l.linked_at,
        log.id as log_id, log.activity_at as log_at, log.action, log.status
      from (
        select * from links l where ${isOf(jobId, where)} ${after === undefined ? sql`` : sql`and source_id > ${after}::uuid`}
        order by source_id limit ${limit}
      ) l
      left join lateral (
        select id, activity_at, action, status from provisioning_log p
        where p.source_id = l.source_id and p.job_id = ${jobId} order by p.id desc limit 1
      ) log on true
      order by l.source_id`.execute(this.#database.kysely);
    return rows.map(toListed);
  }

  async count(jobId: string, where: LinkCondition | undefined): Promise<number> {
    const { rows } = await sql<{ count: string }>`
      select count(*) as count from links l where ${isOf(jobId, where)}`.execute(this.#database.kysely);
    return Number(rows[0]!.count);
  }
}

const isOf = (jobId: string, where: LinkCondition | undefined) => sql<boolean>`
  l.job_key = (select key from synchronization_jobs where id = ${jobId})
  ${where ? sql`and ${toPredicate(where, columns)}` : sql``}`;

const toListed = (row: Row): ListedLink => ({
  sourceId: row.source_id,
  type: row.object_type,
  targetId: row.target_id,
  displayName: row.display_name,
  state: row.state,
  targetActive: row.target_active ?? undefined,
  deleteAt: row.delete_at ?? undefined,
  linkedAt: row.linked_at ?? undefined,
  last:
    row.log_id === null || row.log_at === null || row.action === null || row.status === null
      ? undefined
      : { id: row.log_id, at: row.log_at, action: row.action, status: row.status },
});
