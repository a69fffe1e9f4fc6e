/** What an application's source asks: who is assigned, with which roles, and how they refer to each other. */
import type { Entitlement } from '@drawbridge/directory';
import type { Reference, ReferenceAttribute, ScopeMode } from '@drawbridge/engine';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid, recordset } from '../rows.ts';

type Db = QueryExecutorProvider;
type Place = { after?: string | undefined; limit: number };
/** Whether people in groups within an assigned group are assigned. */
type Nesting = { nested?: boolean | undefined };

const assignedGroups = (resourceId: string): RawBuilder<unknown> => sql`(
  select distinct groups.id from app_role_assignments assignment
  join groups on groups.id = assignment.principal_id and groups.deleted_at is null
  where assignment.resource_id = ${resourceId}::uuid and assignment.principal_type = 'Group'
)`;

/** Each group once, so that circles end; groups in the recycle bin pass nothing on. */
const groupsOfAssigned = (resourceId: string, { nested = false }: Nesting): RawBuilder<unknown> =>
  nested
    ? sql`(
  with recursive assigned_or_inner (id) as (
    select id from ${assignedGroups(resourceId)} as assigned
    union
    select groups.id from assigned_or_inner
    join memberships membership on membership.group_id = assigned_or_inner.id and membership.member_type = 'Group'
    join groups on groups.id = membership.member_id and groups.deleted_at is null
  )
  select id from assigned_or_inner
)`
    : assignedGroups(resourceId);

const beyond = (column: string, after: string | undefined): RawBuilder<boolean> =>
  after === undefined ? sql`true` : sql`${sql.ref(column)} > ${after}::uuid`;

/**
 * From the assignments, not from the people: each assigned group gives its next members from its index, so that a page
 * costs what is assigned and not what is in the directory. With many groups a page each would be read to keep one page
 * of all: so a few of each are looked at first, and their last useful id bounds what is read.
 */
