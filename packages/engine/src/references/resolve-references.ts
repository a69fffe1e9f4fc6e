/**
 * References that were about to be written or taken away when a process died or an answer was lost: what the target has of them
 * is not known, so that each is written anew, as it should be by now. Most would be found again by the cycle, but not one
 * that is in nobody's list any more: it went from the directory meanwhile, and was never known to be in the target.
 */
import type { Page } from '../cycle/page.ts';
import { pageSizeOf } from '../cycle/cycle.ts';
import { referenceKey } from '../cycle/page-book.ts';
import type { Reference } from '../ports/source.ts';
import { flatten } from './flatten.ts';
import { managerOf } from './newcomers.ts';
import { noteReferences } from './note-references.ts';
import { settleReferences } from './settle-references.ts';

/**
 * Those that can be settled now; what failed waits for its next attempt, who is not linked yet may be soon, and who is let
 * alone may come back.
 */
export async function resolvable(
  { cycle, book }: Page,
  references: readonly Reference[],
  mayBeLinked: ReadonlySet<string>,
): Promise<readonly Reference[]> {
  if (references.length === 0) return [];
  const ids = [...new Set(references.flatMap(endsOf))];
  const { links, clock } = cycle.engine;
  const [linked, escrows] = await Promise.all([book.linksOf(ids), links.escrowsOf(cycle.job.id, ids)]);
  book.knowEscrows(escrows);
  const now = clock.now();
  const isReady = (id: string): boolean => {
    const escrow = escrows.get(id);
    return linked.has(id) ? !escrow || escrow.nextAttemptAt <= now : !mayBeLinked.has(id);
  };
  const isLetAlone = ({ ownerId }: Reference): boolean => linked.get(ownerId)?.state === 'unmanaged';
  return references.filter((reference) => endsOf(reference).every(isReady) && !isLetAlone(reference));
}

/** The notes are in the page's book. Throws Interruption. */
export async function resolveReferences(page: Page, references: readonly Reference[]): Promise<void> {
  const links = await page.book.linksOf([...new Set(references.flatMap(endsOf))]);
  const isOurs = (reference: Reference): boolean => endsOf(reference).every((id) => links.has(id));
  const ours = references.filter(isOurs);
  for (const reference of references) if (!isOurs(reference)) page.book.settleReference(reference);
  const owners = ours.filter(({ attribute }) => attribute === 'manager').map(({ ownerId }) => ownerId);
  const people = owners.length === 0 ? [] : await page.cycle.source.getObjects([...new Set(owners)]);
  const managers = people.flatMap((object) => managerOf({ id: object.id, type: object.type, object }));
  const limit = pageSizeOf(page.cycle);
  // Every process that died may have left a note of the same reference: it is settled once, whatever the number of notes.
  const candidates = [...new Map([...ours, ...managers].map((one) => [referenceKey(one), one])).values()];
  for (let at = 0; at < candidates.length; at += limit) {
    await settleReferences(page, candidates.slice(at, at + limit), { resend: true });
  }
}

/**
 * A target may take whoever is disabled out of all groups. Where people who were enabled again are not written into them at
 * once, because a walk or an interruption stands between, it is written down that the target may lack these references.
 */
export async function doubtReferencesTo(page: Page, people: readonly { readonly id: string }[]): Promise<void> {
  for (const reference of await writableReferencesTo(page, people)) page.book.doubt(reference);
}

/** The same before somebody is enabled whom no link knew to be disabled: a process that dies leaves no other sign of it. */
export async function noteReferencesTo(page: Page, person: { readonly id: string }): Promise<void> {
  await noteReferences(page, await writableReferencesTo(page, [person]));
}

/** The same of all members that a group had before it was let alone, where it came back and they are not written at once. */
export async function doubtMembersOf({ cycle, book }: Page, groups: readonly { readonly id: string }[]): Promise<void> {
  if (cycle.preview) return;
  const limit = pageSizeOf(cycle);
  for (const { id: ownerId } of groups) {
    for (let after: Reference | undefined; ;) {
      const walk = { attribute: 'members', ownerId, after, limit } as const;
      const written = await cycle.engine.links.listWrittenReferences(cycle.job.id, walk);
      for (const reference of written) book.doubt(reference);
      if (written.length < limit) break;
      after = written.at(-1);
    }
  }
}

async function writableReferencesTo(
  page: Page,
  people: readonly { readonly id: string }[],
): Promise<readonly Reference[]> {
  if (people.length === 0 || page.cycle.preview) return [];
  const { source, settings } = page.cycle;
  const direct = await source.referencesTo(people.map(({ id }) => id));
  const references =
    settings.NestedGroups === 'Flatten'
      ? [...direct, ...(await flatten(page, direct.filter(isMember), true)).people]
      : direct;
  const links = await page.book.linksOf([...new Set(references.map(({ ownerId }) => ownerId))]);
  return references.filter(({ ownerId }) => links.get(ownerId)?.state === 'managed');
}

const isMember = ({ attribute }: Reference): boolean => attribute === 'members';

const endsOf = ({ ownerId, referencedId }: Reference): readonly string[] => [ownerId, referencedId];
