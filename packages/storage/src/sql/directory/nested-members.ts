/**
 * Membership through nested groups. Both walks gather the groups first, each once, so that circles end; groups in the
 * recycle bin pass nothing on. Members come in pages: each group gives its next few from its own index.
 */
import type { MemberKind, MemberReference } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid } from '../rows.ts';
import { livingMember, ofKind } from './links.ts';

type Db = QueryExecutorProvider;
type MemberPage = { after?: string | undefined; limit: number; kind?: MemberKind | undefined };

/** The group and all groups inside it. */
const innerGroups = (groupId: string): RawBuilder<unknown> => sql`
  inner_group (id) as (
    select ${groupId}::uuid
    union
    select groups.id from inner_group
    join memberships membership on membership.group_id = inner_group.id and membership.member_type = 'Group'
    join groups on groups.id = membership.member_id and groups.deleted_at is null
  )`;

/** All groups that the object is in, directly or through other groups. */
const outerGroups = (memberId: string): RawBuilder<unknown> => sql`
  outer_group (id) as (
    select groups.id from memberships membership
    join groups on groups.id = membership.group_id and groups.deleted_at is null
    where membership.member_id = ${memberId}::uuid
    union
    select groups.id from outer_group
    join memberships membership on membership.member_id = outer_group.id
    join groups on groups.id = membership.group_id and groups.deleted_at is null
  )`;

export async function listTransitiveMembers(
  db: Db,
  groupId: string,
  { after, limit, kind }: MemberPage,
): Promise<readonly MemberReference[]> {
  const beyond = after === undefined ? sql`true` : sql`membership.member_id > ${after}::uuid`;
  const { rows } = await sql<MemberReference>`
    with recursive ${innerGroups(groupId)}
    select member.id, member.kind from inner_group cross join lateral (
      select membership.member_id as id, membership.member_type as kind from memberships membership
      where membership.group_id = inner_group.id and membership.member_id <> ${groupId}::uuid
        and ${beyond} and ${ofKind(kind)} and ${livingMember}
      order by membership.member_id limit ${limit}
    ) as member
    group by member.id, member.kind order by member.id limit ${limit}`.execute(db);
  return rows;
}

export async function countTransitiveMembers(db: Db, groupId: string, kind?: MemberKind): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    with recursive ${innerGroups(groupId)}
    select count(distinct membership.member_id) as count
    from memberships membership join inner_group on inner_group.id = membership.group_id
    where membership.member_id <> ${groupId}::uuid and ${ofKind(kind)} and ${livingMember}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

export async function listTransitiveGroupsOf(
  db: Db,
  memberId: string,
  page: {
    after?: string | undefined;
    limit: number;
    securityEnabledOnly?: boolean | undefined;
    among?: readonly string[] | undefined;
  },
): Promise<readonly string[]> {
  const { after, limit, securityEnabledOnly, among } = page;
  const { rows } = await sql<{ id: string }>`
    with recursive ${outerGroups(memberId)}
    select groups.id from outer_group join groups on groups.id = outer_group.id
    where groups.id <> ${memberId}::uuid
      and ${after === undefined ? sql`true` : sql`groups.id > ${after}::uuid`}
      and ${securityEnabledOnly === true ? sql`groups.security_enabled` : sql`true`}
      and ${among === undefined ? sql`true` : sql`groups.id = ${anyUuid(among)}`}
    order by groups.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
