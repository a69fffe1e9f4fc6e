/**
 * The directory: who exists, who is in which group, who is assigned to what. Every write is validated, is one
 * transaction, and leaves its changes in the feed from which the engine's sources read.
 */
import { DirectoryError, isUuid, newTimeOrderedId, newToken, type Clock } from '@drawbridge/base';
import type { AppRole } from './app-role.ts';
import type { AppRoleAssignment, AssignmentQuery } from './app-role-assignment.ts';
import { checkApplicationChange, followingPatch } from './follow-application.ts';
import { fromTemplate, type InstantiableTemplate } from './application-template.ts';
import { chooseRole } from './assign.ts';
import type { Condition } from './condition.ts';
import { DeltaReader } from './delta/delta-reader.ts';
import { evaluateNextBatch, keepingDynamicGroups, RuleCache } from './dynamic-groups.ts';
import { assignmentExists, conflict, invalidValue, objectNotFound } from './failure.ts';
import type { GroupProperties } from './group.ts';
import { ImportPreview, type ImportWrites } from './import-preview.ts';
import { importPeople, type ImportOptions, type ImportReport, type PeopleToImport } from './import-people.ts';
import { memberKinds, type MemberKind } from './membership.ts';
import { addMembersIn, addOwnersIn, Memberships, pageOf, type PageRequest } from './memberships.ts';
import { mustBeId, mustExist } from './must-exist.ts';
import {
  objectKinds,
  toGraph,
  type AnyObject,
  type Application,
  type CustomExtensions,
  type Group,
  type ObjectKind,
  type ObjectOf,
  type ServicePrincipal,
  type StoredObject,
  type User,
} from './object.ts';
import type { DirectoryStore, DirectoryWrites, RuleProgress } from './ports/directory-store.ts';
import type { InputOf, PropertyValues } from './property.ts';
import { addressClaim, keepingAddressesUnique } from './proxy-address.ts';
import {
  checkQuery,
  orderOf,
  placeAfter,
  placeIn,
  readPlace,
  type GroupQuery,
  type ObjectQuery,
  type Page,
  type UserQuery,
} from './query.ts';
import type { Relation } from './relation.ts';
import type { ApplicationProperties } from './application.ts';
import type { ServicePrincipalProperties } from './service-principal.ts';
import type { UserProperties } from './user.ts';
import { readNew, readPatch } from './validate.ts';

export type UserInput = InputOf<Omit<UserProperties, 'managerId'>> & CustomExtensions;
export type GroupInput = InputOf<GroupProperties> & CustomExtensions;
export type ApplicationInput = InputOf<ApplicationProperties>;
export type ServicePrincipalInput = InputOf<ServicePrincipalProperties>;

/** By id; added in the same transaction. */
export type GroupLinks = { readonly memberIds?: readonly string[]; readonly ownerIds?: readonly string[] };

/** Recycle bin: 30 days, as in Microsoft Entra. */
const recycleBinMs = 30 * 24 * 60 * 60 * 1000;
const purgeBatch = 1000;

export class Directory {
  readonly #store: DirectoryStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #ruleListeners = new Set<() => void>();
  readonly #rules = new RuleCache();
  /** Members, direct and nested, and owners of groups. */
  readonly memberships: Memberships;
  readonly delta: DeltaReader;

  constructor({ store, clock }: { store: DirectoryStore; clock: Clock }) {
    this.#store = store;
    this.#clock = clock;
    this.delta = new DeltaReader(store);
    this.memberships = new Memberships({
      reads: store,
      write: (work) => this.#write(work),
      getObjectsById: (ids) => this.getObjectsById(ids),
    });
  }

