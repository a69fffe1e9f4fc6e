/** The change feed: read in the order of transactions, up to the oldest one still running. */
import { DirectoryError } from '@drawbridge/base';
import {
  readPosition,
  writePosition,
  type Change,
  type ChangeKind,
  type MemberKind,
  type ObjectKind,
} from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';

type Db = QueryExecutorProvider;

type ChangeRow = {
  xid: string;
  seq: string;
  object_type: ObjectKind;
  object_id: string;
  kind: ChangeKind;
  related_type: MemberKind | null;
  related_id: string | null;
  resource_id: string | null;
  properties: readonly string[] | null;
  created_at: Date;
};

/** Everything of transactions before the snapshot's xmin is visible already; everything else is read from here. */
export async function feedPosition(db: Db): Promise<string> {
  const { rows } = await sql<{ xid: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as xid`.execute(db);
  return writePosition({ xid: rows[0]?.xid ?? '0', seq: '0' });
}

export async function readChanges(db: Db, after: string, limit: number): Promise<readonly Change[]> {
  const place = readPosition(after);
  const { rows } = await sql<ChangeRow>`
    select xid::text as xid, seq, object_type, object_id, kind, related_type, related_id, resource_id, properties, created_at
    from changes
    where (changes.xid, changes.seq) > (${place.xid}::xid8, ${place.seq}::bigint)
      and changes.xid < pg_snapshot_xmin(pg_current_snapshot())
    order by changes.xid, changes.seq limit ${limit}`.execute(db);
  // After the rows, so that what was trimmed between the two statements is noticed.
  const { rows: lost } = await sql`
    select 1 from change_floor where (xid, seq) > (${place.xid}::xid8, ${place.seq}::bigint)`.execute(db);
  if (lost.length > 0) {
    throw new DirectoryError(
      'CHANGES_TRIMMED',
      `Changes after position ${after} have been removed from the change feed.`,
    );
  }
  return rows.map(toChange);
}

function toChange(row: ChangeRow): Change {
  return {
    kind: row.kind,
    objectType: row.object_type,
    objectId: row.object_id,
    at: row.created_at,
    position: writePosition(row),
    ...(row.related_type === null ? {} : { relatedType: row.related_type }),
    ...(row.related_id === null ? {} : { relatedId: row.related_id }),
    ...(row.resource_id === null ? {} : { resourceId: row.resource_id }),
    ...(row.properties === null ? {} : { properties: row.properties }),
  };
}

/** Removes the oldest rows of the feed that are older than `before`, at most `limit`; remembers how far. */
export async function trimBatch(db: Db, before: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    with oldest as (
      select xid, seq from changes where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid, seq limit ${limit}
    ), gone as (
      delete from changes using oldest
      where changes.xid = oldest.xid and changes.seq = oldest.seq and changes.created_at < ${before}
      returning changes.xid, changes.seq
    ), floor as (
      insert into change_floor (xid, seq) select xid, seq from gone order by xid desc, seq desc limit 1
      on conflict (only_row) do update set xid = excluded.xid, seq = excluded.seq
      where (excluded.xid, excluded.seq) > (change_floor.xid, change_floor.seq)
    )
    select count(*) as count from gone`.execute(db);
  return Number(rows[0]?.count ?? 0);
}
