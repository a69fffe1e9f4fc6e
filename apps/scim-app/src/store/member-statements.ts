/**
 * The SQL on `members`. Everything is set-based: what a statement costs follows the members it names, never the size of
 * the group. A group whose members changed gets a new version in the same statement.
 */
import { sql, type Kysely } from 'kysely';
import type { Sql } from './filter/operand.ts';
import type { Tables } from './tables.ts';

/** One member of one job; a job is a request that wants its own answer. */
export type MemberRow = {
  readonly job: number;
  readonly group: string;
  readonly member: string;
  readonly display?: string;
};

/** Why nothing of a job was done: its group does not exist, or nobody has the id of this member. */
export type Refused = { readonly job: number; readonly hasGroup: boolean; readonly unknownMember: string | null };

const given = (rows: readonly MemberRow[]): Sql =>
  sql`json_to_recordset(${JSON.stringify(rows)}::json) as given (job integer, "group" text, member text, display text)`;

/** Adds members; who is one already stays as he is. A job with an unknown member or group does nothing at all. */
export async function addMembers(
  db: Kysely<Tables>,
  rows: readonly MemberRow[],
  now: Date,
): Promise<readonly Refused[]> {
  const result = await sql<Refused>`
    with known as (
      select given.*, groups.id is not null as has_group,
        case when users.id is not null then 'User' when nested.id is not null then 'Group' end as type
      from ${given(rows)}
      left join groups on groups.id = given."group"
      left join users on users.id = given.member
      left join groups nested on nested.id = given.member),
    refused as (
      select job, bool_and(has_group) as has_group, min(case when type is null then member end) as unknown_member
      from known where type is null or not has_group group by job),
    added as (
      insert into members (group_id, member_id, member_type, display)
      select distinct on ("group", member) "group", member, type, display
      from known where job not in (select job from refused)
      on conflict (group_id, member_id) do nothing
      returning group_id),
    touched as (
      update groups set version = version + 1, modified = ${now} where id = any(array(select distinct group_id from added)))
    select job, has_group as "hasGroup", unknown_member as "unknownMember" from refused`.execute(db);
  return result.rows;
}

/** Removes members; who is none is no error. Returns the jobs whose group does not exist. */
export async function removeMembers(
  db: Kysely<Tables>,
  rows: readonly MemberRow[],
  now: Date,
): Promise<readonly Refused[]> {
  const result = await sql<Refused>`
    with given as (select * from ${given(rows)}),
    gone as (
      delete from members using given
      where members.group_id = given."group" and members.member_id = given.member
      returning group_id),
    touched as (
      update groups set version = version + 1, modified = ${now} where id = any(array(select distinct group_id from gone)))
    select distinct job, false as "hasGroup", null as "unknownMember"
    from given where not exists (select 1 from groups where id = given."group")`.execute(db);
  return result.rows;
}

/** Removes all members of a group but these. */
export async function removeMembersExcept(
  db: Kysely<Tables>,
  groupId: string,
  kept: readonly string[],
  now: Date,
): Promise<void> {
  await sql`
    with gone as (
      delete from members
      where group_id = ${groupId} and member_id not in (select unnest(${kept}::text[]))
      returning group_id)
    update groups set version = version + 1, modified = ${now}
    where id = ${groupId} and exists (select 1 from gone)`.execute(db);
}
