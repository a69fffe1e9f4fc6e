/** The first round of a delta query: everything there is. A group with many members goes over several pages. */
import type { MemberReference } from '../membership.ts';
import type { ObjectKind, StoredObject } from '../object.ts';
import type { DirectoryReads } from '../ports/directory-store.ts';
import type { Relation } from '../relation.ts';
import type { DeltaItem, DeltaLink, DeltaPage, DeltaPlace, DeltaQuery } from './delta-page.ts';
import { foundObject, managerOf } from './found-object.ts';

/** Members told with the group itself; of a larger group the rest follows in pages of its own. */
const membersBesideGroup = 100;
const membersOfPage = 1000;
/** Graph allows no more owners. */
const maxOwners = 100;

type Place = Extract<DeltaPlace, { phase: 'all' }>;

export async function listAll(
  reads: DirectoryReads,
  query: DeltaQuery,
  place: Place,
  limit: number,
): Promise<DeltaPage> {
  if (place.group) return moreMembers(reads, place, place.group);
  const objects = await listObjects(reads, query, place, limit);
  const links = place.kind === 'Group' ? await linksOfGroups(reads, query, objects) : undefined;
  const large = links ? objects.findIndex(({ id }) => links.isLarge(id)) : -1;
  const told = large < 0 ? objects : objects.slice(0, large + 1);
  const items = told.map((stored): DeltaItem => ({
    kind: stored.kind,
    id: stored.id,
    found: foundObject(stored),
    links: links?.of(stored.id) ?? (query.relations.includes('manager') ? managerOf(stored) : {}),
  }));
  const last = told.at(-1);
  if (large >= 0 && last) {
    const after = links?.of(last.id).members?.at(-1)?.id ?? last.id;
    return page(items, { ...place, group: { id: last.id, after } });
  }
  if (last && objects.length === limit && !query.ids) return page(items, { ...place, after: last.id });
  return page(items, nextKind(query, place));
}

const page = (items: readonly DeltaItem[], next: DeltaPlace): DeltaPage => ({
  items,
  next,
  isComplete: next.phase === 'changes',
});

function nextKind({ kinds }: DeltaQuery, { kind, position }: Place): DeltaPlace {
  const next = kinds[kinds.indexOf(kind) + 1];
  return next === undefined ? { phase: 'changes', position } : { phase: 'all', position, kind: next };
}

async function listObjects(
  reads: DirectoryReads,
  { ids }: DeltaQuery,
  { kind, after }: Place,
  limit: number,
): Promise<readonly StoredObject[]> {
  if (!ids) return reads.listObjects(kind, { after: after === undefined ? undefined : { id: after }, limit });
  const found = await reads.getObjects(kind, ids);
  return [...found].sort((a, b) => (a.id < b.id ? -1 : 1)).filter(({ id }) => after === undefined || id > after);
}

async function linksOfGroups(reads: DirectoryReads, { relations }: DeltaQuery, groups: readonly StoredObject[]) {
  const ids = groups.map(({ id }) => id);
  const related = async (relation: Relation & ('members' | 'owners'), limit: number) => {
    const byGroup = new Map<string, DeltaLink[]>();
    if (!relations.includes(relation) || ids.length === 0) return byGroup;
    for (const { of, ...link } of await reads.listRelated(relation, ids, limit)) {
      byGroup.set(of, [...(byGroup.get(of) ?? []), link]);
    }
    return byGroup;
  };
  const [members, owners] = [await related('members', membersBesideGroup), await related('owners', maxOwners)];
  return {
    isLarge: (id: string): boolean => members.get(id)?.length === membersBesideGroup,
    of: (id: string): DeltaItem['links'] => ({
      ...(members.has(id) ? { members: members.get(id) ?? [] } : {}),
      ...(owners.has(id) ? { owners: owners.get(id) ?? [] } : {}),
    }),
  };
}

async function moreMembers(
  reads: DirectoryReads,
  place: Place,
  group: { readonly id: string; readonly after: string },
): Promise<DeltaPage> {
  const members: readonly MemberReference[] = await reads.listMembers(group.id, {
    after: group.after,
    limit: membersOfPage,
  });
  const kind: ObjectKind = 'Group';
  const items = members.length === 0 ? [] : [{ kind, id: group.id, links: { members } }];
  const last = members.length === membersOfPage ? members.at(-1) : undefined;
  const { group: _done, ...rest } = place;
  return page(items, last ? { ...rest, group: { id: group.id, after: last.id } } : { ...rest, after: group.id });
}
