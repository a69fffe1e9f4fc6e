/** Memberships and assignments: who is in which group, who is assigned to what. */
import type {
  AppRoleAssignment,
  AssignmentChoice,
  AssignmentQuery,
  MemberKind,
  MemberReference,
  Membership,
  MembershipOutcome,
  NewAssignment,
} from '@drawbridge/directory';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid, recordset, storable } from '../rows.ts';
import { scopeOfAssignments, touchNested } from './write-scope.ts';

type Db = QueryExecutorProvider;
type Place = { after?: string | undefined; limit: number };

const given = (memberships: readonly (Membership & { kind?: MemberKind | undefined })[]): RawBuilder<unknown> =>
  recordset(
    memberships.map(({ groupId, memberId, kind }) => ({ group_id: groupId, member_id: memberId, member_type: kind })),
    'given',
    'group_id uuid, member_id uuid, member_type text',
  );

/** Kinds in the order of how many of them there are: most members are found by the first look. */
const memberTables = [
  ['User', 'users'],
  ['Group', 'groups'],
  ['ServicePrincipal', 'service_principals'],
] as const satisfies readonly (readonly [MemberKind, string])[];

/**
 * Groups and members are locked against being purged meanwhile, so that no membership is left over. The lock is the one a
 * foreign key would take, and does not disturb changes of their values.
 */
export async function addMembers(db: Db, memberships: readonly Membership[]): Promise<MembershipOutcome> {
  if (memberships.length === 0) return { added: [], missing: [], existing: [] };
  const groups = new Set(await lockLiving(db, 'groups', unique(memberships.map(({ groupId }) => groupId))));
  const kinds = new Map<string, MemberKind>();
  let unknown = unique(memberships.map(({ memberId }) => memberId));
  for (const [kind, table] of memberTables) {
    for (const id of await lockLiving(db, table, unknown)) kinds.set(id, kind);
    unknown = unknown.filter((id) => !kinds.has(id));
  }
  const wanted = memberships.map((membership) => ({ ...membership, kind: kinds.get(membership.memberId) }));
  const valid = wanted.filter(
    ({ groupId, memberId, kind }) => kind !== undefined && groups.has(groupId) && groupId !== memberId,
  );
  const { rows } = await sql<{ group_id: string; member_id: string }>`
    with added as (
      insert into memberships (group_id, member_id, member_type)
      select group_id, member_id, member_type from ${given(valid)} on conflict do nothing returning group_id, member_id, member_type
    ), logged as (
      insert into changes (object_type, object_id, kind, related_type, related_id)
      select 'Group', group_id, 'member-added', member_type, member_id from added
    )
    select group_id, member_id from added`.execute(db);
  const nested = rows.filter((row) => kinds.get(row.member_id) === 'Group');
  await touchNested(db, nested);
  const added = new Set(rows.map((row) => `${row.group_id} ${row.member_id}`));
  const keyOf = ({ groupId, memberId }: Membership): string => `${groupId} ${memberId}`;
  const isValid = new Set(valid.map(keyOf));
  return {
    added: rows.map((row) => ({ groupId: row.group_id, memberId: row.member_id })),
    missing: memberships.filter((membership) => !isValid.has(keyOf(membership))),
    existing: memberships.filter((membership) => isValid.has(keyOf(membership)) && !added.has(keyOf(membership))),
  };
}

const unique = (ids: readonly string[]): readonly string[] => [...new Set(ids)];

