/** Directory roles: who holds which, directly or through a role-assignable group, and the roles an organisation defines itself. */
import { ApiError, newId } from '@drawbridge/base';
import { sql } from 'kysely';
import { isUniqueViolation, type Database } from '../../database/index.ts';
import { storable } from '../rows.ts';
import { globalAdministrator, hasUsableHolder, keepingAnAdministrator, lockRoleAssignments } from './administrators.ts';
import type { IdentityTables } from './tables.ts';
import type { SignInTables } from './sign-in-tables.ts';

export type CustomRole = {
  readonly id: string;
  readonly displayName: string;
  readonly description?: string | undefined;
  readonly isEnabled: boolean;
  readonly allowedResourceActions: readonly string[];
};

export type HeldRole = { readonly id: string; readonly principalId: string; readonly roleDefinitionId: string };
export type HeldRoleQuery = {
  readonly id?: string | undefined;
  readonly principalId?: string | undefined;
  readonly roleDefinitionId?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
};

type Tables = IdentityTables & SignInTables;

export class SqlRoleStore {
  readonly #database: Database<Tables>;

  constructor(database: Database<Tables>) {
    this.#database = database;
  }

  /** The roles of a principal, directly and through role-assignable groups; disabled custom roles give nothing. */
  async idsOf(principalId: string): Promise<readonly string[]> {
    const { rows } = await sql<{ role_definition_id: string }>`
      select distinct a.role_definition_id from role_assignments a
      left join role_definitions d on d.id = a.role_definition_id
      where d.is_enabled is distinct from false and (
        a.principal_id = ${principalId}::uuid
        or a.principal_id in (
          select m.group_id from memberships m
          join groups g on g.id = m.group_id and g.deleted_at is null and g.attributes -> 'isAssignableToRole' = 'true'::jsonb
          where m.member_id = ${principalId}::uuid
        )
      )`.execute(this.#database.kysely);
    return rows.map((row) => row.role_definition_id);
  }

  /** Ordered by id. */
  async listHeld({ id, principalId, roleDefinitionId, after, limit }: HeldRoleQuery): Promise<readonly HeldRole[]> {
    let query = this.#database.kysely.selectFrom('role_assignments').selectAll().orderBy('id').limit(limit);
    if (id !== undefined) query = query.where('id', '=', id);
    if (principalId !== undefined) query = query.where('principal_id', '=', principalId);
    if (roleDefinitionId !== undefined) query = query.where('role_definition_id', '=', roleDefinitionId);
    if (after !== undefined) query = query.where('id', '>', after);
    return (await query.execute()).map((row) => ({
      id: row.id,
      principalId: row.principal_id,
      roleDefinitionId: row.role_definition_id,
    }));
  }

  /** How many hold each role directly; roles that nobody holds are missing. */
  async countHeld(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#database.kysely
      .selectFrom('role_assignments')
      .select((select) => ['role_definition_id', select.fn.countAll().as('count')])
      .groupBy('role_definition_id')
      .execute();
    return new Map(rows.map((row) => [row.role_definition_id, Number(row.count)]));
  }

  /** Undefined when the principal holds the role already, whoever gave it. */
  async assign(principalId: string, roleDefinitionId: string, at: Date): Promise<HeldRole | undefined> {
    const id = newId();
    const row = { id, principal_id: principalId, role_definition_id: roleDefinitionId, created_at: at };
    try {
      // A transaction, which carries the audit record with it: what is held already must undo both.
      await this.#database.transaction((tx) => tx.insertInto('role_assignments').values(row).execute());
    } catch (thrown) {
      if (isUniqueViolation(thrown)) return undefined;
      throw thrown;
    }
    return { id, principalId, roleDefinitionId };
  }

  /**
   * Takes the role away. The last assignment of a Global Administrator stays, and so does the last holder who can sign in:
   * throws REQUEST_INVALID. False when there is no such assignment.
   */
  async unassign(id: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      await lockRoleAssignments(tx);
      const found = await tx.selectFrom('role_assignments').selectAll().where('id', '=', id).executeTakeFirst();
      if (!found) return false;
      const remove = () => tx.deleteFrom('role_assignments').where('id', '=', id).execute();
      if (found.role_definition_id !== globalAdministrator) {
        await remove();
        return true;
      }
      await keepingAnAdministrator(tx, [found.principal_id], remove);
      const left = await tx
        .selectFrom('role_assignments')
        .select('id')
        .where('role_definition_id', '=', globalAdministrator)
        .limit(1)
        .execute();
      if (left.length === 0)
        throw new ApiError(
          'REQUEST_INVALID',
          'The last Global Administrator cannot be removed. Give the role to another user first.',
        );
      return true;
    });
  }

  /** Somebody who has a password, a passkey or an identity provider can sign in and holds the role. */
  hasUsableHolder = (roleDefinitionId: string): Promise<boolean> =>
    hasUsableHolder(this.#database.kysely, roleDefinitionId);

  /** Makes the roles that an identity provider gave this user exactly these; what people gave stays. */
  async setFederated(userId: string, providerId: string, roleIds: readonly string[], at: Date): Promise<void> {
    await this.#database.transaction(async (tx) => {
      let removal = tx
        .deleteFrom('role_assignments')
        .where('principal_id', '=', userId)
        .where('granted_by', '=', providerId);
      if (roleIds.length > 0) removal = removal.where('role_definition_id', 'not in', [...roleIds]);
      await removal.execute();
      if (roleIds.length === 0) return;
      await tx
        .insertInto('role_assignments')
        .values(
          roleIds.map((roleId) => ({
            id: newId(),
            principal_id: userId,
            role_definition_id: roleId,
            created_at: at,
            granted_by: providerId,
          })),
        )
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    });
  }

  /** The identity provider is gone, and with it what it gave. */
  async removeFederated(providerId: string): Promise<void> {
    await this.#database.kysely.deleteFrom('role_assignments').where('granted_by', '=', providerId).execute();
  }

  /** Housekeeping: roles of principals that were removed for good. */
  async removeOrphans(): Promise<void> {
    await sql`
      delete from role_assignments a
      where not exists (select 1 from users u where u.id = a.principal_id)
        and not exists (select 1 from groups g where g.id = a.principal_id)
        and not exists (select 1 from service_principals s where s.id = a.principal_id)`.execute(this.#database.kysely);
  }

  async listCustom(): Promise<readonly CustomRole[]> {
    const rows = await this.#database.kysely.selectFrom('role_definitions').selectAll().orderBy('id').execute();
    return rows.map(toCustomRole);
  }

  async findCustom(ids: readonly string[]): Promise<readonly CustomRole[]> {
    if (ids.length === 0) return [];
    const rows = await this.#database.kysely
      .selectFrom('role_definitions')
      .selectAll()
      .where('id', 'in', [...ids])
      .execute();
    return rows.map(toCustomRole);
  }

  /** False when another role has this name. */
  async insertCustom(role: CustomRole, at: Date): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.#database.kysely
      .insertInto('role_definitions')
      .values({ id: role.id, ...toRow(role), created_at: at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    return numInsertedOrUpdatedRows === 1n;
  }

  async replaceCustom(role: CustomRole): Promise<void> {
    await this.#database.kysely.updateTable('role_definitions').set(toRow(role)).where('id', '=', role.id).execute();
  }

  /** With its assignments. False when there is no such role. */
  async removeCustom(id: string): Promise<boolean> {
    return this.#database.transaction(async (tx) => {
      await tx.deleteFrom('role_assignments').where('role_definition_id', '=', id).execute();
      const { numDeletedRows } = await tx.deleteFrom('role_definitions').where('id', '=', id).executeTakeFirst();
      return numDeletedRows > 0n;
    });
  }
}

const toCustomRole = (row: SignInTables['role_definitions']): CustomRole => ({
  id: row.id,
  displayName: row.display_name,
  isEnabled: row.is_enabled,
  allowedResourceActions: row.allowed_resource_actions,
  ...(row.description === null ? {} : { description: row.description }),
});

const toRow = (role: CustomRole) => ({
  display_name: storable(role.displayName),
  description: role.description === undefined ? null : storable(role.description),
  is_enabled: role.isEnabled,
  allowed_resource_actions: [...role.allowedResourceActions],
});