  /** Calls `listener` after every committed write of this process; answers with how to stop that. */
  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` when a rule was written that is to be put to everybody; answers with how to stop that. */
  onRuleRequested(listener: () => void): () => void {
    this.#ruleListeners.add(listener);
    return () => this.#ruleListeners.delete(listener);
  }

  /** Puts the rule that waits longest to the next batch of people. False when none waits. */
  async evaluateRules(): Promise<boolean> {
    // Asked outside of a transaction, so that looking in vain is no write that others are told of.
    if (!(await this.#store.nextEvaluation())) return false;
    return this.#write((writes) => evaluateNextBatch(writes, { rules: this.#rules, clock: this.#clock }));
  }

  /** How far the rule of a dynamic group has been put to everybody; undefined for other groups. */
  async ruleProgress(groupId: string): Promise<RuleProgress | undefined> {
    return (await this.#store.ruleProgress([mustBeId(groupId)]))[0];
  }

  // — users ————————————————————————————————————————————————————————————————————————————————————————————————

  createUser = async (input: UserInput): Promise<User> => first(await this.createUsers([input]));

  /** All or none. Throws OBJECT_INVALID, OBJECT_CONFLICT. */
  createUsers(inputs: readonly UserInput[]): Promise<readonly User[]> {
    return this.#create('User', inputs);
  }

  updateUser = (id: string, patch: UserInput): Promise<void> => this.updateUsers([{ id, patch }]);

  /** All or none. Throws OBJECT_INVALID, OBJECT_NOT_FOUND, OBJECT_CONFLICT. */
  updateUsers(updates: readonly { readonly id: string; readonly patch: UserInput }[]): Promise<void> {
    return this.#update('User', updates);
  }

  /** By id or userPrincipalName. Throws OBJECT_NOT_FOUND. */
  async getUser(idOrPrincipalName: string): Promise<User> {
    if (isUuid(idOrPrincipalName)) return this.#get('User', idOrPrincipalName);
    const where = [{ property: 'userPrincipalName', op: 'eq', value: idOrPrincipalName } as const];
    const [found] = idOrPrincipalName.includes('\u0000')
      ? []
      : await this.#store.listObjects('User', { where, limit: 1 });
    if (!found) throw objectNotFound(idOrPrincipalName);
    return toGraph({ ...found, kind: 'User' });
  }

  listUsers = (query: UserQuery): Promise<Page<User>> => this.#list('User', query);
  countUsers = (where: readonly Condition[] = []): Promise<number> => this.#count('User', where);
  deleteUser = (id: string): Promise<void> => this.#softDelete('User', id);

  /** Throws OBJECT_NOT_FOUND when either does not exist, OBJECT_INVALID when they are the same. */
  async setManager(userId: string, managerId: string): Promise<void> {
    if (userId.toLowerCase() === managerId.toLowerCase()) {
      throw invalidValue('manager', 'User', 'a user cannot be their own manager');
    }
    await this.#write(async (writes) => {
      await mustExist(writes, 'User', managerId);
      await patchOne(writes, 'User', userId, { managerId });
    });
  }

  clearManager(userId: string): Promise<void> {
    return this.#write((writes) => patchOne(writes, 'User', userId, { managerId: null }));
  }

  /** Undefined when the user has none, or the manager is in the recycle bin. */
  async getManager(userId: string): Promise<User | undefined> {
    const { managerId } = await this.getUser(userId);
    if (managerId === undefined) return undefined;
    const [manager] = await this.#store.getObjects('User', [managerId]);
    return manager && toGraph({ ...manager, kind: 'User' });
  }

  listDirectReports(managerId: string, page: PageRequest): Promise<Page<User>> {
    return this.#list('User', { ...page, where: [{ property: 'managerId', op: 'eq', value: managerId }] });
  }

  // — groups ———————————————————————————————————————————————————————————————————————————————————————————————

  /** All or none. Throws OBJECT_INVALID, OBJECT_CONFLICT, OBJECT_NOT_FOUND for a member or owner that does not exist. */
  async createGroup(input: GroupInput, { memberIds = [], ownerIds = [] }: GroupLinks = {}): Promise<Group> {
    for (const id of [...memberIds, ...ownerIds]) mustBeId(id);
    const [group] = await this.#create('Group', [input], async (writes, [created]) => {
      await addMembersIn(writes, created?.id ?? '', memberIds);
      await addOwnersIn(writes, created?.id ?? '', ownerIds);
    });
    return first(group ? [group] : []);
  }

  createGroups(inputs: readonly GroupInput[]): Promise<readonly Group[]> {
    return this.#create('Group', inputs);
  }

  /** All or none. Throws as createGroup, and OBJECT_NOT_FOUND. */
  updateGroup(id: string, patch: GroupInput, { memberIds = [], ownerIds = [] }: GroupLinks = {}): Promise<void> {
    for (const linked of [...memberIds, ...ownerIds]) mustBeId(linked);
    return this.#update('Group', [{ id, patch }], async (writes) => {
      await addMembersIn(writes, id, memberIds);
      await addOwnersIn(writes, id, ownerIds);
    });
  }

  getGroup = (id: string): Promise<Group> => this.#get('Group', id);
  listGroups = (query: GroupQuery): Promise<Page<Group>> => this.#list('Group', query);
  countGroups = (where: readonly Condition[] = []): Promise<number> => this.#count('Group', where);
  deleteGroup = (id: string): Promise<void> => this.#softDelete('Group', id);

  addMembers = (groupId: string, memberIds: readonly string[]): Promise<void> =>
    this.memberships.addMembers(groupId, memberIds);
  removeMembers = (groupId: string, memberIds: readonly string[]): Promise<void> =>
    this.memberships.removeMembers(groupId, memberIds);
  listMembers = (groupId: string, page: PageRequest): Promise<Page<AnyObject>> =>
    this.memberships.listMembers(groupId, page);
  countMembers = (groupId: string): Promise<number> => this.memberships.countMembers(groupId);
  listGroupsOf = (memberId: string, page: PageRequest): Promise<Page<Group>> =>
    this.memberships.listGroupsOf(memberId, page);

  /** The first `limit` living objects that each of these is related to, by their ids; read for all at once. */
  async listRelated(
    relation: Relation,
    ids: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly AnyObject[]>> {
    const references = await this.#store.listRelated(relation, ids.filter(isUuid), limit);
    const objects = await this.getObjectsById([...new Set(references.map(({ id }) => id))]);
    const byId = new Map(objects.map((found) => [found.object.id, found]));
    const related = new Map<string, AnyObject[]>();
    for (const { of, id } of references) {
      const object = byId.get(id);
      if (object) related.set(of, [...(related.get(of) ?? []), object]);
    }
    return related;
  }

  // — any kind; the recycle bin ————————————————————————————————————————————————————————————————————————————

  /** Living objects with these ids, in the order given; those that do not exist are left out. */
  async getObjectsById(
    ids: readonly string[],
    kinds: readonly ObjectKind[] = objectKinds,
  ): Promise<readonly AnyObject[]> {
    const wanted = ids.filter(isUuid);
    const found = new Map<string, AnyObject>();
    const known = await this.#store.kindsOf(wanted);
    for (const kind of kinds) {
      const ofKind = [...known].filter(([, object]) => object.kind === kind && !object.deleted).map(([id]) => id);
      if (ofKind.length === 0) continue;
      for (const stored of await this.#store.getObjects(kind, ofKind)) found.set(stored.id, anyObject(stored));
    }
    return wanted.flatMap((id) => found.get(id.toLowerCase()) ?? []);
  }

  /** Throws OBJECT_NOT_FOUND unless it is in the recycle bin. */
  async getDeleted(id: string): Promise<AnyObject> {
    const kind = await this.#deletedKind(id);
    const [stored] = await this.#store.getObjects(kind, [id], { deleted: 'only' });
    if (!stored) throw objectNotFound(id);
    return anyObject(stored);
  }

  countDeleted(kind: ObjectKind, where: readonly Condition[]): Promise<number> {
    checkQuery(kind, { where, limit: 0 });
    return this.#store.countObjects(kind, where, 'only');
  }

  listDeleted<Kind extends ObjectKind>(kind: Kind, query: ObjectQuery): Promise<Page<ObjectOf[Kind]>> {
    return this.#list(kind, { ...query, deleted: 'only' });
  }

  /** Out of the recycle bin. Throws OBJECT_NOT_FOUND, OBJECT_CONFLICT when its name was taken meanwhile. */
  async restore(id: string): Promise<AnyObject> {
    const kind = await this.#deletedKind(id);
    await this.#write(async (writes) => {
      if ((await writes.restore(kind, [id])).size === 0) throw objectNotFound(id);
      await followApplication(writes, kind, id, (principals) => writes.restore('ServicePrincipal', principals));
    });
    const [restored] = await this.getObjectsById([id]);
    if (!restored) throw objectNotFound(id);
    return restored;
  }

  /** Removes for good what is in the recycle bin. Throws OBJECT_NOT_FOUND. */
  async purge(id: string): Promise<void> {
    const kind = await this.#deletedKind(id);
    await this.#write(async (writes) => {
      await followApplication(writes, kind, id, (principals) => writes.purge('ServicePrincipal', principals));
      if ((await writes.purge(kind, [id])).size === 0) throw objectNotFound(id);
    });
  }

  /** Removes for good what has been in the recycle bin for 30 days; answers with the number of objects. */
  async purgeExpired(signal?: AbortSignal): Promise<number> {
    const before = new Date(this.#clock.now().getTime() - recycleBinMs);
    let purged = 0;
    for (const kind of objectKinds) {
      for (let more = true; more && !signal?.aborted;) {
        more = await this.#write(async (writes) => {
          const ids = await writes.listExpired(kind, before, purgeBatch);
          purged += (await writes.purge(kind, ids)).size;
          return ids.length === purgeBatch;
        });
      }
    }
    return purged;
  }

  // — applications —————————————————————————————————————————————————————————————————————————————————————————

  /** Application and service principal from a template of the gallery. Throws OBJECT_INVALID. */
  async instantiate(
    template: InstantiableTemplate,
    { displayName }: { displayName: string },
  ): Promise<{ application: Application; servicePrincipal: ServicePrincipal }> {
    const values = fromTemplate(template, displayName);
    const application = this.#newObject('Application', readNew('Application', values.application));
    const servicePrincipal = this.#newObject('ServicePrincipal', readNew('ServicePrincipal', values.servicePrincipal));
    await this.#write(async (writes) => {
      await writes.insertObjects('Application', [application]);
      await writes.insertObjects('ServicePrincipal', [servicePrincipal]);
    });
    return { application: toGraph(application), servicePrincipal: toGraph(servicePrincipal) };
  }

  createApplication = async (input: ApplicationInput): Promise<Application> =>
    first(await this.#create('Application', [input]));

  /** Its service principal follows. Throws OBJECT_INVALID when a role goes that is enabled, OBJECT_NOT_FOUND. */
  async updateApplication(id: string, patch: ApplicationInput): Promise<void> {
    const values = readPatch('Application', patch);
    await this.#write(async (writes) => {
      const { values: before } = await mustExist(writes, 'Application', id);
      checkApplicationChange(before, values);
      await patchOne(writes, 'Application', id, values);
      const following = followingPatch({ ...before, ...values }, values);
      if (!following) return;
      await followApplication(writes, 'Application', id, async ([principalId]) => {
        if (principalId === undefined) return;
        await writes.patchObjects('ServicePrincipal', [{ id: principalId, values: following }]);
        if ('appRoles' in following) await writes.touchAssigned(principalId);
      });
    });
  }

  getApplication = (id: string): Promise<Application> => this.#get('Application', id);
  listApplications = (query: ObjectQuery): Promise<Page<Application>> => this.#list('Application', query);
  countApplications = (where: readonly Condition[] = []): Promise<number> => this.#count('Application', where);

  /** Takes its service principal along. */
  async deleteApplication(id: string): Promise<void> {
    mustBeId(id);
    const at = this.#clock.now();
    await this.#write(async (writes) => {
      await followApplication(writes, 'Application', id, (principals) =>
        writes.softDelete('ServicePrincipal', principals, at),
      );
      if ((await writes.softDelete('Application', [id], at)).size === 0) throw objectNotFound(id);
    });
  }

  createServicePrincipal = async (input: ServicePrincipalInput): Promise<ServicePrincipal> =>
    first(await this.#create('ServicePrincipal', [input]));

  /** When its roles change, everybody assigned to it is evaluated again. */
  async updateServicePrincipal(id: string, patch: ServicePrincipalInput): Promise<void> {
    const values = readPatch('ServicePrincipal', patch);
    await this.#write(async (writes) => {
      await patchOne(writes, 'ServicePrincipal', id, values);
      if ('appRoles' in values) await writes.touchAssigned(id);
    });
  }

  /** By id, or by appId. Throws OBJECT_NOT_FOUND. */
  async getServicePrincipal(key: string | { readonly appId: string }): Promise<ServicePrincipal> {
    if (typeof key === 'string') return this.#get('ServicePrincipal', key);
    const where = [{ property: 'appId', op: 'eq', value: mustBeId(key.appId) } as const];
    const [found] = await this.#store.listObjects('ServicePrincipal', { where, limit: 1 });
    if (!found) throw objectNotFound(key.appId);
    return toGraph({ ...found, kind: 'ServicePrincipal' });
  }

  listServicePrincipals = (query: ObjectQuery): Promise<Page<ServicePrincipal>> =>
    this.#list('ServicePrincipal', query);
  countServicePrincipals = (where: readonly Condition[] = []): Promise<number> =>
    this.#count('ServicePrincipal', where);
  deleteServicePrincipal = (id: string): Promise<void> => this.#softDelete('ServicePrincipal', id);

  // — assignments ——————————————————————————————————————————————————————————————————————————————————————————

  /**
   * Assigns a user, group or service principal to an application (its service principal's id). Without `appRoleId`: its
   * first role for users, or default access. Throws OBJECT_NOT_FOUND, OBJECT_INVALID (role), REFERENCE_EXISTS.
   */
  async assign(wanted: {
    principalId: string;
    resourceId: string;
    appRoleId?: string | undefined;
  }): Promise<AppRoleAssignment> {
    const principalId = mustBeId(wanted.principalId);
    const resourceId = mustBeId(wanted.resourceId);
    const id = newToken(32);
    return this.#write(async (writes) => {
      const resource = await mustExist(writes, 'ServicePrincipal', resourceId);
      const principal = (await writes.kindsOf([principalId])).get(principalId);
      if (!principal || principal.deleted || !isMemberKind(principal.kind)) throw objectNotFound(principalId);
      const roles = (resource.values['appRoles'] ?? []) as unknown as readonly AppRole[];
      const appId = String(resource.values['appId']);
      const appRoleId = chooseRole(roles, wanted.appRoleId, { appId, principalType: principal.kind });
      const createdAt = this.#clock.now();
      if (
        !(await writes.assign({ id, principalId, principalType: principal.kind, resourceId, appRoleId, createdAt }))
      ) {
        throw assignmentExists();
      }
      const assignment = await writes.getAssignment(id);
      if (!assignment) throw objectNotFound(id);
      return assignment;
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async unassign(assignmentId: string): Promise<void> {
    await this.#write(async (writes) => {
      if (assignmentId.includes('\u0000') || !(await writes.unassign(assignmentId))) throw objectNotFound(assignmentId);
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async getAssignment(id: string): Promise<AppRoleAssignment> {
    const assignment = id.includes('\u0000') ? undefined : await this.#store.getAssignment(id);
    if (!assignment) throw objectNotFound(id);
    return assignment;
  }

  /** Who is assigned to an application, or what a principal is assigned to. */
  async listAssignments({ after, ...query }: AssignmentQuery): Promise<Page<AppRoleAssignment>> {
    for (const id of [query.resourceId, query.principalId]) if (id !== undefined) mustBeId(id);
    const place = after === undefined ? undefined : readPlace(after).id;
    const items = await this.#store.listAssignments({ ...query, after: place });
    return pageOf(items, items, query.limit);
  }

  // — many at once; the feed ———————————————————————————————————————————————————————————————————————————————

  /** Brings people and groups in, idempotently; see import-people.ts. */
  importPeople(people: PeopleToImport, { preview = false, ...options }: ImportOptions = {}): Promise<ImportReport> {
    if (!preview) return importPeople(people, { ...options, clock: this.#clock, write: (work) => this.#write(work) });
    const planned = new ImportPreview(this.#store);
    const write = <Result>(work: (writes: ImportWrites) => Promise<Result>) => work(planned.writes);
    return importPeople(people, { ...options, clock: this.#clock, write, preview: planned });
  }

  /** Removes feed rows older than `before`; answers with their number. Readers that stand before them must start over. */
  trimChanges(before: Date): Promise<number> {
    return this.#store.trimChanges(before);
  }

  // — inside ———————————————————————————————————————————————————————————————————————————————————————————————

  async #write<Result>(work: (writes: DirectoryWrites) => Promise<Result>): Promise<Result> {
    let isRuleRequested = false;
    const onRequested = (): void => {
      isRuleRequested = true;
    };
    const needs = { rules: this.#rules, clock: this.#clock, onRequested };
    const result = await this.#store.write((writes) =>
      work(keepingDynamicGroups(keepingAddressesUnique(writes), needs)),
    );
    for (const listener of this.#listeners) listener();
    if (isRuleRequested) for (const listener of this.#ruleListeners) listener();
    return result;
  }

  #newObject<Kind extends ObjectKind>(kind: Kind, values: PropertyValues): StoredObject & { kind: Kind } {
    const createdAt = this.#clock.now();
    return { kind, id: newTimeOrderedId(createdAt.getTime()), values, createdAt };
  }

  async #create<Kind extends ObjectKind>(
    kind: Kind,
    inputs: readonly object[],
    andThen?: (writes: DirectoryWrites, created: readonly StoredObject[]) => Promise<void>,
  ): Promise<readonly ObjectOf[Kind][]> {
    const objects = inputs.map((input) => this.#newObject(kind, readNew(kind, input)));
    if (objects.length === 0) return [];
    await this.#write(async (writes) => {
      const inserted = await writes.insertObjects(kind, objects);
      const refused = objects.find(({ id }) => !inserted.has(id));
      if (refused) {
        const claim = addressClaim(refused.id, refused.values);
        if (claim && (await writes.claimAddresses([claim])).size > 0) throw conflict('proxyAddresses');
        throw conflict(uniqueProperty[kind], String(refused.values[uniqueProperty[kind]]));
      }
      await andThen?.(writes, objects);
    });
    return objects.map((object) => toGraph(object));
  }

  async #update(
    kind: ObjectKind,
    updates: readonly { readonly id: string; readonly patch: object }[],
    andThen?: (writes: DirectoryWrites) => Promise<void>,
  ): Promise<void> {
    const patches = updates.map(({ id, patch }) => ({ id: mustBeId(id), values: readPatch(kind, patch) }));
    if (patches.length === 0) return;
    await this.#write(async (writes) => {
      const { found } = await writes.patchObjects(kind, patches);
      const missing = patches.find(({ id }) => !found.has(id));
      if (missing) throw objectNotFound(missing.id);
      await andThen?.(writes);
    });
  }

  async #get<Kind extends ObjectKind>(kind: Kind, id: string): Promise<ObjectOf[Kind]> {
    return toGraph({ ...(await mustExist(this.#store, kind, id)), kind });
  }

  async #list<Kind extends ObjectKind>(kind: Kind, { after, ...query }: ObjectQuery): Promise<Page<ObjectOf[Kind]>> {
    checkQuery(kind, query);
    const orderBy = orderOf(kind, query);
    const place = after === undefined ? undefined : placeIn(orderBy, after);
    const stored = await this.#store.listObjects(kind, { ...query, orderBy, after: place });
    const last = stored.length === query.limit ? stored.at(-1) : undefined;
    const items = stored.map((object) => toGraph({ ...object, kind }));
    return last ? { items, next: placeAfter(last, orderBy) } : { items };
  }

  async #count(kind: ObjectKind, where: readonly Condition[]): Promise<number> {
    checkQuery(kind, { where, limit: 0 });
    return this.#store.countObjects(kind, where);
  }

  async #softDelete(kind: ObjectKind, id: string): Promise<void> {
    mustBeId(id);
    await this.#write(async (writes) => {
      if ((await writes.softDelete(kind, [id], this.#clock.now())).size === 0) throw objectNotFound(id);
    });
  }

  async #deletedKind(id: string): Promise<ObjectKind> {
    const object = (await this.#store.kindsOf([mustBeId(id)])).get(id.toLowerCase());
    if (!object?.deleted) throw objectNotFound(id);
    return object.kind;
  }
}

/** What an insert that was refused had in common with another object. */
const uniqueProperty: Readonly<Record<ObjectKind, string>> = {
  User: 'userPrincipalName',
  Group: 'mailNickname',
  Application: 'appId',
  ServicePrincipal: 'appId',
};

const isMemberKind = (kind: ObjectKind): kind is MemberKind => (memberKinds as readonly ObjectKind[]).includes(kind);

async function patchOne(
  writes: DirectoryWrites,
  kind: ObjectKind,
  id: string,
  values: ReturnType<typeof readPatch>,
): Promise<void> {
  const { found } = await writes.patchObjects(kind, [{ id: mustBeId(id), values }]);
  if (found.size === 0) throw objectNotFound(id);
}

/** Does to an application's service principal what is done to the application. */
async function followApplication(
  writes: DirectoryWrites,
  kind: ObjectKind,
  id: string,
  follow: (principalIds: readonly string[]) => Promise<unknown>,
): Promise<void> {
  if (kind !== 'Application') return;
  const [application] = await writes.getObjects('Application', [id], { deleted: 'include' });
  if (!application) return;
  const where = [{ property: 'appId', op: 'eq', value: String(application.values['appId']) } as const];
  const principals = await writes.listObjects('ServicePrincipal', { where, limit: 10, deleted: 'include' });
  const ids = principals.map((principal) => principal.id);
  if (ids.length > 0) await follow(ids);
}

function anyObject(stored: StoredObject): AnyObject {
  return { kind: stored.kind, object: toGraph(stored) } as AnyObject;
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new DirectoryError('INTERNAL', 'Nothing was created.');
  return item;
}
