/**
 * The initial cycle: everything, phase by phase and page by page, each page committed with the cursor, so that it goes on
 * where it was after a crash. The phases are told in cursor.ts.
 */
import { defaults } from '../engine-options.ts';
import type { Reference, ReferenceAttribute, SourceObject } from '../ports/source.ts';
import { objectTypes } from '../ports/source.ts';
import { settleReferences } from '../references/settle-references.ts';
import { initialPhases, type CycleCursor, type InitialPhase } from './cursor.ts';
import type { Cycle } from './cycle.ts';
import { runPage, type Page, type RecordInput } from './page.ts';

type InitialCursor = Extract<CycleCursor, { kind: 'initial' }>;

/** Where the walk goes on: the key of the last item of a full page; undefined when the phase is over. */
type Walk = (page: Page, after: string | undefined) => Promise<string | undefined>;

/** Gives the cursor of the incremental cycles that follow. Throws Interruption. */
export async function runInitial(cycle: Cycle, cursor: InitialCursor): Promise<CycleCursor> {
  const { meter, source, target, rule } = cycle;
  const counts = await Promise.all(
    objectTypes.map((type) => (rule.objects.has(type) ? source.countObjects(type, target.mode) : 0)),
  );
  meter.total = counts.reduce((sum, count) => sum + count, 0);
  let current: CycleCursor = cursor;
  while (current.kind === 'initial') current = await runNextPage(cycle, current);
  return current;
}

async function runNextPage(cycle: Cycle, cursor: InitialCursor): Promise<CycleCursor> {
  cycle.meter.phase = cursor.phase;
  let next: CycleCursor = cursor;
  await runPage(cycle, async (page) => {
    const after = await walks[cursor.phase](page, cursor.after);
    next = after === undefined ? nextPhase(cursor) : { ...cursor, after };
    return next;
  });
  return next;
}

function nextPhase({ cycleId, position, phase }: InitialCursor): CycleCursor {
  const following = initialPhases[initialPhases.indexOf(phase) + 1];
  return following ? { kind: 'initial', cycleId, position, phase: following } : { kind: 'incremental', position };
}

const walks: Record<InitialPhase, Walk> = {
  leavers: walkLeavers,
  leftReferences: walkLeftReferences,
  users: (page, after) => walkObjects(page, 'User', after),
  groups: (page, after) => walkObjects(page, 'Group', after),
  manager: (page, after) => walkReferences(page, 'manager', after),
  members: (page, after) => walkReferences(page, 'members', after),
};

const limitOf = ({ cycle }: Page): number => cycle.engine.pageSize ?? defaults.pageSize;

async function walkObjects(page: Page, type: 'User' | 'Group', after: string | undefined): Promise<string | undefined> {
  const { cycle } = page;
  if (!cycle.rule.objects.has(type)) return undefined;
  const limit = limitOf(page);
  const objects = await cycle.source.listObjects({ type, mode: cycle.target.mode, after, limit });
  cycle.meter.imported(objects.length);
  await page.run(objects.map(toInput), 'listed');
  cycle.meter.done += objects.length;
  return objects.length < limit ? undefined : objects.at(-1)!.id;
}

const toInput = (object: SourceObject): RecordInput => ({ type: object.type, id: object.id, object });

/** Linked objects that the walk over the source will not meet: gone, in the recycle bin, or not assigned any more. */
async function walkLeavers(page: Page, after: string | undefined): Promise<string | undefined> {
  const { engine, job, source, target } = page.cycle;
  const limit = limitOf(page);
  const links = await engine.links.listLinks(job.id, { state: 'managed', after, limit });
  if (links.length === 0) return undefined;
  const found = await source.getObjects(links.map(({ sourceId }) => sourceId));
  const objects = new Map(found.map((object) => [object.id, object]));
  const leavers = links
    .map(({ sourceId, type }): RecordInput => ({ type, id: sourceId, object: objects.get(sourceId) }))
    .filter(
      ({ object }) => !object || object.state === 'softDeleted' || (target.mode === 'assigned' && !object.assigned),
    );
  await page.run(leavers, 'listed');
  return links.length < limit ? undefined : links.at(-1)!.sourceId;
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
  return references.length < limit ? undefined : printKey(references.at(-1)!);
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
