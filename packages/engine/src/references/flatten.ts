/**
 * Groups in groups, for targets that know none: the members of an inner group are members of every group around it. A changed
 * membership is settled at its own group and at those around it; a group that came or went brings the people in it along.
 * A group around itself is met once, and nesting deeper than the limit is left out.
 */
import type { Page } from '../cycle/page.ts';
import { pageSizeOf } from '../cycle/cycle.ts';
import type { Reference } from '../ports/source.ts';

const maxDepth = 32;

/** What follows from candidates: memberships of people, and groups that came into or left others. */
type Flattened = { readonly people: readonly Reference[]; readonly groups: readonly Reference[] };

/** `exist`: the candidates were just read, so that a member that is no group now is a person. */
export async function flatten(page: Page, candidates: readonly Reference[], exist: boolean): Promise<Flattened> {
  const owners = [...new Set(candidates.map(({ ownerId }) => ownerId))];
  const nested = new Set((await page.cycle.source.nestedGroups(owners)).map(({ referencedId }) => referencedId));
  if (!exist) {
    for (const id of page.groupsTold) nested.add(id);
    const unknown = [...new Set(candidates.map(({ referencedId }) => referencedId).filter((id) => !nested.has(id)))];
    for (const { id, type } of await page.cycle.source.getObjects(unknown)) if (type === 'Group') nested.add(id);
    for (const [id, { type }] of await page.book.linksOf(unknown)) if (type === 'Group') nested.add(id);
  }
  const people = new Map<string, Reference>();
  for (const group of owners) {
    const own = candidates.filter(({ ownerId, referencedId }) => ownerId === group && !nested.has(referencedId));
    if (own.length === 0) continue;
    for (const ownerId of await groupsAround(page, group)) {
      for (const { referencedId } of own) {
        people.set(`${ownerId} ${referencedId}`, { attribute: 'members', ownerId, referencedId });
      }
    }
  }
  return { people: [...people.values()], groups: candidates.filter(({ referencedId }) => nested.has(referencedId)) };
}

/**
 * Memberships that a group in a group concerns, page by page: of everybody in the inner one at the outer one and those around
 * it, and where it went, of everybody who is written there.
 */
export async function* concernedBy(
  page: Page,
  { ownerId, referencedId }: Reference,
): AsyncGenerator<readonly Reference[]> {
  const { source, engine, job } = page.cycle;
  const limit = pageSizeOf(page.cycle);
  const outer = await groupsAround(page, ownerId);
  for (const inner of await groupsWithin(page, referencedId)) {
    const isNested = new Set((await source.nestedGroups([inner])).map((one) => one.referencedId));
    for (let after: Reference | undefined; ;) {
      const walk = { attribute: 'members', mode: 'all', ownerId: inner, after, limit } as const;
      const read = await source.listReferences(walk);
      const people = read.filter((one) => !isNested.has(one.referencedId));
      for (const group of outer) yield people.map((one): Reference => ({ ...one, ownerId: group }));
      if (read.length < limit) break;
      after = read.at(-1);
    }
  }
  const isThere = await source.existingReferences([{ attribute: 'members', ownerId, referencedId }]);
  if (isThere.length > 0) return;
  for (const group of outer) {
    for (let after: Reference | undefined; ;) {
      const walk = { attribute: 'members', ownerId: group, after, limit } as const;
      const written = await engine.links.listWrittenReferences(job.id, walk);
      yield written;
      if (written.length < limit) break;
      after = written.at(-1);
    }
  }
}

/** Those of the memberships that exist directly, or through groups within. */
export async function existingFlattened(page: Page, references: readonly Reference[]): Promise<readonly Reference[]> {
  const limit = pageSizeOf(page.cycle);
  const existing: Reference[] = [];
  for (const [ownerId, own] of Map.groupBy(references, (reference) => reference.ownerId)) {
    const within = await groupsWithin(page, ownerId);
    const groups = new Set((await page.cycle.source.nestedGroups(within)).map(({ referencedId }) => referencedId));
    const found = new Set<string>();
    const pairs = within.flatMap((inner) => own.map((one): Reference => ({ ...one, ownerId: inner })));
    for (let at = 0; at < pairs.length; at += limit) {
      const there = await page.cycle.source.existingReferences(pairs.slice(at, at + limit));
      for (const { referencedId } of there) found.add(referencedId);
    }
    existing.push(...own.filter(({ referencedId }) => found.has(referencedId) && !groups.has(referencedId)));
  }
  return existing;
}

/** The group and all groups in it. */
const groupsWithin = (page: Page, groupId: string): Promise<readonly string[]> =>
  walk(groupId, async (ids) => (await page.cycle.source.nestedGroups(ids)).map(({ referencedId }) => referencedId));

/** The group and all groups around it. */
const groupsAround = (page: Page, groupId: string): Promise<readonly string[]> =>
  walk(groupId, async (ids) => {
    const pointing = await page.cycle.source.referencesTo(ids);
    return pointing.filter(({ attribute }) => attribute === 'members').map(({ ownerId }) => ownerId);
  });

async function walk(
  from: string,
  next: (ids: readonly string[]) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const met = new Set([from]);
  let edge: readonly string[] = [from];
  for (let depth = 0; depth < maxDepth && edge.length > 0; depth++) {
    edge = [...new Set(await next(edge))].filter((id) => !met.has(id));
    for (const id of edge) met.add(id);
  }
  return [...met];
}
