/** Removing for good what is in the recycle bin, with everything that points at it. */
import type { ObjectKind } from '@drawbridge/directory';
import { sql, type QueryExecutorProvider } from 'kysely';
import { anyUuid } from '../rows.ts';
import { objectTables } from './object-table.ts';

export async function purge(
  db: QueryExecutorProvider,
  kind: ObjectKind,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    with purged as (
      delete from ${objectTables[kind].table} where id = ${anyUuid(ids)} and deleted_at is not null returning id
    ), logged as (
      insert into changes (object_type, object_id, kind) select ${sql.lit(kind)}, id, 'purged' from purged
    )
    select id from purged`.execute(db);
  const gone = rows.map(({ id }) => id);
  if (gone.length === 0) return new Set();
  await leaveGroups(db, gone);
  await sql`delete from proxy_addresses where owner_id = ${anyUuid(gone)}`.execute(db);
  if (kind === 'Group') {
    await sql`delete from memberships where group_id = ${anyUuid(gone)}`.execute(db);
    await sql`delete from group_owners where group_id = ${anyUuid(gone)}`.execute(db);
    await sql`delete from membership_evaluations where group_id = ${anyUuid(gone)}`.execute(db);
  }
  if (kind === 'User') await leaveReports(db, gone);
  await sql`delete from app_role_assignments where principal_id = ${anyUuid(gone)}`.execute(db);
  await sql`delete from application_owners where owner_id = ${anyUuid(gone)} or object_id = ${anyUuid(gone)}`.execute(
    db,
  );
  if (kind === 'Application') {
    // Certificates and federated credentials go with their application by themselves.
    await sql`delete from password_credentials where application_id = ${anyUuid(gone)}`.execute(db);
  }
  if (kind === 'ServicePrincipal') {
    await sql`delete from app_role_assignments where resource_id = ${anyUuid(gone)}`.execute(db);
  }
  return new Set(gone);
}

async function leaveGroups(db: QueryExecutorProvider, ids: readonly string[]): Promise<void> {
  await sql`
    with removed as (
      delete from memberships where member_id = ${anyUuid(ids)} returning group_id, member_id, member_type
    )
    insert into changes (object_type, object_id, kind, related_type, related_id)
    select 'Group', group_id, 'member-removed', member_type, member_id from removed`.execute(db);
  await sql`
    with removed as (
      delete from group_owners where owner_id = ${anyUuid(ids)} returning group_id, owner_id, owner_type
    )
    insert into changes (object_type, object_id, kind, related_type, related_id)
    select 'Group', group_id, 'owner-removed', owner_type, owner_id from removed`.execute(db);
}

async function leaveReports(db: QueryExecutorProvider, ids: readonly string[]): Promise<void> {
  await sql`
    with former as materialized (
      select id, manager_id from users where manager_id = ${anyUuid(ids)} for no key update
    ), changed as (
      update users set manager_id = null from former where users.id = former.id returning users.id, former.manager_id
    )
    insert into changes (object_type, object_id, kind, properties, related_type, related_id)
    select 'User', id, 'object', array['managerId'], 'User', manager_id from changed`.execute(db);
}
