/** Who owns a group: users and service principals. */
import type { MemberKind, MemberReference, Ownership, OwnershipOutcome } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';
import { anyUuid } from '../rows.ts';
import { lockLiving } from './links.ts';

type Db = QueryExecutorProvider;
type Place = { after?: string | undefined; limit: number };

const ownerTables = [
  ['User', 'users'],
  ['ServicePrincipal', 'service_principals'],
] as const satisfies readonly (readonly [MemberKind, string])[];

/** Group and owners are locked against being purged meanwhile. */
export async function addOwners(db: Db, groupId: string, ownerIds: readonly string[]): Promise<OwnershipOutcome> {
  if (ownerIds.length === 0) return { added: [], missing: [], existing: [] };
  if ((await lockLiving(db, 'groups', [groupId])).length === 0) return { added: [], missing: [groupId], existing: [] };
  const added = new Set<string>();
  const known = new Set<string>();
  for (const [kind, table] of ownerTables) {
    const ids = await lockLiving(
      db,
      table,
      ownerIds.filter((id) => !known.has(id)),
    );
    for (const id of ids) known.add(id);
    if (ids.length === 0) continue;
    const { rows } = await sql<{ owner_id: string }>`
      with added as (
        insert into group_owners (group_id, owner_id, owner_type)
        select ${groupId}::uuid, owner.id, ${sql.lit(kind)} from unnest(${`{${ids.join(',')}}`}::uuid[]) as owner(id)
        on conflict do nothing returning group_id, owner_id, owner_type
      ), logged as (
        insert into changes (object_type, object_id, kind, related_type, related_id)
        select 'Group', group_id, 'owner-added', owner_type, owner_id from added
      )
      select owner_id from added`.execute(db);
    for (const { owner_id } of rows) added.add(owner_id);
  }
  return {
    added: ownerIds.filter((id) => added.has(id)),
    missing: ownerIds.filter((id) => !known.has(id)),
    existing: ownerIds.filter((id) => known.has(id) && !added.has(id)),
  };
}

/** Answers with those that existed. */
export async function removeOwners(db: Db, groupId: string, ownerIds: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ owner_id: string }>`
    with removed as (
      delete from group_owners where group_id = ${groupId}::uuid and owner_id = ${anyUuid(ownerIds)}
      returning group_id, owner_id, owner_type
    ), logged as (
      insert into changes (object_type, object_id, kind, related_type, related_id)
      select 'Group', group_id, 'owner-removed', owner_type, owner_id from removed
    )
    select owner_id from removed`.execute(db);
  return rows.map(({ owner_id }) => owner_id);
}

/** Living owners by id. */
export async function listOwners(
  db: Db,
  groupId: string,
  { after, limit }: Place,
): Promise<readonly MemberReference[]> {
  const { rows } = await sql<MemberReference>`
    select owner.owner_id as id, owner.owner_type as kind from group_owners owner
    left join users on users.id = owner.owner_id and users.deleted_at is null
    left join service_principals principal on principal.id = owner.owner_id and principal.deleted_at is null
    where owner.group_id = ${groupId}::uuid and coalesce(users.id, principal.id) is not null
      and ${after === undefined ? sql`true` : sql`owner.owner_id > ${after}::uuid`}
    order by owner.owner_id limit ${limit}`.execute(db);
  return rows;
}

/** Ids of the living groups that the object owns, in order. */
export async function listOwnedGroups(db: Db, ownerId: string, { after, limit }: Place): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select groups.id from group_owners owner join groups on groups.id = owner.group_id and groups.deleted_at is null
    where owner.owner_id = ${ownerId}::uuid and ${after === undefined ? sql`true` : sql`groups.id > ${after}::uuid`}
    order by groups.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Of those pairs the ones that exist. */
export async function existingOwnerships(db: Db, pairs: readonly Ownership[]): Promise<readonly Ownership[]> {
  if (pairs.length === 0) return [];
  const { rows } = await sql<{ group_id: string; owner_id: string }>`
    select group_id, owner_id from group_owners
    where group_id = ${anyUuid(pairs.map(({ groupId }) => groupId))} and owner_id = ${anyUuid(pairs.map(({ ownerId }) => ownerId))}`.execute(
    db,
  );
  return rows.map((row) => ({ groupId: row.group_id, ownerId: row.owner_id }));
}
