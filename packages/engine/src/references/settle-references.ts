/**
 * Takes candidates for a changed reference to their end: judges each (exists, is written), plans per owner, writes. The cost
 * follows the candidates, never the size of a group.
 */
import { defaults } from '../engine-options.ts';
import { isInScope } from '../cycle/create-intents.ts';
import type { Page } from '../cycle/page.ts';
import { referenceKey } from '../cycle/page-book.ts';
import { forEachOf } from '../cycle/pool.ts';
import type { CompiledRule } from '../mapping/compiled-rule.ts';
import type { Reference, ReferenceAttribute } from '../ports/source.ts';
import { concernedBy, existingFlattened, flatten } from './flatten.ts';
import { noteReferences } from './note-references.ts';
import { planReferences, type JudgedReference, type OwnerPlan } from './plan.ts';
import { writeOwner } from './write-owner.ts';

export type CandidateOptions = {
  /** The candidates were just read from the source, so they exist. */
  readonly exist?: boolean;
  readonly resend?: boolean;
};

/** Throws Interruption. */
export async function settleReferences(
  page: Page,
  candidates: readonly Reference[],
  options: CandidateOptions = {},
): Promise<void> {
  const mapped = candidates.filter(({ attribute }) => isReferenceMapped(page.cycle.rule, attribute));
  if (mapped.length === 0) return;
  if (page.cycle.settings.NestedGroups !== 'Flatten') return settle(page, mapped, options);
  const members = mapped.filter(({ attribute }) => attribute === 'members');
  await settle(
    page,
    mapped.filter(({ attribute }) => attribute !== 'members'),
    options,
  );
  if (members.length === 0) return;
  const { people, groups } = await flatten(page, members, options.exist ?? false);
  await settle(page, people, options);
  // What was written while groups were not flattened is taken away.
  await settle(page, groups);
  for (const group of groups) {
    for await (const concerned of concernedBy(page, group)) await settle(page, concerned);
  }
}

async function settle(
  page: Page,
  mapped: readonly Reference[],
  { exist = false, resend = false }: CandidateOptions = {},
): Promise<void> {
  if (mapped.length === 0) return;
  const known = new Map(mapped.map((reference) => [referenceKey(reference), reference]));
  const fresh = new Set(exist ? known.keys() : []);
  const written = new Set(await page.book.writtenReferences(membersOf(known)));
  for (const reference of await writtenManagers(page, known)) {
    known.set(referenceKey(reference), reference);
    written.add(referenceKey(reference));
  }
  const existing = await existingOf(page, known, fresh);
  const shaken = ownersShaken(page, known);
  const judged = [...known].map(([key, reference]): JudgedReference => {
    const isUnknown = page.book.isUnknown(reference);
    const isShaken = reference.attribute === 'manager' && shaken.has(reference.ownerId);
    return { reference, exists: existing.has(key), isWritten: written.has(key), isUnknown, resend: resend || isShaken };
  });
  const ids = new Set(judged.flatMap(({ reference }) => [reference.ownerId, reference.referencedId]));
  const plans = await withoutLeavers(page, planReferences(judged, await page.book.linksOf([...ids])));
  const { engine, signal } = page.cycle;
  if (plans.some(({ changes }) => changes.length > 0)) await page.cycle.probe();
  const changed = plans.flatMap(({ changes }) => changes.map(({ reference }) => reference));
  await noteReferences(page, changed);
  await forEachOf(plans, engine.recordsInFlight ?? defaults.recordsInFlight, (plan) => writeOwner(page, plan), signal);
}

/** Whose manager may be another than the one that was written last. */
function ownersShaken({ book }: Page, known: ReadonlyMap<string, Reference>): ReadonlySet<string> {
  const unknown = [...known.values()].filter((one) => one.attribute === 'manager' && book.isUnknown(one));
  return new Set(unknown.map(({ ownerId }) => ownerId));
}

/**
 * Who left scope and has not been let go yet, because that failed or waits for a person, is not written to. Whoever comes back
 * is looked at with the manager there is then.
 */
async function withoutLeavers(page: Page, plans: readonly OwnerPlan[]): Promise<readonly OwnerPlan[]> {
  const isOfPerson = ({ attribute, changes }: OwnerPlan): boolean => attribute === 'manager' && changes.length > 0;
  const owners = plans.filter(isOfPerson).map(({ owner }) => owner.sourceId);
  if (owners.length === 0) return plans;
  const objects = new Map((await page.cycle.source.getObjects(owners)).map((object) => [object.id, object]));
  const rule = page.cycle.rule.objects.get('User');
  return plans.filter((plan) => {
    const object = objects.get(plan.owner.sourceId);
    return !isOfPerson(plan) || (rule && object && isInScope(page.cycle, rule, object));
  });
}

/** Whether references of this attribute are written at all. */
export function isReferenceMapped(rule: CompiledRule, attribute: ReferenceAttribute): boolean {
  const object = rule.objects.get(attribute === 'manager' ? 'User' : 'Group');
  return object?.reference?.attribute === attribute && object.canUpdate;
}

const membersOf = (known: ReadonlyMap<string, Reference>): readonly Reference[] =>
  [...known.values()].filter(({ attribute }) => attribute === 'members');

/** All managers written for the owners concerned: a new one replaces them, whether or not the feed named the old. */
async function writtenManagers(page: Page, known: ReadonlyMap<string, Reference>): Promise<readonly Reference[]> {
  const owners = new Set<string>();
  for (const { attribute, ownerId } of known.values()) if (attribute === 'manager') owners.add(ownerId);
  return owners.size === 0 ? [] : page.book.writtenReferencesOf('manager', [...owners]);
}

async function existingOf(
  page: Page,
  known: ReadonlyMap<string, Reference>,
  fresh: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const unknown = [...known].filter(([key]) => !fresh.has(key)).map(([, reference]) => reference);
  if (unknown.length === 0) return fresh;
  const found =
    page.cycle.settings.NestedGroups === 'Flatten'
      ? await existingOfFlattened(page, unknown)
      : await page.cycle.source.existingReferences(unknown);
  return new Set([...fresh, ...found.map(referenceKey)]);
}

async function existingOfFlattened(page: Page, unknown: readonly Reference[]): Promise<readonly Reference[]> {
  const members = unknown.filter(({ attribute }) => attribute === 'members');
  const others = unknown.filter(({ attribute }) => attribute !== 'members');
  return [
    ...(others.length > 0 ? await page.cycle.source.existingReferences(others) : []),
    ...(await existingFlattened(page, members)),
  ];
}