export async function listAssigned(
  db: Db,
  resourceId: string,
  kind: 'User' | 'Group',
  { after, limit, nested }: Place & Nesting,
): Promise<readonly string[]> {
  const direct = sql`(
    select distinct principal_id as id from app_role_assignments
    where resource_id = ${resourceId}::uuid and principal_type = ${sql.lit(kind)} and ${beyond('principal_id', after)}
    order by id limit ${limit}
  )`;
  if (kind === 'Group') {
    const { rows } = await sql<{ id: string }>`${direct}`.execute(db);
    return rows.map(({ id }) => id);
  }
  const next = (bound: RawBuilder<unknown>, count: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select member.id from assigned_group cross join lateral (
      select member_id as id from memberships
      where group_id = assigned_group.id and member_type = 'User' and ${beyond('member_id', after)} ${bound}
      order by member_id limit ${count}
    ) as member`;
  const few = sql`(select greatest(20, 4 * ${limit}::int / greatest(count(*), 1)) from assigned_group)`;
  const { rows } = await sql<{ id: string }>`
    with assigned_group as materialized (select id from ${groupsOfAssigned(resourceId, { nested })} as assigned),
    bound as materialized (
      select coalesce(
        (select id from (select distinct id from (${next(sql``, few)}) as sample) as distinct_sample order by id offset ${limit - 1} limit 1),
        'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid
      ) as id
    )
    select id from (
      ${direct} union (${next(sql`and member_id <= (select bound.id from bound)`, sql`${limit}`)})
    ) as assigned order by id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

export async function countAssigned(
  db: Db,
  resourceId: string,
  kind: 'User' | 'Group',
  nesting: Nesting = {},
): Promise<number> {
  const direct = sql`
    select principal_id as id from app_role_assignments
    where resource_id = ${resourceId}::uuid and principal_type = ${sql.lit(kind)}`;
  const throughGroups = sql`
    select member_id from memberships
    where member_type = 'User' and group_id in ${groupsOfAssigned(resourceId, nesting)}`;
  const all =
    kind === 'User' ? sql`${direct} union ${throughGroups}` : sql`select distinct * from (${direct}) as direct`;
  const { rows } = await sql<{ count: string }>`select count(*) as count from (${all}) as assigned`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

export async function countMemberships(db: Db, resourceId: string, mode: ScopeMode): Promise<number> {
  const ofGroups = mode === 'all' ? sql`true` : sql`group_id in ${assignedGroups(resourceId)}`;
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from memberships where ${ofGroups}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

type EntitlementRow = {
  principal_id: string;
  role_id: string | null;
  value: string | null;
  display_name: string | null;
};

/** People's memberships are read first: from the groups' side a group of everybody would be read whole. */
export async function entitlementsOf(
  db: Db,
  resourceId: string,
  ids: readonly string[],
  { nested = false }: Nesting = {},
): Promise<readonly Entitlement[]> {
  if (ids.length === 0) return [];
  const outer = sql`
      union
      select membership.member_id, around.group_id from membership
      join groups inner_group on inner_group.id = membership.group_id and inner_group.deleted_at is null
      join memberships around on around.member_id = membership.group_id and around.member_type = 'Group'`;
  const { rows } = await sql<EntitlementRow>`
    with recursive membership (member_id, group_id) as ${nested ? sql`` : sql`materialized`} (
      select member_id, group_id from memberships where member_id = ${anyUuid(ids)} and member_type = 'User'
      ${nested ? outer : sql``}
    ), held as (
      select principal_id, app_role_id from app_role_assignments
      where resource_id = ${resourceId}::uuid and principal_id = ${anyUuid(ids)}
      union
      select membership.member_id, assignment.app_role_id
      from membership
      join app_role_assignments assignment
        on assignment.resource_id = ${resourceId}::uuid and assignment.principal_id = membership.group_id
      join groups on groups.id = membership.group_id and groups.deleted_at is null
    ), role as (
      select role.* from service_principals principal
      cross join lateral jsonb_to_recordset(principal.app_roles) as role(id uuid, value text, "displayName" text)
      where principal.id = ${resourceId}::uuid
    )
    select held.principal_id, role.id as role_id, role.value, role."displayName" as display_name
    from held left join role on role.id = held.app_role_id
    order by held.principal_id, role.value, role.id`.execute(db);
  return rows.map(({ principal_id, role_id, value, display_name }) =>
    role_id === null
      ? { principalId: principal_id }
      : { principalId: principal_id, role: { id: role_id, value: value ?? '', displayName: display_name ?? '' } },
  );
}

export type ReferencePage = {
  resourceId: string;
  attribute: ReferenceAttribute;
  mode: ScopeMode;
  ownerId?: string | undefined;
  after?: Reference | undefined;
  limit: number;
  nested?: boolean | undefined;
};

type ReferenceRow = { owner_id: string; referenced_id: string };

const toReference =
  (attribute: ReferenceAttribute) =>
  ({ owner_id, referenced_id }: ReferenceRow): Reference => ({
    attribute,
    ownerId: owner_id,
    referencedId: referenced_id,
  });

export function listReferences(db: Db, page: ReferencePage): Promise<readonly Reference[]> {
  if (page.attribute === 'members') return listMemberReferences(db, page);
  return page.mode === 'assigned' ? listAssignedManagers(db, page) : listManagers(db, page);
}

async function listManagers(db: Db, { ownerId, after, limit }: ReferencePage): Promise<readonly Reference[]> {
  const owner = ownerId === undefined ? sql`true` : sql`id = ${ownerId}::uuid`;
  const { rows } = await sql<ReferenceRow>`
    select id as owner_id, manager_id as referenced_id from users
    where manager_id is not null and deleted_at is null and ${owner} and ${beyond('id', after?.ownerId)}
    order by id limit ${limit}`.execute(db);
  return rows.map(toReference('manager'));
}

/** Page by page over those assigned, until enough of them have a manager. */
async function listAssignedManagers(
  db: Db,
  { resourceId, ownerId, after, limit, nested }: ReferencePage,
): Promise<readonly Reference[]> {
  const references: Reference[] = [];
  let place = after?.ownerId;
  while (references.length < limit) {
    const owners =
      ownerId === undefined ? await listAssigned(db, resourceId, 'User', { after: place, limit, nested }) : [ownerId];
    const assigned =
      ownerId === undefined
        ? owners
        : (await entitlementsOf(db, resourceId, owners, { nested })).map((held) => held.principalId);
    const { rows } = await sql<ReferenceRow>`
      select id as owner_id, manager_id as referenced_id from users
      where id = ${anyUuid(assigned)} and manager_id is not null and deleted_at is null and ${beyond('id', place)}
      order by id`.execute(db);
    references.push(...rows.map(toReference('manager')));
    if (owners.length < limit || ownerId !== undefined) break;
    place = owners.at(-1);
  }
  return references.slice(0, limit);
}

async function listMemberReferences(
  db: Db,
  { resourceId, mode, ownerId, after, limit }: ReferencePage,
): Promise<readonly Reference[]> {
  const owner = ownerId === undefined ? sql`true` : sql`owner.id = ${ownerId}::uuid`;
  const from = after ? sql`owner.id >= ${after.ownerId}::uuid` : sql`true`;
  const place = after
    ? sql`(memberships.group_id, memberships.member_id) > (${after.ownerId}::uuid, ${after.referencedId}::uuid)`
    : sql`true`;
  const owners =
    mode === 'assigned' ? assignedGroups(resourceId) : sql`(select id from groups where deleted_at is null)`;
  const { rows } = await sql<ReferenceRow>`
    select owner.id as owner_id, member.id as referenced_id
    from (select id from ${owners} as owner where ${owner} and ${from} order by id) as owner
    cross join lateral (
      select member_id as id from memberships
      where group_id = owner.id and member_type in ('User', 'Group') and ${place}
      order by member_id limit ${limit}
    ) as member
    order by owner_id, referenced_id limit ${limit}`.execute(db);
  return rows.map(toReference('members'));
}

export async function referencesTo(db: Db, ids: readonly string[]): Promise<readonly Reference[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<ReferenceRow & { attribute: ReferenceAttribute }>`
    select 'members' as attribute, group_id as owner_id, member_id as referenced_id from memberships where member_id = ${anyUuid(ids)}
    union all
    select 'manager', id, manager_id from users where manager_id = ${anyUuid(ids)}`.execute(db);
  return rows.map((row) => toReference(row.attribute)(row));
}

export async function nestedGroups(db: Db, groupIds: readonly string[]): Promise<readonly Reference[]> {
  if (groupIds.length === 0) return [];
  const { rows } = await sql<ReferenceRow>`
    select group_id as owner_id, member_id as referenced_id from memberships
    where group_id = ${anyUuid(groupIds)} and member_type = 'Group'`.execute(db);
  return rows.map(toReference('members'));
}

export async function existingReferences(db: Db, references: readonly Reference[]): Promise<readonly Reference[]> {
  if (references.length === 0) return [];
  const given = recordset(
    references.map(({ attribute, ownerId, referencedId }) => ({
      attribute,
      owner_id: ownerId,
      referenced_id: referencedId,
    })),
    'given',
    'attribute text, owner_id uuid, referenced_id uuid',
  );
  const { rows } = await sql<ReferenceRow & { attribute: ReferenceAttribute }>`
    with given as (select * from ${given})
    select given.* from given
    join memberships on given.attribute = 'members'
      and memberships.group_id = given.owner_id and memberships.member_id = given.referenced_id
    union
    select given.* from given
    join users on given.attribute = 'manager' and users.id = given.owner_id and users.manager_id = given.referenced_id`.execute(
    db,
  );
  return rows.map((row) => toReference(row.attribute)(row));
}
