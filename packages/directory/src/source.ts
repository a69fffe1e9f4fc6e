/**
 * The directory as the engine sees it: one application's source of people and groups. References stay as long as both
 * ends exist, the recycle bin included: what a soft-deleted person was member of, they are member of again when restored.
 */
import type {
  ObjectType,
  Source,
  SourceChange,
  SourceObject,
  SourceOptions,
  SourceRole,
  SourceState,
  SourceValue,
} from '@drawbridge/engine';
import type { Change } from './change-log.ts';
import { withoutGuestDecoration } from './guest.ts';
import { propertiesOf, type ObjectKind, type StoredObject } from './object.ts';
import type { DirectoryReads, Entitlement } from './ports/directory-store.ts';
import type { PropertyValue } from './property.ts';

/** The source of the application whose service principal has this id. */
export function createDirectorySource(
  reads: DirectoryReads,
  servicePrincipalId: string,
  { assignsNested: nested = false }: SourceOptions = {},
): Source {
  const entitled = async (stored: readonly StoredObject[]): Promise<readonly SourceObject[]> => {
    if (stored.length === 0) return [];
    const ids = stored.map(({ id }) => id);
    const entitlements = await reads.entitlementsOf(servicePrincipalId, ids, { nested });
    const byPrincipal = rolesByPrincipal(entitlements);
    return stored.map((object) => toSourceObject(object, byPrincipal.get(object.id)));
  };

  return {
    position: () => reads.feedPosition(),

    async readChanges(after, limit) {
      const rows = await reads.readChanges(after, limit);
      const position = rows.at(-1)?.position ?? after;
      return { changes: toSourceChanges(rows, servicePrincipalId), position, more: rows.length === limit };
    },

    async listObjects({ type, mode, after, limit }) {
      if (mode === 'all') {
        const place = after === undefined ? undefined : { id: after };
        return entitled(await reads.listObjects(type, { after: place, limit, deleted: 'include' }));
      }
      const ids = await reads.listAssigned(servicePrincipalId, type, { after, limit, nested });
      const stored = await reads.getObjects(type, ids, { deleted: 'include' });
      return entitled([...stored].sort((a, b) => (a.id < b.id ? -1 : 1)));
    },

    countObjects: (type, mode) =>
      mode === 'all' ? reads.countObjects(type, []) : reads.countAssigned(servicePrincipalId, type, { nested }),

    // At most one manager each, and who has none is few.
    countReferences: (attribute, mode) =>
      attribute === 'manager'
        ? mode === 'all'
          ? reads.countObjects('User', [])
          : reads.countAssigned(servicePrincipalId, 'User', { nested })
        : reads.countMemberships(servicePrincipalId, mode),

    async getObjects(ids) {
      const [users, groups] = await Promise.all([
        reads.getObjects('User', ids, { deleted: 'include' }),
        reads.getObjects('Group', ids, { deleted: 'include' }),
      ]);
      return entitled([...users, ...groups]);
    },

    listReferences: (page) => reads.listReferences({ ...page, resourceId: servicePrincipalId, nested }),
    referencesTo: (ids) => reads.referencesTo(ids),
    nestedGroups: (groupIds) => reads.nestedGroups(groupIds),
    existingReferences: (references) => reads.existingReferences(references),
  };
}

const noRoles: readonly SourceRole[] = [];

function rolesByPrincipal(entitlements: readonly Entitlement[]): ReadonlyMap<string, readonly SourceRole[]> {
  const roles = new Map<string, SourceRole[]>();
  for (const { principalId, role } of entitlements) {
    let held = roles.get(principalId);
    if (!held) roles.set(principalId, (held = []));
    if (role) held.push(role);
  }
  return roles;
}

const isSourceType = (kind: ObjectKind): kind is ObjectType => kind === 'User' || kind === 'Group';

/** Names in attribute mappings by stored name. */
const syncNames: Readonly<Record<ObjectType, ReadonlyMap<string, string>>> = {
  User: namesOf('User'),
  Group: namesOf('Group'),
};

function namesOf(kind: ObjectType): ReadonlyMap<string, string> {
  return new Map(propertiesOf[kind].flatMap(({ name, sync }) => (sync === undefined ? [] : [[name, sync] as const])));
}

function toSourceObject(stored: StoredObject, roles: readonly SourceRole[] | undefined): SourceObject {
  const { id, values } = stored;
  const type: ObjectType = stored.kind === 'User' ? 'User' : 'Group';
  const attributes = attributesOf(type, stored);
  const common = {
    id,
    type,
    state: stateOf(stored),
    assigned: roles !== undefined,
    roles: roles ?? noRoles,
    attributes,
  };
  const displayName = textOf(values['displayName']);
  if (type === 'Group') return { ...common, displayName };
  const principalName = textOf(values['userPrincipalName']);
  const { managerId } = values;
  return { ...common, displayName, principalName, ...(typeof managerId === 'string' ? { managerId } : {}) };
}

