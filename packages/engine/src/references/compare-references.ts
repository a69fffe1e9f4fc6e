/**
 * What others did to references in the application behind our back. References are written and never read, but for a job that
 * is told to compare (`CompareEveryHours`): what was written and is not there any more is written again, and of those whom
 * we provision nobody stays a member who is none in the directory. Members that are not ours are left alone.
 */
import { toProvisioningError } from '@drawbridge/base';
import { getAtPath, getMember, isObject, type ScimObject } from '@drawbridge/scim';
import { ask } from '../cycle/ask.ts';
import { pageSizeOf, type Cycle } from '../cycle/cycle.ts';
import { Interruption } from '../cycle/interruption.ts';
import type { Page } from '../cycle/page.ts';
import { forEachOf } from '../cycle/pool.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { Settlement } from '../pipeline/record.ts';
import type { Link } from '../ports/link-store.ts';
import type { Reference } from '../ports/source.ts';
import { settleReferences } from './settle-references.ts';

/** Each may be large. */
const groupsAtOnce = 4;

/** The first cycle of a job has just written what there is. */
export const comparesReferences = ({ settings, job }: Cycle): boolean =>
  settings.CompareEveryHours > 0 && job.status.lastInitialCycle !== undefined;

/**
 * People as they were just read. Where none of them shows a manager it is taken that the application shows none, rather than
 * that all were lost. Throws Interruption.
 */
export async function compareManagers(page: Page, people: readonly Settlement[]): Promise<void> {
  const rule = page.cycle.rule.objects.get('User');
  if (rule?.reference?.attribute !== 'manager') return;
  const shown = new Map(
    people.flatMap(({ id, existing }) => (existing ? [[id, referencedBy(existing, rule)] as const] : [])),
  );
  if ([...shown.values()].every((ids) => ids.size === 0)) return;
  const written = await page.book.writtenReferencesOf('manager', [...shown.keys()]);
  const links = await page.book.linksOf(written.map(({ referencedId }) => referencedId));
  const isLost = ({ ownerId, referencedId }: Reference): boolean => {
    const manager = links.get(referencedId);
    return manager !== undefined && !shown.get(ownerId)!.has(manager.targetId);
  };
  await settleReferences(page, written.filter(isLost), { resend: true });
}

/** Throws Interruption. */
export async function compareMembers(page: Page, groupIds: readonly string[]): Promise<void> {
  const links = await page.book.linksOf(groupIds);
  const ours = [...links.values()].filter(({ type, state }) => type === 'Group' && state === 'managed');
  if (ours.length > 0) await page.cycle.probe();
  await forEachOf(ours, groupsAtOnce, (group) => compareGroup(page, group), page.cycle.signal);
}

async function compareGroup(page: Page, group: Link): Promise<void> {
  const { engine, job, rule } = page.cycle;
  const mapped = rule.objects.get('Group');
  const resource = mapped && (await readGroup(page.cycle, group));
  if (!resource) return;
  const unexplained = referencedBy(resource, mapped);
  const limit = pageSizeOf(page.cycle);
  const ownerId = group.sourceId;
  for (let after: Reference | undefined; ;) {
    const written = await engine.links.listWrittenReferences(job.id, { attribute: 'members', ownerId, after, limit });
    const members = await page.book.linksOf(written.map(({ referencedId }) => referencedId));
    const lost = written.filter(({ referencedId }) => {
      const member = members.get(referencedId);
      return member !== undefined && !unexplained.delete(member.targetId);
    });
    await settleReferences(page, lost, { resend: true });
    if (written.length < limit) break;
    after = written.at(-1);
  }
  const strangers = [...unexplained];
  for (let at = 0; at < strangers.length; at += limit) {
    const known = await engine.links.linksOfTargets(job.id, strangers.slice(at, at + limit));
    const added = known.filter(({ state }) => state === 'managed');
    await settleReferences(
      page,
      added.map(({ sourceId }): Reference => ({ attribute: 'members', ownerId, referencedId: sourceId })),
    );
  }
}

/** Undefined where it cannot be read: it is compared the next time. */
async function readGroup(cycle: Cycle, { sourceId, targetId, displayName }: Link): Promise<ScimObject | undefined> {
  try {
    return await ask(cycle, () => cycle.target.client.read('Groups', targetId, {}, cycle.requestSignal));
  } catch (thrown) {
    const error = toProvisioningError(thrown);
    if (thrown instanceof Interruption || error.reaction === 'stop') throw thrown;
    const facts = { jobId: cycle.job.id, sourceId, code: error.code, reason: error.message };
    cycle.engine.logger.warn(facts, `The members of '${displayName}' could not be compared`);
    return undefined;
  }
}

/** Target ids, whether they are told as complex values or as plain ones. */
function referencedBy(resource: ScimObject, { reference, resourceType }: CompiledObject): Set<string> {
  const value = reference && getAtPath(resource, reference.target, resourceType);
  const ids = (Array.isArray(value) ? value : [value]).map((one) => (isObject(one) ? getMember(one, 'value') : one));
  return new Set(ids.flatMap((id) => (typeof id === 'string' || typeof id === 'number' ? [String(id)] : [])));
}
