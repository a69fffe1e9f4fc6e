/** Directory roles as they are held: built-in and custom, by users, role-assignable groups and service principals. */
import { ApiError, isUuid, type Clock } from '@drawbridge/base';
import type { SqlRoleStore } from '@drawbridge/storage';
import {
  directoryRoleName,
  directoryRoles,
  permissionsOf,
  permits,
  type Permission,
} from '../oauth/directory-roles.ts';
import type { Principal } from '../oauth/token-issuer.ts';
import { permissionsOfActions } from './resource-actions.ts';

const globalAdministrator = directoryRoles['Global Administrator'];

export class RoleAssignments {
  readonly store: SqlRoleStore;
  readonly #clock: Clock;

  constructor(store: SqlRoleStore, clock: Clock) {
    this.store = store;
    this.#clock = clock;
  }

  /** Ids of the roles of a principal, directly and through role-assignable groups. */
  idsOf = (principalId: string): Promise<readonly string[]> => this.store.idsOf(principalId);

  /** What the roles with these ids permit together, custom ones included. */
  async permissionsOf(roleIds: readonly string[]): Promise<readonly Permission[]> {
    const builtIn = roleIds.map(directoryRoleName).filter((name) => name !== undefined);
    const others = roleIds.filter((id) => isUuid(id) && directoryRoleName(id) === undefined);
    const custom = (await this.store.findCustom(others)).filter((role) => role.isEnabled);
    const actions = custom.map((role) => permissionsOfActions(role.allowedResourceActions));
    return [...new Set([...permissionsOf(builtIn), ...actions.flat()])];
  }

  /** Built in or custom. */
  async exists(roleId: string): Promise<boolean> {
    if (directoryRoleName(roleId) !== undefined) return true;
    return isUuid(roleId) && (await this.store.findCustom([roleId])).length > 0;
  }

  assign = (principalId: string, roleId: string) => this.store.assign(principalId, roleId, this.#clock.now());

  /** Throws REQUEST_INVALID for the last Global Administrator who can sign in. False when there is no such assignment. */
  unassign = (id: string): Promise<boolean> => this.store.unassign(id);

  /**
   * Nobody may take over an account that may do more than they: throws ACCESS_DENIED unless the caller, or the roles the
   * caller holds, have every permission that the roles of this principal give.
   */
  async requireNotAbove(caller: Principal | undefined, principalId: string): Promise<void> {
    const theirs = await this.permissionsOf(await this.idsOf(principalId));
    if (theirs.length === 0) return;
    const own = caller ? await this.permissionsOf(await this.idsOf(caller.id)) : [];
    const held = new Set<string>([...own, ...(caller?.permissions ?? [])]);
    const missing = theirs.find((permission) => !permits(held, permission));
    if (missing === undefined) return;
    throw new ApiError(
      'ACCESS_DENIED',
      `Insufficient privileges to complete the operation. The user holds a role that permits ${missing}, which yours does not.`,
    );
  }

  /** Somebody can sign in as Global Administrator. */
  hasAdministrator = (): Promise<boolean> => this.store.hasUsableHolder(globalAdministrator);
}
