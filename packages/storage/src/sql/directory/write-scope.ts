/**
 * Rows of the feed that say: this person's or group's assignment to that application may have changed. People in groups
 * within a group are told as well: whether that concerns an application, its settings say.
 */
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { recordset } from '../rows.ts';

/** Groups with applications (a recursive relation `within` with resource_id and id): those in them, then the people of all. */
const peopleWithin = (start: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  within (resource_id, id) as (
    ${start}
    union
    select within.resource_id, membership.member_id
    from within
    join memberships membership on membership.group_id = within.id and membership.member_type = 'Group'
  ), person as (
    select distinct within.resource_id, membership.member_id as id
    from within
    join memberships membership on membership.group_id = within.id and membership.member_type = 'User'
  )`;

/** Applications that groups (a relation with `id`) are assigned to, themselves or through a group around them. */
const applicationsAround = (groups: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  around (moved_id, id) as (
    select id, id from ${groups} as moved_group
    union
    select around.moved_id, membership.group_id
    from around
    join memberships membership on membership.member_id = around.id and membership.member_type = 'Group'
  ), concerned as (
    select distinct around.moved_id, assignment.resource_id
    from around
    join app_role_assignments assignment on assignment.principal_id = around.id and assignment.principal_type = 'Group'
  )`;

const tellPeople = sql`select 'User', id, 'scope', resource_id from person`;

/** For every application that the groups (a relation with `id`) are assigned to: one row for each of the people in them. */
export const scopeOfGroupMembers = (groups: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into changes (object_type, object_id, kind, resource_id)
  with recursive ${applicationsAround(groups)}, ${peopleWithin(sql`select resource_id, moved_id from concerned`)}
  ${tellPeople}`;

/**
 * For groups that came into or left a group: the people in them. To be called when those that came are there, and before
 * those that leave are gone.
 */
export async function touchNested(
  db: QueryExecutorProvider,
  memberships: readonly { group_id: string; member_id: string }[],
): Promise<void> {
  if (memberships.length === 0) return;
  const start = sql`
    select concerned.resource_id, nesting.member_id
    from concerned join nesting on nesting.group_id = concerned.moved_id`;
  await sql`
    insert into changes (object_type, object_id, kind, resource_id)
    with recursive nesting as (select * from ${recordset(memberships, 'given', 'group_id uuid, member_id uuid')}),
    ${applicationsAround(sql`(select distinct group_id as id from nesting)`)}, ${peopleWithin(start)}
    ${tellPeople}`.execute(db);
}

/** For assignments that came or went (a relation with principal_id, principal_type, resource_id): the principal and the people in it. */
export const scopeOfAssignments = (assignments: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into changes (object_type, object_id, kind, resource_id)
  with recursive ${peopleWithin(sql`
    select resource_id, principal_id from ${assignments} as assigned where principal_type = 'Group'`)}
  select principal_type, principal_id, 'scope', resource_id from ${assignments} as assigned
  union
  ${tellPeople}`;

export async function touchAssigned(db: QueryExecutorProvider, resourceId: string): Promise<void> {
  const assigned = sql`(select * from app_role_assignments where resource_id = ${resourceId}::uuid)`;
  await sql`${scopeOfAssignments(assigned)}`.execute(db);
}
