/** The first objects that each of many objects is related to, in one statement: for `$expand` of a whole page. */
import type { MemberKind, RelatedReference, Relation } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { livingMember } from './links.ts';

/** One look by index for each object, so that a group of a million members costs no more than one of twenty. */
const related: Readonly<Record<Relation, (limit: number) => RawBuilder<unknown>>> = {
  manager: () => sql`
    select manager.id, 'User' as kind from users person
    join users manager on manager.id = person.manager_id and manager.deleted_at is null
    where person.id = given.id`,
  directReports: (limit) => sql`
    select id, 'User' as kind from users
    where manager_id = given.id and deleted_at is null order by id limit ${limit}`,
  memberOf: (limit) => sql`
    select groups.id, 'Group' as kind from memberships membership
    join groups on groups.id = membership.group_id and groups.deleted_at is null
    where membership.member_id = given.id order by membership.group_id limit ${limit}`,
  members: (limit) => sql`
    select member_id as id, member_type as kind from memberships membership
    where group_id = given.id and ${livingMember} order by member_id limit ${limit}`,
  owners: (limit) => sql`
    select owner.owner_id as id, owner.owner_type as kind from group_owners owner
    left join users on users.id = owner.owner_id and users.deleted_at is null
    left join service_principals principal on principal.id = owner.owner_id and principal.deleted_at is null
    where owner.group_id = given.id and coalesce(users.id, principal.id) is not null
    order by owner.owner_id limit ${limit}`,
};

export async function listRelated(
  db: QueryExecutorProvider,
  relation: Relation,
  ids: readonly string[],
  limit: number,
): Promise<readonly RelatedReference[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ of_id: string; id: string; kind: MemberKind }>`
    select given.id as of_id, found.id, found.kind
    from unnest(${`{${ids.join(',')}}`}::uuid[]) as given(id)
    cross join lateral (${related[relation](limit)}) as found
    order by given.id, found.id`.execute(db);
  return rows.map(({ of_id: of, id, kind }) => ({ of, id, kind }));
}
