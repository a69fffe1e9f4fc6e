/** Rows of the feed that say: this person's or group's assignment to that application may have changed. */
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';

/** For every application that the groups (a relation with `id`) are assigned to: one row a direct member. */
export const scopeOfGroupMembers = (groups: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into changes (object_type, object_id, kind, resource_id)
  select distinct 'User', membership.member_id, 'scope', assignment.resource_id
  from ${groups} as moved_group
  join app_role_assignments assignment on assignment.principal_id = moved_group.id
  join memberships membership on membership.group_id = moved_group.id and membership.member_type = 'User'`;

/** For assignments that came or went (a relation with principal_id, principal_type, resource_id): the principal and its direct members. */
export const scopeOfAssignments = (assignments: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  insert into changes (object_type, object_id, kind, resource_id)
  select principal_type, principal_id, 'scope', resource_id from ${assignments} as assigned
  union
  select 'User', membership.member_id, 'scope', assigned.resource_id
  from ${assignments} as assigned
  join memberships membership
    on assigned.principal_type = 'Group' and membership.group_id = assigned.principal_id and membership.member_type = 'User'`;

export async function touchAssigned(db: QueryExecutorProvider, resourceId: string): Promise<void> {
  const assigned = sql`(select * from app_role_assignments where resource_id = ${resourceId}::uuid)`;
  await sql`${scopeOfAssignments(assigned)}`.execute(db);
}
