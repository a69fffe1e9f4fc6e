/**
 * References of people and groups that were just linked, came back into scope or were enabled again: those they own and
 * those that point at them. This is how a pending reference settles when its other side appears.
 */
import type { Page } from '../cycle/page.ts';
import { pageSizeOf } from '../cycle/cycle.ts';
import type { Settlement } from '../pipeline/record.ts';
import type { Reference } from '../ports/source.ts';
import { settleReferences } from './settle-references.ts';

/** Throws Interruption. */
export async function settleNewcomers(page: Page, { withOwnMembers = true } = {}): Promise<void> {
  const reenabled = page.newcomers.filter(({ news }) => news === 'reenabled');
  const others = page.newcomers.filter(({ news }) => news !== 'reenabled');
  await settlePointingAt(page, others, false);
  await settlePointingAt(page, reenabled, true);
  for (const newcomer of page.newcomers) {
    if (newcomer.type === 'Group' && withOwnMembers) {
      await settleMembersOf(page, newcomer.id, { resend: isReturnedGroup(newcomer) });
    }
  }
  page.newcomers = [];
}

async function settlePointingAt(page: Page, newcomers: readonly Settlement[], resend: boolean): Promise<void> {
  if (newcomers.length === 0) return;
  const references = await page.cycle.source.referencesTo(newcomers.map(({ id }) => id));
  await settleReferences(page, references, { exist: true, resend });
  await settleReferences(page, newcomers.flatMap(managerOf), { exist: true, resend });
}

export const managerOf = ({ id, type, object }: Pick<Settlement, 'id' | 'type' | 'object'>): readonly Reference[] =>
  type === 'User' && object?.managerId !== undefined
    ? [{ attribute: 'manager', ownerId: id, referencedId: object.managerId }]
    : [];

/**
 * While a group was let alone nobody wrote to it: a target that takes whoever is disabled out of all groups may have lost
 * members of it who are enabled again by now.
 */
export const isReturnedGroup = ({ type, news }: Settlement): boolean => type === 'Group' && news === 'returned';

/** Page by page: all members there are, then those written: there should not be, or with `resend`, may be lost. */
export async function settleMembersOf(page: Page, ownerId: string, { resend = false } = {}): Promise<void> {
  const { source, engine, job, target } = page.cycle;
  const limit = pageSizeOf(page.cycle);
  const walk = { attribute: 'members', ownerId, limit } as const;
  for (let after: Reference | undefined; ;) {
    const references = await source.listReferences({ ...walk, mode: target.mode, after });
    await settleReferences(page, references, { exist: true });
    if (references.length < limit) break;
    after = references.at(-1);
  }
  for (let after: Reference | undefined; ;) {
    const references = await engine.links.listWrittenReferences(job.id, { ...walk, after });
    await settleReferences(page, references, { resend });
    if (references.length < limit) break;
    after = references.at(-1);
  }
}
