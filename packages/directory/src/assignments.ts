/** Who is assigned to which application, and with which role. */
import { newToken, type Clock } from '@drawbridge/base';
import type { AppRole } from './app-role.ts';
import type { AppRoleAssignment, AssignmentChoice, AssignmentQuery } from './app-role-assignment.ts';
import { chooseRole } from './assign.ts';
import type { DirectoryNeeds } from './directory-objects.ts';
import { assignmentExists, objectNotFound } from './failure.ts';
import { memberKinds, type MemberKind } from './membership.ts';
import { pageOf } from './memberships.ts';
import { mustBeId, mustExist } from './must-exist.ts';
import type { ObjectKind } from './object.ts';
import type { DirectoryReads } from './ports/directory-store.ts';
import { readPlace, type Page } from './query.ts';
import type { Transactions } from './transactions.ts';

export type WantedAssignment = {
  readonly principalId: string;
  readonly resourceId: string;
  readonly appRoleId?: string | undefined;
};

export class Assignments {
  readonly #reads: DirectoryReads;
  readonly #transactions: Transactions;
  readonly #clock: Clock;

  constructor({ reads, transactions, clock }: DirectoryNeeds) {
    this.#reads = reads;
    this.#transactions = transactions;
    this.#clock = clock;
  }

  /**
   * Assigns a user, group or service principal to an application (its service principal's id). Without `appRoleId`: its
   * first role for users, or default access. Throws OBJECT_NOT_FOUND, OBJECT_INVALID (role), REFERENCE_EXISTS.
   */
  async assign(wanted: WantedAssignment): Promise<AppRoleAssignment> {
    const principalId = mustBeId(wanted.principalId);
    const resourceId = mustBeId(wanted.resourceId);
    const id = newToken(32);
    return this.#transactions.write(async (writes) => {
      const resource = await mustExist(writes, 'ServicePrincipal', resourceId);
      const principal = (await writes.kindsOf([principalId])).get(principalId);
      if (!principal || principal.deleted || !isMemberKind(principal.kind)) throw objectNotFound(principalId);
      const { kind: principalType } = principal;
      const roles = (resource.values['appRoles'] ?? []) as unknown as readonly AppRole[];
      const appId = String(resource.values['appId']);
      const appRoleId = chooseRole(roles, wanted.appRoleId, { appId, principalType });
      const createdAt = this.#clock.now();
      if (!(await writes.assign({ id, principalId, principalType, resourceId, appRoleId, createdAt }))) {
        throw assignmentExists();
      }
      const assignment = await writes.getAssignment(id);
      if (!assignment) throw objectNotFound(id);
      return assignment;
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async unassign(id: string): Promise<void> {
    await this.#transactions.write(async (writes) => {
      if (id.includes('\u0000') || !(await writes.unassign(id))) throw objectNotFound(id);
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async get(id: string): Promise<AppRoleAssignment> {
    const assignment = id.includes('\u0000') ? undefined : await this.#reads.getAssignment(id);
    if (!assignment) throw objectNotFound(id);
    return assignment;
  }

  /** Who is assigned to an application, or what a principal is assigned to. */
  async list({ after, ...query }: AssignmentQuery): Promise<Page<AppRoleAssignment>> {
    mustBeIds(query);
    const place = after === undefined ? undefined : readPlace(after).id;
    const items = await this.#reads.listAssignments({ ...query, after: place });
    return pageOf(items, items, query.limit);
  }

  async count(choice: AssignmentChoice): Promise<number> {
    mustBeIds(choice);
    return this.#reads.countAssignments(choice);
  }
}

function mustBeIds({ resourceId, principalId, principalIds = [] }: AssignmentChoice): void {
  for (const id of [resourceId, principalId, ...principalIds]) if (id !== undefined) mustBeId(id);
}

const isMemberKind = (kind: ObjectKind): kind is MemberKind => (memberKinds as readonly ObjectKind[]).includes(kind);
