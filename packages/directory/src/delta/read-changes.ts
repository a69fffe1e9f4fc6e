/**
 * The later rounds of a delta query: what the change feed holds since. Every object is told as it is now, so that a row
 * that is read twice does no harm.
 */
import type { Change } from '../change-log.ts';
import { readPosition } from '../change-log.ts';
import type { MemberKind } from '../membership.ts';
import type { ObjectKind, StoredObject } from '../object.ts';
import type { DirectoryReads } from '../ports/directory-store.ts';
import type { DeltaItem, DeltaLink, DeltaPage, DeltaQuery, DeltaRelation } from './delta-page.ts';
import { foundObject, managerOf } from './found-object.ts';

/** Members of a group that came back are told whole, up to this many. */
const maxRestoredMembers = 20_000;
const memberPage = 1000;

type Touched = {
  readonly kind: ObjectKind;
  /** Stored names; undefined: everything. Empty: only links. */
  changed: Set<string> | undefined;
  isObject: boolean;
  readonly links: Record<DeltaRelation, Map<string, MemberKind>>;
};

/** Throws DirectoryError CHANGES_TRIMMED. */
export async function readDeltaChanges(
  reads: DirectoryReads,
  query: DeltaQuery,
  position: string,
  limit: number,
): Promise<DeltaPage> {
  // Before the rows: what commits between the two is read again next time, not lost.
  const now = await reads.feedPosition();
  const rows = await reads.readChanges(position, limit);
  const touched = gather(rows, query);
  await addMovedMembers(reads, query, rows, touched);
  const items = await tell(reads, query, touched);
  const last = rows.at(-1)?.position ?? position;
  const isComplete = rows.length < limit;
  return { items, next: { phase: 'changes', position: isComplete ? later(now, last) : last }, isComplete };
}

function later(a: string, b: string): string {
  const [first, second] = [readPosition(a), readPosition(b)];
  const [xidA, xidB] = [BigInt(first.xid), BigInt(second.xid)];
  return xidA > xidB || (xidA === xidB && BigInt(first.seq) > BigInt(second.seq)) ? a : b;
}

function gather(rows: readonly Change[], query: DeltaQuery): Map<string, Touched> {
  const touched = new Map<string, Touched>();
  for (const row of rows) {
    const { kind, objectType, objectId, relatedId, relatedType, properties } = row;
    if (!isWanted(query, objectType, objectId)) continue;
    if (kind === 'object' || kind === 'purged') {
      const counted = properties?.filter((name) => isCounted(query, name));
      if (counted?.length === 0) continue;
      const object = touch(touched, objectType, objectId);
      object.isObject = true;
      if (!counted) object.changed = undefined;
      for (const name of counted ?? []) object.changed?.add(name);
      if (counted?.includes('managerId') && relatedId !== undefined) object.links.manager.set(relatedId, 'User');
    } else if (relatedId !== undefined && relatedType !== undefined && kind !== 'scope') {
      const relation = kind === 'member-added' || kind === 'member-removed' ? 'members' : 'owners';
      if (query.relations.includes(relation))
        touch(touched, objectType, objectId).links[relation].set(relatedId, relatedType);
    }
  }
  return touched;
}

const isWanted = ({ kinds, ids }: DeltaQuery, kind: ObjectKind, id: string): boolean =>
  kinds.includes(kind) && (ids === undefined || ids.includes(id));

const isCounted = ({ select, relations }: DeltaQuery, name: string): boolean =>
  name === 'managerId' ? relations.includes('manager') : select === undefined || select.includes(name);

function touch(touched: Map<string, Touched>, kind: ObjectKind, id: string): Touched {
  let object = touched.get(id);
  if (!object) {
    const links = { members: new Map(), owners: new Map(), manager: new Map() };
    touched.set(id, (object = { kind, changed: new Set(), isObject: false, links }));
  }
  return object;
}

/** Who went to the recycle bin, or came back, left or entered their groups without a row of its own. */
async function addMovedMembers(
  reads: DirectoryReads,
  query: DeltaQuery,
  rows: readonly Change[],
  touched: Map<string, Touched>,
): Promise<void> {
  if (!query.relations.includes('members') || !query.kinds.includes('Group')) return;
  const moved = new Map<string, MemberKind>();
  for (const { kind, objectType, objectId, properties } of rows) {
    if (kind === 'object' && !properties && objectType !== 'Application') moved.set(objectId, objectType);
  }
  for (const { attribute, ownerId, referencedId } of await reads.referencesTo([...moved.keys()])) {
    const kind = moved.get(referencedId);
    if (attribute === 'members' && kind && isWanted(query, 'Group', ownerId))
      touch(touched, 'Group', ownerId).links.members.set(referencedId, kind);
  }
}

