/**
 * The directory: who exists, who is in which group, who is assigned to what. Every write is validated, is one
 * transaction, and leaves its changes in the feed from which the engine's sources read. What each noun does is in a file of
 * its own; this is the door to all of them.
 */
import { DirectoryError, isUuid, type Clock } from '@drawbridge/base';
import type { AppRoleAssignment, AssignmentChoice, AssignmentQuery } from './app-role-assignment.ts';
import type { InstantiableTemplate } from './application-template.ts';
import { Applications } from './applications.ts';
import { Assignments, type WantedAssignment } from './assignments.ts';
import type { Condition } from './condition.ts';
import { DeltaReader } from './delta/delta-reader.ts';
import { DirectoryObjects } from './directory-objects.ts';
import { objectNotFound } from './failure.ts';
import { ImportPreview, type ImportWrites } from './import-preview.ts';
import { importPeople, type ImportOptions, type ImportReport, type PeopleToImport } from './import-people.ts';
import type { ApplicationInput, GroupInput, GroupLinks, ServicePrincipalInput, UserInput } from './input.ts';
import { Managers } from './managers.ts';
import { addMembersIn, addOwnersIn, Memberships, type PageRequest } from './memberships.ts';
import { mustBeId } from './must-exist.ts';
import type { AnyObject, Application, Group, ObjectKind, ObjectOf, ServicePrincipal, User } from './object.ts';
import type { DirectoryStore, RuleProgress } from './ports/directory-store.ts';
import type { GroupQuery, ObjectQuery, Page, UserQuery } from './query.ts';
import { RecycleBin } from './recycle-bin.ts';
import type { Relation } from './relation.ts';
import { Transactions } from './transactions.ts';
import { findRuleMatches, ruleLetsIn, type RuleMatches } from './try-rule.ts';

export class Directory {
  readonly #store: DirectoryStore;
  readonly #clock: Clock;
  readonly #transactions: Transactions;
  readonly #objects: DirectoryObjects;
  readonly #managers: Managers;
  readonly #recycleBin: RecycleBin;
  readonly #applications: Applications;
  readonly #assignments: Assignments;
  /** Members, direct and nested, and owners of groups. */
  readonly memberships: Memberships;
  readonly delta: DeltaReader;

