/**
 * The SQL on `users`. Each statement takes many rows as one JSON parameter, and is one transaction by itself.
 */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { Deleted, Deletion } from './deletion.ts';
import { userScope } from './filter/user-fields.ts';
import { userKeys } from './keys.ts';
import type { ListSource } from './list-page.ts';
import type { GroupOfUser, Stored, StoredUser } from './stored.ts';
import type { Tables } from './tables.ts';

type UserRow = Stored & { readonly groups?: readonly GroupOfUser[] | null };

/** The groups of each user of a result, by the index on `member_id`. */
const groupsOfUser = sql`(
  select json_agg(json_build_object('value', g.id, 'display', g.resource->>'displayName') order by g.id)
  from members m join groups g on g.id = m.group_id where m.member_id = users.id)`;

/** The columns of a StoredUser. */
const userColumns = (withGroups: boolean): RawBuilder<unknown> =>
  withGroups
    ? sql`users.id, version, created, modified, resource, ${groupsOfUser} as groups`
    : sql`users.id, version, created, modified, resource`;

const toStoredUser = ({ groups, ...stored }: UserRow): StoredUser =>
  groups === undefined ? stored : { ...stored, groups: groups ?? [] };

/** Users as something to list. */
export const userSource: ListSource<UserRow, StoredUser> = {
  table: 'users',
  scope: userScope,
  columns: userColumns,
  toStored: toStoredUser,
};

export async function selectUsers(
  db: Kysely<Tables>,
  key: 'id' | 'user_name_key',
  values: readonly string[],
): Promise<StoredUser[]> {
  const column = sql.ref(`users.${key}`);
  const { rows } = await sql<UserRow>`
    select ${userColumns(true)} from users where ${column} = any(${values}::text[])`.execute(db);
  return rows.map(toStoredUser);
}

/** Inserts what does not collide. Returns the ids that went in; of two rows with one userName, only one does. */
export async function insertUsers(db: Kysely<Tables>, users: readonly Stored[]): Promise<ReadonlySet<string>> {
  const input = users.map((user) => ({ ...user, ...userKeys(user.resource) }));
  const { rows } = await sql<{ id: string }>`
    insert into users (id, user_name_key, external_id, display_name_key, employee_number_key, email_keys, active,
      version, created, modified, resource)
    select id, user_name_key, external_id, display_name_key, employee_number_key, email_keys, active,
      version, created, modified, resource
    from json_to_recordset(${JSON.stringify(input)}::json) as given (id text, user_name_key text, external_id text,
      display_name_key text, employee_number_key text, email_keys text[], active boolean, version integer,
      created timestamptz, modified timestamptz, resource jsonb)
    on conflict (user_name_key) do nothing
    returning id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

export type Replacement = { readonly next: Stored; readonly was: number };

/**
 * Replaces documents that are still at the version `was`. Returns the ids that were.
 * Fails as a whole when a new userName is taken.
 */
export async function updateUsers(db: Kysely<Tables>, changes: readonly Replacement[]): Promise<ReadonlySet<string>> {
  const input = changes.map(({ next, was }) => ({ ...next, was, ...userKeys(next.resource) }));
  const { rows } = await sql<{ id: string }>`
    update users set user_name_key = given.user_name_key, external_id = given.external_id,
      display_name_key = given.display_name_key, employee_number_key = given.employee_number_key,
      email_keys = given.email_keys, active = given.active, version = given.version, modified = given.modified,
      resource = given.resource
    from json_to_recordset(${JSON.stringify(input)}::json) as given (id text, was integer, user_name_key text,
      external_id text, display_name_key text, employee_number_key text, email_keys text[], active boolean,
      version integer, modified timestamptz, resource jsonb)
    where users.id = given.id and users.version = given.was
    returning users.id`.execute(db);
  return new Set(rows.map(({ id }) => id));
}

/** Deletes users and their memberships; the groups they leave get a new version. */
export async function deleteUsers(
  db: Kysely<Tables>,
  deletions: readonly Deletion[],
  now: Date,
): Promise<readonly Deleted[]> {
  const { rows } = await sql<Deleted>`
    with given as (select * from json_to_recordset(${JSON.stringify(deletions)}::json) as g (id text, expected integer[])),
    found as (select users.id, users.version from users where users.id in (select id from given)),
    gone as (
      delete from users using given
      where users.id = given.id and (given.expected is null or users.version = any(given.expected))
      returning users.id),
    left_behind as (delete from members where member_id = any(array(select id from gone)) returning group_id),
    touched as (
      update groups set version = version + 1, modified = ${now}
      where id = any(array(select distinct group_id from left_behind)))
    select id, version from found`.execute(db);
  return rows;
}