async function tell(
  reads: DirectoryReads,
  query: DeltaQuery,
  touched: ReadonlyMap<string, Touched>,
): Promise<readonly DeltaItem[]> {
  const stored = new Map<string, StoredObject>();
  for (const kind of query.kinds) {
    const ids = [...touched].filter(([, object]) => object.kind === kind).map(([id]) => id);
    for (const object of await reads.getObjects(kind, ids, { deleted: 'include' })) stored.set(object.id, object);
  }
  const current = await currentLinks(reads, touched);
  const items: DeltaItem[] = [];
  for (const [id, { kind, changed, isObject, links }] of touched) {
    const object = stored.get(id);
    if (!object || object.deletedAt) {
      if (isObject) items.push({ kind, id, removed: object ? 'changed' : 'deleted', links: {} });
      continue;
    }
    const told = current.linksOf(id, links);
    const returned = isObject && !changed && kind === 'Group' && query.relations.includes('members');
    items.push({
      kind,
      id,
      ...(isObject ? { found: foundObject(object), ...(changed ? { changed } : {}) } : {}),
      links: {
        ...told,
        ...(returned ? { members: [...(told.members ?? []), ...(await allMembers(reads, id, links.members))] } : {}),
        ...managerLinks(query, object, changed, links.manager),
      },
    });
  }
  return items;
}

function managerLinks(
  { relations }: DeltaQuery,
  object: StoredObject,
  changed: ReadonlySet<string> | undefined,
  former: ReadonlyMap<string, MemberKind>,
): DeltaItem['links'] {
  if (!relations.includes('manager') || (changed && !changed.has('managerId'))) return {};
  const now = managerOf(object).manager ?? [];
  const gone = [...former].filter(([id]) => id !== now[0]?.id);
  const manager = [...gone.map(([id, kind]): DeltaLink => ({ id, kind, removed: true })), ...now];
  return manager.length > 0 ? { manager } : {};
}

/** Those not told as changed anyway. */
async function allMembers(
  reads: DirectoryReads,
  groupId: string,
  told: ReadonlyMap<string, MemberKind>,
): Promise<readonly DeltaLink[]> {
  const members: DeltaLink[] = [];
  for (let after: string | undefined; members.length < maxRestoredMembers;) {
    const next = await reads.listMembers(groupId, { after, limit: memberPage });
    members.push(...next.filter(({ id }) => !told.has(id)));
    if (next.length < memberPage) break;
    after = next.at(-1)?.id;
  }
  return members;
}

/** Whether each link that was touched is there now; to an object in the recycle bin it is not. */
async function currentLinks(reads: DirectoryReads, touched: ReadonlyMap<string, Touched>) {
  const pairsOf = (relation: 'members' | 'owners') =>
    [...touched].flatMap(([groupId, { links }]) => [...links[relation].keys()].map((id) => ({ groupId, id })));
  const [members, owners] = [pairsOf('members'), pairsOf('owners')];
  const existing = new Set<string>();
  const references = members.map(({ groupId, id }) => ({
    attribute: 'members' as const,
    ownerId: groupId,
    referencedId: id,
  }));
  for (const { ownerId, referencedId } of await reads.existingReferences(references))
    existing.add(`members ${ownerId} ${referencedId}`);
  for (const { groupId, ownerId } of await reads.existingOwnerships(
    owners.map(({ groupId, id }) => ({ groupId, ownerId: id })),
  ))
    existing.add(`owners ${groupId} ${ownerId}`);
  const known = await reads.kindsOf([...new Set([...members, ...owners].map(({ id }) => id))]);
  const linksOf = (groupId: string, links: Touched['links']): DeltaItem['links'] =>
    Object.fromEntries(
      (['members', 'owners'] as const).flatMap((relation) => {
        const told = [...links[relation]].map(([id, kind]): DeltaLink => {
          const isThere = existing.has(`${relation} ${groupId} ${id}`) && known.get(id)?.deleted === false;
          return isThere ? { id, kind } : { id, kind, removed: true };
        });
        return told.length > 0 ? [[relation, told]] : [];
      }),
    );
  return { linksOf };
}
