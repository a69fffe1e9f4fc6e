/** The SQL on `groups`. Members are read only where they are asked for. */
import { sql, type Kysely } from 'kysely';
import type { Deleted, Deletion } from './deletion.ts';
import { groupScope } from './filter/group-fields.ts';
import type { Sql } from './filter/operand.ts';
import { groupKeys } from './keys.ts';
import type { ListSource } from './list-page.ts';
import type { Member, Stored, StoredGroup } from './stored.ts';
import type { Tables } from './tables.ts';

type MemberJson = Omit<Member, 'display'> & { readonly display: string | null };
type GroupRow = Stored & { readonly members?: readonly MemberJson[] | null };

const membersOfGroup = sql`(
  select json_agg(json_build_object('value', m.member_id, 'type', m.member_type, 'display', m.display) order by m.member_id)
  from members m where m.group_id = groups.id)`;

const groupColumns = (withMembers: boolean): Sql =>
  withMembers
    ? sql`groups.id, version, created, modified, resource, ${membersOfGroup} as members`
    : sql`groups.id, version, created, modified, resource`;

const toStoredGroup = ({ members, ...stored }: GroupRow): StoredGroup =>
  members === undefined ? stored : { ...stored, members: (members ?? []).map(toMember) };

const toMember = ({ value, type, display }: MemberJson): Member =>
  display === null ? { value, type } : { value, type, display };

/** Groups as something to list. */
export const groupSource: ListSource<GroupRow, StoredGroup> = {
  table: 'groups',
  scope: groupScope,
  columns: groupColumns,
  toStored: toStoredGroup,
};

type GroupSelection = { readonly key: 'id' | 'display_name_key'; readonly withMembers: boolean };

export async function selectGroups(
  db: Kysely<Tables>,
  { key, withMembers }: GroupSelection,
  values: readonly string[],
): Promise<StoredGroup[]> {
  const { rows } = await sql<GroupRow>`
    select ${groupColumns(withMembers)} from groups where ${sql.ref(`groups.${key}`)} = any(${values}::text[])`.execute(
    db,
  );
  return rows.map(toStoredGroup);
}

/** Inserts what does not collide. Returns the ids that went in. */
export async function insertGroups(db: Kysely<Tables>, groups: readonly Stored[]): Promise<ReadonlySet<string>> {
  const input = groups.map((group) => ({ ...group, ...groupKeys(group.resource) }));
  const { rows } = await sql<{ id: string }>`
    insert into groups (id, display_name_key, external_id, version, created, modified, resource)
    select id, display_name_key, external_id, version, created, modified, resource
    from json_to_recordset(${JSON.stringify(input)}::json) as given (id text, display_name_key text, external_id text,
      version integer, created timestamptz, modified timestamptz, resource jsonb)
    on conflict (display_name_key) do nothing
    returning id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** One group without its members, its row locked until the transaction ends. */
export async function lockGroup(tx: Kysely<Tables>, id: string): Promise<Stored | undefined> {
  const { rows } = await sql<Stored>`
    select id, version, created, modified, resource from groups where id = ${id} for update`.execute(tx);
  return rows[0];
}

/** Fails when the new displayName is taken. */
export async function updateGroup(tx: Kysely<Tables>, { id, version, modified, resource }: Stored): Promise<void> {
  const { display_name_key, external_id } = groupKeys(resource);
  await sql`
    update groups set display_name_key = ${display_name_key}, external_id = ${external_id}, version = ${version},
      modified = ${modified}, resource = ${JSON.stringify(resource)}::jsonb
    where id = ${id}`.execute(tx);
}

/** Deletes groups with their members, and takes them out of the groups they were members of. */
export async function deleteGroups(
  db: Kysely<Tables>,
  deletions: readonly Deletion[],
  now: Date,
): Promise<readonly Deleted[]> {
  const { rows } = await sql<Deleted>`
    with given as (select * from json_to_recordset(${JSON.stringify(deletions)}::json) as g (id text, expected integer[])),
    found as (select groups.id, groups.version from groups where groups.id in (select id from given)),
    gone as (
      delete from groups using given
      where groups.id = given.id and (given.expected is null or groups.version = any(given.expected))
      returning groups.id),
    left_behind as (
      delete from members
      where group_id = any(array(select id from gone)) or member_id = any(array(select id from gone))
      returning group_id),
    touched as (
      update groups set version = version + 1, modified = ${now}
      where id = any(array(select distinct group_id from left_behind)) and id <> all(array(select id from gone)))
    select id, version from found`.execute(db);
  return rows;
}