/** Of those ids that are living; locked against being purged until the transaction ends. */
export async function lockLiving(db: Db, table: string, ids: readonly string[]): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(table)} where id = ${anyUuid(ids)} and deleted_at is null order by id for key share`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

export async function removeMembers(db: Db, memberships: readonly Membership[]): Promise<readonly Membership[]> {
  if (memberships.length === 0) return [];
  const { rows: nested } = await sql<{ group_id: string; member_id: string }>`
    select membership.group_id, membership.member_id from memberships membership
    join ${given(memberships)} on membership.group_id = given.group_id and membership.member_id = given.member_id
    where membership.member_type = 'Group'`.execute(db);
  await touchNested(db, nested);
  const { rows } = await sql<{ group_id: string; member_id: string }>`
    with removed as (
      delete from memberships membership using ${given(memberships)}
      where membership.group_id = given.group_id and membership.member_id = given.member_id
      returning membership.group_id, membership.member_id, membership.member_type
    ), logged as (
      insert into changes (object_type, object_id, kind, related_type, related_id)
      select 'Group', group_id, 'member-removed', member_type, member_id from removed
    )
    select group_id, member_id from removed`.execute(db);
  return rows.map((row) => ({ groupId: row.group_id, memberId: row.member_id }));
}

/** Of a `membership`. */
export const livingMember = sql<boolean>`(
  exists (select 1 from users where users.id = membership.member_id and users.deleted_at is null)
  or exists (select 1 from groups where groups.id = membership.member_id and groups.deleted_at is null)
  or exists (select 1 from service_principals where service_principals.id = membership.member_id and service_principals.deleted_at is null)
)`;

export async function listMembers(
  db: Db,
  groupId: string,
  { after, limit, kind }: Place & { kind?: MemberKind | undefined },
): Promise<readonly MemberReference[]> {
  const { rows } = await sql<{ id: string; kind: MemberKind }>`
    select member_id as id, member_type as kind from memberships membership
    where group_id = ${groupId}::uuid and ${after === undefined ? sql`true` : sql`member_id > ${after}::uuid`}
      and ${ofKind(kind)} and ${livingMember}
    order by member_id limit ${limit}`.execute(db);
  return rows;
}

/** Of a `membership`. */
export const ofKind = (kind: MemberKind | undefined): RawBuilder<boolean> =>
  kind === undefined ? sql`true` : sql`membership.member_type = ${sql.lit(kind)}`;

export async function countMembers(db: Db, groupId: string, kind?: MemberKind): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from memberships membership
    where group_id = ${groupId}::uuid and ${ofKind(kind)} and ${livingMember}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

export async function listGroupsOf(db: Db, memberId: string, { after, limit }: Place): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select groups.id from memberships membership join groups on groups.id = membership.group_id and groups.deleted_at is null
    where membership.member_id = ${memberId}::uuid and ${after === undefined ? sql`true` : sql`membership.group_id > ${after}::uuid`}
    order by membership.group_id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

export async function assign(db: Db, assignment: NewAssignment): Promise<boolean> {
  const { id, principalId, principalType, resourceId, appRoleId, createdAt } = assignment;
  const { rows } = await sql`
    with assigned_now as (
      insert into app_role_assignments (id, principal_id, principal_type, resource_id, app_role_id, created_at)
      values (${id}, ${principalId}::uuid, ${principalType}, ${resourceId}::uuid, ${appRoleId}::uuid, ${createdAt})
      on conflict do nothing returning id, principal_id, principal_type, resource_id
    ), logged as (${scopeOfAssignments(sql`assigned_now`)})
    select id from assigned_now`.execute(db);
  return rows.length > 0;
}

export async function unassign(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    with unassigned as (
      delete from app_role_assignments where id = ${id} returning id, principal_id, principal_type, resource_id
    ), logged as (${scopeOfAssignments(sql`unassigned`)})
    select id from unassigned`.execute(db);
  return rows.length > 0;
}

type AssignmentRow = {
  id: string;
  principal_id: string;
  principal_type: MemberKind;
  principal_name: string | null;
  resource_id: string;
  resource_name: string | null;
  app_role_id: string;
  created_at: Date;
};

const principalName = sql`coalesce(person.display_name, team.display_name, principal.display_name)`;
const withPrincipals = sql`
  app_role_assignments assignment
  left join users person on person.id = assignment.principal_id and person.deleted_at is null
  left join groups team on team.id = assignment.principal_id and team.deleted_at is null
  left join service_principals principal on principal.id = assignment.principal_id and principal.deleted_at is null`;
const assignments = sql`
  select assignment.*, resource.display_name as resource_name, ${principalName} as principal_name
  from ${withPrincipals}
  left join service_principals resource on resource.id = assignment.resource_id`;

const toAssignment = (row: AssignmentRow): AppRoleAssignment => ({
  id: row.id,
  principalId: row.principal_id,
  principalType: row.principal_type,
  principalDisplayName: row.principal_name ?? '',
  resourceId: row.resource_id,
  resourceDisplayName: row.resource_name ?? '',
  appRoleId: row.app_role_id,
  createdDateTime: row.created_at.toISOString(),
});

export async function getAssignment(db: Db, id: string): Promise<AppRoleAssignment | undefined> {
  const { rows } = await sql<AssignmentRow>`${assignments} where assignment.id = ${id}`.execute(db);
  return rows[0] && toAssignment(rows[0]);
}

/** Assignments of principals in the recycle bin are kept, and not shown. */
function chosenAssignments(choice: AssignmentChoice): RawBuilder<boolean> {
  const { resourceId, principalId, principalIds, principalType, principalNamePrefix } = choice;
  const conditions = [
    sql`coalesce(person.id, team.id, principal.id) is not null`,
    ...(resourceId === undefined ? [] : [sql`assignment.resource_id = ${resourceId}::uuid`]),
    ...(principalId === undefined ? [] : [sql`assignment.principal_id = ${principalId}::uuid`]),
    ...(principalIds === undefined ? [] : [sql`assignment.principal_id = ${anyUuid(principalIds)}`]),
    ...(principalType === undefined ? [] : [sql`assignment.principal_type = ${principalType}`]),
    ...(principalNamePrefix === undefined
      ? []
      : [sql`starts_with(lower(${principalName}), lower(${storable(principalNamePrefix)}::text))`]),
  ];
  return sql<boolean>`${sql.join(conditions, sql` and `)}`;
}

export async function countAssignments(db: Db, choice: AssignmentChoice): Promise<number> {
  const { rows } = await sql<{ count: string }>`
    select count(*) as count from ${withPrincipals} where ${chosenAssignments(choice)}`.execute(db);
  return Number(rows[0]?.count ?? 0);
}

export async function listAssignments(db: Db, query: AssignmentQuery): Promise<readonly AppRoleAssignment[]> {
  const { after, limit, ...choice } = query;
  const place = after === undefined ? sql`true` : sql`assignment.id collate "C" > ${after}`;
  const { rows } = await sql<AssignmentRow>`
    ${assignments} where ${chosenAssignments(choice)} and ${place} order by assignment.id collate "C" limit ${limit}`.execute(
    db,
  );
  return rows.map(toAssignment);
}