const textOf = (value: PropertyValue | undefined): string => (typeof value === 'string' ? value : '');

function stateOf({ kind, values, deletedAt }: StoredObject): SourceState {
  if (deletedAt) return 'softDeleted';
  return kind === 'User' && values['accountEnabled'] === false ? 'disabled' : 'active';
}

function attributesOf(type: ObjectType, { id, values }: StoredObject): ReadonlyMap<string, SourceValue> {
  const names = syncNames[type];
  const attributes = new Map<string, SourceValue>([['objectId', id]]);
  for (const name in values) {
    const value = values[name] as SourceValue | undefined;
    if (value === undefined || value === '') continue;
    const sync = names.get(name) ?? (name.startsWith('extension_') ? name : undefined);
    if (sync !== undefined) attributes.set(sync, value);
  }
  if (type === 'User') addComputed(attributes, values);
  return attributes;
}

function addComputed(attributes: Map<string, SourceValue>, values: StoredObject['values']): void {
  const principalName = textOf(values['userPrincipalName']);
  attributes.set('userPrincipalName', withoutGuestDecoration(principalName));
  attributes.set('originalUserPrincipalName', principalName);
  const phones = values['businessPhones'];
  if (Array.isArray(phones) && typeof phones[0] === 'string') attributes.set('telephoneNumber', phones[0]);
}

/** Whether a person may sign in, and who manages them, are no attributes: where they changed, anything may follow. */
const beyondAttributes: ReadonlySet<string> = new Set(['accountEnabled', 'managerId']);

type Touched = Pick<Extract<SourceChange, { kind: 'object' }>, 'attributes' | 'assignment'>;

const anything: Touched = {};
const assignmentOnly: Touched = { attributes: [], assignment: true };

/** Attributes whose values follow from these properties. */
function touchedBy(type: ObjectType, properties: readonly string[] | undefined): Touched {
  if (!properties || properties.some((name) => beyondAttributes.has(name))) return anything;
  const attributes = properties.flatMap((name) => [syncNames[type].get(name) ?? name, ...(computedFrom[name] ?? [])]);
  return { attributes };
}

function together(one: Touched, other: Touched): Touched {
  if (!one.attributes || !other.attributes) return anything;
  const attributes = [...new Set([...one.attributes, ...other.attributes])];
  return { attributes, ...(one.assignment || other.assignment ? { assignment: true } : {}) };
}

/** What `addComputed` makes of a property. */
const computedFrom: Readonly<Record<string, readonly string[]>> = {
  userPrincipalName: ['originalUserPrincipalName'],
  businessPhones: ['telephoneNumber'],
};

/** Values alone rarely take anybody away; who may sign in, and what is assigned, does. */
const mayTakeAway = ({ attributes, assignment }: Touched): boolean => !attributes || assignment === true;

type Seen = { readonly place: number; readonly touched: Touched; readonly changedAt: Date };

function toSourceChanges(rows: readonly Change[], servicePrincipalId: string): readonly SourceChange[] {
  const changes: SourceChange[] = [];
  const seen = new Map<string, Seen>();
  const addObject = (type: ObjectType, id: string, touched: Touched, at: Date): void => {
    const before = seen.get(id);
    const both = before ? together(before.touched, touched) : touched;
    const place = before?.place ?? changes.length;
    const isFirst = !before || (mayTakeAway(touched) && !mayTakeAway(before.touched));
    const changedAt = isFirst ? at : before.changedAt;
    changes[place] = { kind: 'object', type, id, ...both, changedAt };
    seen.set(id, { place, touched: both, changedAt });
  };
  for (const { kind, objectType, objectId, relatedId, relatedType, resourceId, properties, at } of rows) {
    if (!isSourceType(objectType)) continue;
    if (kind === 'object') addObject(objectType, objectId, touchedBy(objectType, properties), at);
    else if (kind === 'purged') addObject(objectType, objectId, anything, at);
    else if (kind === 'scope') {
      if (resourceId === servicePrincipalId) addObject(objectType, objectId, assignmentOnly, at);
    } else if (relatedId !== undefined && (kind === 'member-added' || kind === 'member-removed')) {
      changes.push({
        kind: 'reference',
        reference: { attribute: 'members', ownerId: objectId, referencedId: relatedId },
      });
      // Coming into or leaving a group may bring a person into scope or out of it.
      if (relatedType === 'User') addObject('User', relatedId, assignmentOnly, at);
    }
  }
  return changes;
}
