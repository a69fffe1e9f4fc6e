/**
 * Somebody can always sign in as Global Administrator: who is the last one keeps the role, stays enabled and is not deleted,
 * whichever way the change comes. Holders count when they are enabled and have a password, a passkey or an identity provider.
 */
import { ApiError } from '@drawbridge/base';
import { sql, type QueryExecutorProvider, type RawBuilder } from 'kysely';
import { anyUuid } from '../rows.ts';

/** Microsoft Entra's id of the role. */
export const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

const roleAssignableGroup = sql<boolean>`g.deleted_at is null and g.attributes -> 'isAssignableToRole' = 'true'::jsonb`;

/** Users who can sign in and hold the role, themselves or as members of a role-assignable group; `via`: what gives it to them. */
const usableHolders = (roleDefinitionId: string): RawBuilder<unknown> => sql`
  select u.id, held.via from (
    select principal_id as id, principal_id as via from role_assignments where role_definition_id = ${roleDefinitionId}::uuid
    union all
    select m.member_id, g.id from role_assignments a
    join groups g on g.id = a.principal_id and ${roleAssignableGroup}
    join memberships m on m.group_id = g.id
    where a.role_definition_id = ${roleDefinitionId}::uuid
  ) held
  join users u on u.id = held.id and u.deleted_at is null and u.account_enabled
  where exists (select 1 from accounts a where a.user_id = u.id and a.password_hash is not null)
    or exists (select 1 from passkeys p where p.user_id = u.id)
    or exists (select 1 from federated_identities f where f.user_id = u.id)`;

export async function hasUsableHolder(db: QueryExecutorProvider, roleDefinitionId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from (${usableHolders(roleDefinitionId)}) holder limit 1`.execute(db);
  return rows.length > 0;
}

/** One at a time takes administrators away, so that two who take the last two at once do not both succeed. */
export async function lockRoleAssignments(tx: QueryExecutorProvider): Promise<void> {
  await sql`lock table role_assignments in share row exclusive mode`.execute(tx);
}

/**
 * Does what may take away an administrator who is among these users and groups. Throws REQUEST_INVALID, so that the
 * transaction is undone, when it took away the last.
 */
export async function keepingAnAdministrator<Result>(
  tx: QueryExecutorProvider,
  ids: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  if (ids.length === 0 || !(await isAtStake(tx, ids))) return work();
  await lockRoleAssignments(tx);
  const result = await work();
  if (await hasUsableHolder(tx, globalAdministrator)) return result;
  throw new ApiError(
    'REQUEST_INVALID',
    'This would take away the last Global Administrator who can sign in. Give the role to another user who can sign in first.',
  );
}

async function isAtStake(tx: QueryExecutorProvider, ids: readonly string[]): Promise<boolean> {
  const { rows } = await sql`
    select 1 from (${usableHolders(globalAdministrator)}) holder
    where id = ${anyUuid(ids)} or via = ${anyUuid(ids)} limit 1`.execute(tx);
  return rows.length > 0;
}