  constructor({ store, clock }: { store: DirectoryStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
    this.#transactions = new Transactions(store, clock);
    const needs = { reads: store, transactions: this.#transactions, clock };
    this.#objects = new DirectoryObjects(needs);
    this.#managers = new Managers(needs, this.#objects);
    this.#recycleBin = new RecycleBin(needs, this.#objects);
    this.#applications = new Applications(needs, this.#objects);
    this.#assignments = new Assignments(needs);
    this.delta = new DeltaReader(store);
    this.memberships = new Memberships({
      reads: store,
      write: (work) => this.#transactions.write(work),
      getObjectsById: (ids) => this.getObjectsById(ids),
    });
  }

  /** Calls `listener` after every committed write of this process; answers with how to stop that. */
  onCommitted = (listener: () => void): (() => void) => this.#transactions.onCommitted(listener);

  /** Calls `listener` when a rule was written that is to be put to everybody; answers with how to stop that. */
  onRuleRequested = (listener: () => void): (() => void) => this.#transactions.onRuleRequested(listener);

  /** Puts the rule that waits longest to the next batch of people. False when none waits. */
  evaluateRules = (): Promise<boolean> => this.#transactions.evaluateRules();

  /** How far the rule of a dynamic group has been put to everybody; undefined for other groups. */
  async ruleProgress(groupId: string): Promise<RuleProgress | undefined> {
    return (await this.#store.ruleProgress([mustBeId(groupId)]))[0];
  }

  /** The first people whom a membership rule would let in. Throws OBJECT_INVALID. */
  findRuleMatches = (rule: string, limit: number): Promise<RuleMatches> => findRuleMatches(this.#store, rule, limit);

  /** Whether a membership rule lets this person in. Throws OBJECT_INVALID, OBJECT_NOT_FOUND. */
  async ruleLetsIn(rule: string, userId: string): Promise<boolean> {
    const answer = await ruleLetsIn(this.#store, rule, mustBeId(userId));
    if (answer === undefined) throw objectNotFound(userId);
    return answer;
  }

  // — users ————————————————————————————————————————————————————————————————————————————————————————————————

  createUser = async (input: UserInput): Promise<User> => first(await this.createUsers([input]));

  /** All or none. Throws OBJECT_INVALID, OBJECT_CONFLICT. */
  createUsers = (inputs: readonly UserInput[]): Promise<readonly User[]> => this.#objects.create('User', inputs);

  updateUser = (id: string, patch: UserInput): Promise<void> => this.updateUsers([{ id, patch }]);

  /** All or none. Throws OBJECT_INVALID, OBJECT_NOT_FOUND, OBJECT_CONFLICT. */
  updateUsers = (updates: readonly { readonly id: string; readonly patch: UserInput }[]): Promise<void> =>
    this.#objects.update('User', updates);

  /** By id or userPrincipalName. Throws OBJECT_NOT_FOUND. */
  async getUser(idOrPrincipalName: string): Promise<User> {
    if (isUuid(idOrPrincipalName)) return this.#objects.get('User', idOrPrincipalName);
    const found = await this.#objects.findBy('User', 'userPrincipalName', idOrPrincipalName);
    if (!found) throw objectNotFound(idOrPrincipalName);
    return found;
  }

  listUsers = (query: UserQuery): Promise<Page<User>> => this.#objects.list('User', query);
  countUsers = (where: readonly Condition[] = []): Promise<number> => this.#objects.count('User', where);
  deleteUser = (id: string): Promise<void> => this.#objects.softDelete('User', id);

  /** Throws OBJECT_NOT_FOUND when either does not exist, OBJECT_INVALID when they are the same. */
  setManager = (userId: string, managerId: string): Promise<void> => this.#managers.set(userId, managerId);
  clearManager = (userId: string): Promise<void> => this.#managers.clear(userId);

  /** Undefined when the user has none, or the manager is in the recycle bin. */
  getManager = async (userId: string): Promise<User | undefined> => this.#managers.of(await this.getUser(userId));
  listDirectReports = (managerId: string, page: PageRequest): Promise<Page<User>> =>
    this.#managers.listDirectReports(managerId, page);

  // — groups ———————————————————————————————————————————————————————————————————————————————————————————————

  /** All or none. Throws OBJECT_INVALID, OBJECT_CONFLICT, OBJECT_NOT_FOUND for a member or owner that does not exist. */
  async createGroup(input: GroupInput, { memberIds = [], ownerIds = [] }: GroupLinks = {}): Promise<Group> {
    for (const id of [...memberIds, ...ownerIds]) mustBeId(id);
    const groups = await this.#objects.create('Group', [input], async (writes, [created]) => {
      await addMembersIn(writes, created?.id ?? '', memberIds);
      await addOwnersIn(writes, created?.id ?? '', ownerIds);
    });
    return first(groups);
  }

  createGroups = (inputs: readonly GroupInput[]): Promise<readonly Group[]> => this.#objects.create('Group', inputs);

  /** All or none. Throws as createGroup, and OBJECT_NOT_FOUND. */
  updateGroup(id: string, patch: GroupInput, { memberIds = [], ownerIds = [] }: GroupLinks = {}): Promise<void> {
    for (const linked of [...memberIds, ...ownerIds]) mustBeId(linked);
    return this.#objects.update('Group', [{ id, patch }], async (writes) => {
      await addMembersIn(writes, id, memberIds);
      await addOwnersIn(writes, id, ownerIds);
    });
  }

  getGroup = (id: string): Promise<Group> => this.#objects.get('Group', id);
  listGroups = (query: GroupQuery): Promise<Page<Group>> => this.#objects.list('Group', query);
  countGroups = (where: readonly Condition[] = []): Promise<number> => this.#objects.count('Group', where);
  deleteGroup = (id: string): Promise<void> => this.#objects.softDelete('Group', id);

  addMembers = (groupId: string, memberIds: readonly string[]): Promise<void> =>
    this.memberships.addMembers(groupId, memberIds);
  removeMembers = (groupId: string, memberIds: readonly string[]): Promise<void> =>
    this.memberships.removeMembers(groupId, memberIds);
  listMembers = (groupId: string, page: PageRequest): Promise<Page<AnyObject>> =>
    this.memberships.listMembers(groupId, page);
  countMembers = (groupId: string): Promise<number> => this.memberships.countMembers(groupId);
  listGroupsOf = (memberId: string, page: PageRequest): Promise<Page<Group>> =>
    this.memberships.listGroupsOf(memberId, page);

  // — any kind; the recycle bin ————————————————————————————————————————————————————————————————————————————

  /** The first `limit` living objects that each of these is related to, by their ids; read for all at once. */
  listRelated = (
    relation: Relation,
    ids: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly AnyObject[]>> => this.#objects.listRelated(relation, ids, limit);

  /** Living objects with these ids, in the order given; those that do not exist are left out. */
  getObjectsById = (ids: readonly string[], kinds?: readonly ObjectKind[]): Promise<readonly AnyObject[]> =>
    this.#objects.getById(ids, kinds);

  /** Throws OBJECT_NOT_FOUND unless it is in the recycle bin. */
  getDeleted = (id: string): Promise<AnyObject> => this.#recycleBin.get(id);
  countDeleted = (kind: ObjectKind, where: readonly Condition[]): Promise<number> =>
    this.#recycleBin.count(kind, where);
  listDeleted = <Kind extends ObjectKind>(kind: Kind, query: ObjectQuery): Promise<Page<ObjectOf[Kind]>> =>
    this.#objects.list(kind, { ...query, deleted: 'only' });

  /** Out of the recycle bin. Throws OBJECT_NOT_FOUND, OBJECT_CONFLICT when its name was taken meanwhile. */
  restore = (id: string): Promise<AnyObject> => this.#recycleBin.restore(id);

  /** Removes for good what is in the recycle bin. Throws OBJECT_NOT_FOUND. */
  purge = (id: string): Promise<void> => this.#recycleBin.purge(id);

  /** Removes for good what has been in the recycle bin for 30 days; answers with the number of objects. */
  purgeExpired = (signal?: AbortSignal): Promise<number> => this.#recycleBin.purgeExpired(signal);

  // — applications —————————————————————————————————————————————————————————————————————————————————————————

  /** Application and service principal from a template of the gallery. Throws OBJECT_INVALID. */
  instantiate = (
    template: InstantiableTemplate,
    names: { displayName: string },
  ): Promise<{ application: Application; servicePrincipal: ServicePrincipal }> =>
    this.#applications.instantiate(template, names);

  createApplication = async (input: ApplicationInput): Promise<Application> =>
    first(await this.#objects.create('Application', [input]));

  /** Its service principal follows. Throws OBJECT_INVALID when a role goes that is enabled, OBJECT_NOT_FOUND. */
  updateApplication = (id: string, patch: ApplicationInput): Promise<void> => this.#applications.update(id, patch);
  getApplication = (id: string): Promise<Application> => this.#objects.get('Application', id);
  listApplications = (query: ObjectQuery): Promise<Page<Application>> => this.#objects.list('Application', query);
  countApplications = (where: readonly Condition[] = []): Promise<number> => this.#objects.count('Application', where);

  /** Takes its service principal along. */
  deleteApplication = (id: string): Promise<void> => this.#applications.delete(id);

  createServicePrincipal = async (input: ServicePrincipalInput): Promise<ServicePrincipal> =>
    first(await this.#objects.create('ServicePrincipal', [input]));

  /** When its roles change, everybody assigned to it is evaluated again. */
  updateServicePrincipal = (id: string, patch: ServicePrincipalInput): Promise<void> =>
    this.#applications.updateServicePrincipal(id, patch);

  /** By id, or by appId. Throws OBJECT_NOT_FOUND. */
  getServicePrincipal = (key: string | { readonly appId: string }): Promise<ServicePrincipal> =>
    this.#applications.getServicePrincipal(key);
  listServicePrincipals = (query: ObjectQuery): Promise<Page<ServicePrincipal>> =>
    this.#objects.list('ServicePrincipal', query);
  countServicePrincipals = (where: readonly Condition[] = []): Promise<number> =>
    this.#objects.count('ServicePrincipal', where);
  deleteServicePrincipal = (id: string): Promise<void> => this.#objects.softDelete('ServicePrincipal', id);

  // — assignments ——————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Assigns a user, group or service principal to an application (its service principal's id). Without `appRoleId`: its
   * first role for users, or default access. Throws OBJECT_NOT_FOUND, OBJECT_INVALID (role), REFERENCE_EXISTS.
   */
  assign = (wanted: WantedAssignment): Promise<AppRoleAssignment> => this.#assignments.assign(wanted);

  /** Throws OBJECT_NOT_FOUND. */
  unassign = (assignmentId: string): Promise<void> => this.#assignments.unassign(assignmentId);

  /** Throws OBJECT_NOT_FOUND. */
  getAssignment = (id: string): Promise<AppRoleAssignment> => this.#assignments.get(id);

  /** Who is assigned to an application, or what a principal is assigned to. */
  listAssignments = (query: AssignmentQuery): Promise<Page<AppRoleAssignment>> => this.#assignments.list(query);
  countAssignments = (choice: AssignmentChoice): Promise<number> => this.#assignments.count(choice);

  // — many at once; the feed ———————————————————————————————————————————————————————————————————————————————

  /** Brings people and groups in, idempotently; see import-people.ts. */
  importPeople(people: PeopleToImport, { preview = false, ...options }: ImportOptions = {}): Promise<ImportReport> {
    const clock = this.#clock;
    if (!preview) return importPeople(people, { ...options, clock, write: (work) => this.#transactions.write(work) });
    const planned = new ImportPreview(this.#store);
    const write = <Result>(work: (writes: ImportWrites) => Promise<Result>) => work(planned.writes);
    return importPeople(people, { ...options, clock, write, preview: planned });
  }

  /** Removes feed rows older than `before`; answers with their number. Readers that stand before them must start over. */
  trimChanges = (before: Date): Promise<number> => this.#store.trimChanges(before);
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new DirectoryError('INTERNAL', 'Nothing was created.');
  return item;
}
