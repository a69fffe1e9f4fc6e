/**
 * The initial cycle: everything, phase by phase and page by page, each page committed with the cursor, so that it goes on
 * where it was after a crash. The phases are told in cursor.ts.
 */
import type { Link } from '../ports/link-store.ts';
import type { ObjectType, Reference, ReferenceAttribute, ScopeMode, SourceObject } from '../ports/source.ts';
import { objectTypes, referenceAttributes } from '../ports/source.ts';
import { compareManagers, compareMembers, comparesReferences } from '../references/compare-references.ts';
import { isReferenceMapped, settleReferences } from '../references/settle-references.ts';
import { initialPhases, type CycleCursor, type InitialCursor, type InitialPhase } from './cursor.ts';
import { pageSizeOf, type Cycle } from './cycle.ts';
import type { Page, RecordInput } from './page.ts';
import { PageLine } from './page-line.ts';
import { ReadAhead } from './read-ahead.ts';

/** Where the walk goes on: the key of the last item of a full page; undefined when the phase is over. */
type Walk = (page: Page, after: string | undefined, ahead: ReadAhead) => Promise<string | undefined>;

/** Gives the cursor of the incremental cycles that follow. Throws Interruption. */
export async function runInitial(cycle: Cycle, cursor: InitialCursor): Promise<CycleCursor> {
  const { meter, source, target, rule } = cycle;
  const counts = await Promise.all([
    ...objectTypes.map((type) => (rule.objects.has(type) ? source.countObjects(type, target.mode) : 0)),
    ...referenceAttributes.map((attribute) =>
      isReferenceMapped(rule, attribute) ? source.countReferences(attribute, target.mode) : 0,
    ),
  ]);
  meter.total = counts.reduce((sum, count) => sum + count, 0);
  const line = new PageLine(cycle);
  const ahead = new ReadAhead();
  let current: CycleCursor = cursor;
  while (current.kind === 'initial') {
    meter.phase = current.phase;
    const next = await runNextPage(line, current, ahead);
    // A phase begins when the one before is committed: references look for the links of all people.
    if (next.kind !== 'initial' || next.phase !== current.phase) await line.flush();
    current = next;
  }
  return current;
}

async function runNextPage(line: PageLine, cursor: InitialCursor, ahead: ReadAhead): Promise<CycleCursor> {
  let next: CycleCursor = cursor;
  await line.run(async (page) => {
    const after = await walks[cursor.phase](page, cursor.after, ahead);
    next = after === undefined ? nextPhase(cursor, page.cycle) : { ...cursor, after };
    return next;
  });
  return next;
}

function nextPhase({ cycleId, position, phase }: InitialCursor, cycle: Cycle): CycleCursor {
  const following = initialPhases[initialPhases.indexOf(phase) + 1];
  if (following === 'comparison' && !comparesReferences(cycle)) return { kind: 'incremental', position };
  return following ? { kind: 'initial', cycleId, position, phase: following } : { kind: 'incremental', position };
}

const walks: Record<InitialPhase, Walk> = {
  leavers: walkLeavers,
  leftReferences: walkLeftReferences,
  users: (page, after, ahead) => walkObjects(page, 'User', after, ahead),
  groups: (page, after, ahead) => walkObjects(page, 'Group', after, ahead),
  manager: (page, after) => walkReferences(page, 'manager', after),
  members: (page, after) => walkReferences(page, 'members', after),
  comparison: walkComparison,
};

const limitOf = ({ cycle }: Page): number => pageSizeOf(cycle);

async function walkObjects(
  page: Page,
  type: ObjectType,
  after: string | undefined,
  ahead: ReadAhead,
): Promise<string | undefined> {
  const { rule, source, target, meter } = page.cycle;
  if (!rule.objects.has(type)) return undefined;
  const limit = limitOf(page);
  const read = (from: string | undefined) => source.listObjects({ type, mode: target.mode, after: from, limit });
  const { objects, prepared } = await ahead.take(after, read);
  const next = objects.length < limit ? undefined : objects.at(-1)!.id;
  if (next !== undefined) ahead.begin(page.cycle, next, read);
  meter.imported(objects.length);
  const settlements = await page.run(objects.map(toInput), 'listed', prepared);
  if (type === 'User' && comparesReferences(page.cycle)) await compareManagers(page, settlements);
  meter.done += objects.length;
  return next;
}

