/**
 * Creates and returns that no page has settled, because the process died or the answer was lost. Whose person is still in
 * scope is matched again by the cycle anyway; whose person left or was renamed meanwhile would be nobody's: their account is
 * looked for, linked, and then taken away or renamed by the decision table. So is the account of somebody whose return may have been carried out.
 * References that were noted follow, when both their ends are known: see resolve-references.ts.
 */
import { toProvisioningError } from '@drawbridge/base';
import { getMember, isObject, type ScimObject } from '@drawbridge/scim';
import { defaults } from '../engine-options.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { CreateIntent, IntentNote } from '../ports/cycle-store.ts';
import { settleNewcomers } from '../references/newcomers.ts';
import { resolvable, resolveReferences } from '../references/resolve-references.ts';
import { ask } from './ask.ts';
import { isInScope, isRenamed, notedValues } from './create-intents.ts';
import type { Cycle } from './cycle.ts';
import { Interruption } from './interruption.ts';
import type { Page, RecordInput } from './page.ts';
import { runPage } from './page-line.ts';
import { forEachOf } from './pool.ts';

/** By so much the target's clock may be behind ours. */
const clockSlackMs = 5 * 60_000;

/** Throws Interruption. */
export async function resolveIntents(cycle: Cycle): Promise<void> {
  const notes = await cycle.engine.links.openIntents(cycle.job.id);
  for (const [id, values] of notedValues(notes)) cycle.noted.set(id, values);
  if (notes.length > 0) await runPage(cycle, (page) => resolve(page, notes));
}

async function resolve(page: Page, notes: readonly IntentNote[]): Promise<undefined> {
  const { source, rule, engine, signal } = page.cycle;
  const intents = new Map(notes.flatMap((note) => note.intents.map((intent) => [intent.sourceId, intent] as const)));
  const ids = [...intents.keys()];
  const [links, found] = await Promise.all([page.book.linksOf(ids), source.getObjects(ids)]);
  const objects = new Map(found.map((object) => [object.id, object]));
  // A link to what was found gone is no sign that the create was not carried out.
  const isLinked = ({ sourceId, replaces }: CreateIntent): boolean =>
    links.has(sourceId) && links.get(sourceId)?.targetId !== replaces;
  const settled = new Set<string>([...intents.values()].filter(isLinked).map(({ sourceId }) => sourceId));
  const hasLeft = ({ sourceId, type }: CreateIntent): boolean => {
    const [object, mapped] = [objects.get(sourceId), rule.objects.get(type)];
    return mapped !== undefined && !(object && isInScope(page.cycle, mapped, object));
  };
  const isLost = (intent: CreateIntent): boolean => {
    const [object, mapped] = [objects.get(intent.sourceId), rule.objects.get(intent.type)];
    return hasLeft(intent) || (mapped !== undefined && object !== undefined && isRenamed(mapped, object, intent));
  };
  const left = [...intents.values()].filter((intent) => !isLinked(intent) && isLost(intent));
  if (left.length > 0) await page.cycle.probe();
  const orphans: RecordInput[] = [];
  for (const intent of intents.values()) {
    const { sourceId, type } = intent;
    const link = links.get(sourceId);
    if (link?.state !== 'unmanaged' || !isLinked(intent)) continue;
    if (!hasLeft(intent)) settled.delete(sourceId);
    else {
      page.book.putLink({ ...link, state: 'managed', ...activeOf(type) });
      orphans.push({ type, id: sourceId, object: objects.get(sourceId) });
    }
  }
  await forEachOf(
    left,
    engine.recordsInFlight ?? defaults.recordsInFlight,
    async (intent) => {
      const { sourceId, type } = intent;
      const outcome = await adopt(page, intent, rule.objects.get(type)!);
      if (outcome !== 'unknown') settled.add(sourceId);
      if (outcome === 'absent') page.cycle.noted.delete(sourceId);
      // Of whom nothing is there any more the log says so: the account may have been made, and taken away, before a crash.
      const isTold = outcome === 'linked' || (outcome === 'absent' && hasLeft(intent));
      if (isTold) orphans.push({ type, id: sourceId, object: objects.get(sourceId) });
    },
    signal,
  );
  const mayBeLinked = new Set(ids.filter((id) => !settled.has(id)));
  const noted = notes.flatMap(({ references = [] }) => references);
  const references = await resolvable(page, noted, mayBeLinked);
  if (settled.size + references.length === 0) return;
  for (const note of notes) page.book.noteIntents(note);
  for (const id of settled) page.book.settleIntent(id);
  const adopted = await page.run(orphans, 'retried');
  const linked = await page.book.linksOf(adopted.map(({ id }) => id));
  page.newcomers.push(...adopted.filter((one) => linked.has(one.id) && !page.newcomers.includes(one)));
  await settleNewcomers(page);
  await resolveReferences(page, references);
}

/** `unknown`: the target could not say; it is asked again in the next cycle. */
async function adopt(page: Page, intent: CreateIntent, rule: CompiledObject): Promise<'linked' | 'absent' | 'unknown'> {
  for (const { target, value } of intent.matchValues) {
    const found = await search(page, rule, { target, value });
    if (!found) return 'unknown';
    for (const resource of found) {
      const targetId = String(resource['id']);
      if (isOlder(resource, intent) || (await page.book.linkOfTarget(rule.type, targetId))) continue;
      const { sourceId, type, displayName, replaces } = intent;
      // With the link to what was found gone go the references that were written for it.
      if (replaces !== undefined) page.book.dropLink(sourceId);
      page.book.putLink({ sourceId, type, targetId, displayName, state: 'managed', ...activeOf(type) });
      return 'linked';
    }
  }
  return 'absent';
}

const activeOf = (type: CreateIntent['type']) => (type === 'User' ? { targetActive: true } : {});

/** What was there before we meant to create it is not ours, where the target tells (RFC 7643 §3.1, `meta.created`). */
export function isOlder(resource: ScimObject, { notedAt }: CreateIntent): boolean {
  const meta = getMember(resource, 'meta');
  const created = isObject(meta) ? getMember(meta, 'created') : undefined;
  return typeof created === 'string' && Date.parse(created) < Date.parse(notedAt) - clockSlackMs;
}

/** Undefined when the target could not say. */
async function search(
  { cycle }: Page,
  { endpoint, type }: CompiledObject,
  { target, value }: CreateIntent['matchValues'][number],
): Promise<readonly ScimObject[] | undefined> {
  try {
    const options = { excludeMembers: type === 'Group' };
    return await ask(cycle, () => cycle.target.client.find(endpoint, target, value, options, cycle.requestSignal));
  } catch (thrown) {
    if (thrown instanceof Interruption || toProvisioningError(thrown).reaction === 'stop') throw thrown;
    return undefined;
  }
}