const toInput = (object: SourceObject): RecordInput => ({ type: object.type, id: object.id, object });

/** Linked objects that the walk over the source will not meet: gone, in the recycle bin, or not assigned any more. */
async function walkLeavers(page: Page, after: string | undefined): Promise<string | undefined> {
  const { engine, job, source, target } = page.cycle;
  const limit = limitOf(page);
  // Whoever is not managed any more is looked at too where a job deletes what is gone for good.
  const state = page.cycle.settings.HardDeleteUnmanaged ? undefined : 'managed';
  const links = await engine.links.listLinks(job.id, { state, after, limit });
  if (links.length === 0) return undefined;
  const found = await source.getObjects(links.map(({ sourceId }) => sourceId));
  const objects = new Map(found.map((object) => [object.id, object]));
  const leavers = links
    .filter((link) => hasLeft(link, objects.get(link.sourceId), target.mode))
    .map(({ sourceId, type }): RecordInput => ({ type, id: sourceId, object: objects.get(sourceId) }));
  await page.run(leavers, 'listed');
  return links.length < limit ? undefined : links.at(-1)!.sourceId;
}

function hasLeft({ state }: Link, object: SourceObject | undefined, mode: ScopeMode): boolean {
  if (!object) return true;
  return state === 'managed' && (object.state === 'softDeleted' || (mode === 'assigned' && !object.assigned));
}

async function walkReferences(
  page: Page,
  attribute: ReferenceAttribute,
  after: string | undefined,
): Promise<string | undefined> {
  const { source, target, meter } = page.cycle;
  const limit = limitOf(page);
  const references = await source.listReferences({ attribute, mode: target.mode, after: parseKey(after), limit });
  meter.imported(0, 0, references.length);
  await settleReferences(page, references, { exist: true });
  meter.done += references.length;
  return references.length < limit ? undefined : printKey(references.at(-1)!);
}

/** The members of groups, as the target has them. */
async function walkComparison(page: Page, after: string | undefined): Promise<string | undefined> {
  const { source, target, rule } = page.cycle;
  if (!isReferenceMapped(rule, 'members')) return undefined;
  const limit = limitOf(page);
  const groups = await source.listObjects({ type: 'Group', mode: target.mode, after, limit });
  const ids = groups.map(({ id }) => id);
  await compareMembers(page, ids);
  return groups.length < limit ? undefined : ids.at(-1);
}

/** References written once that the source does not have any more. */
async function walkLeftReferences(page: Page, after: string | undefined): Promise<string | undefined> {
  const { engine, job } = page.cycle;
  const limit = limitOf(page);
  const from = parseKey(after);
  const attribute = from?.attribute ?? 'manager';
  const references = await engine.links.listWrittenReferences(job.id, { attribute, after: startOf(from), limit });
  await settleReferences(page, references);
  if (references.length === limit) return printKey(references.at(-1)!);
  return attribute === 'manager' ? printKey({ attribute: 'members', ownerId: '', referencedId: '' }) : undefined;
}

/** A key without an owner stands before the first reference of its attribute. */
const startOf = (key: Reference | undefined): Reference | undefined => (key?.ownerId === '' ? undefined : key);

const printKey = ({ attribute, ownerId, referencedId }: Reference): string =>
  JSON.stringify([attribute, ownerId, referencedId]);

function parseKey(text: string | undefined): Reference | undefined {
  if (text === undefined) return undefined;
  const [attribute, ownerId, referencedId] = JSON.parse(text) as [ReferenceAttribute, string, string];
  return { attribute, ownerId, referencedId };
}
