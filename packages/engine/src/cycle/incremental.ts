/**
 * The incremental cycle: what changed since the cursor's position, page by page of the feed: people, then groups, then
 * references; at the end what escrow says is due. Its cost follows the changes, not the directory.
 */
import type { CompiledRule } from '../mapping/compiled-rule.ts';
import type { ObjectType, Reference, SourceChange } from '../ports/source.ts';
import { managerOf, settleNewcomers } from '../references/newcomers.ts';
import { settleReferences } from '../references/settle-references.ts';
import type { CycleCursor } from './cursor.ts';
import { isInScope } from './create-intents.ts';
import { pageSizeOf, type Cycle } from './cycle.ts';
import type { Page, RecordInput } from './page.ts';
import { runPage } from './page-line.ts';

type IncrementalCursor = Extract<CycleCursor, { kind: 'incremental' }>;

/** Reads the feed to its end, then retries. Throws Interruption. */
export async function runIncremental(cycle: Cycle, cursor: IncrementalCursor): Promise<void> {
  const { engine, source, meter } = cycle;
  const limit = pageSizeOf(cycle);
  meter.phase = 'changes';
  let { position } = cursor;
  for (let more = true; more;) {
    const batch = await source.readChanges(position, limit);
    const next: CycleCursor = { kind: 'incremental', position: batch.position };
    if (batch.changes.length > 0) await runPage(cycle, (page) => settleChanges(page, batch.changes, next));
    else if (batch.position !== position && cycle.lease) await engine.jobs.saveCursor(cycle.lease, next);
    more = batch.more;
    position = batch.position;
  }
  await retryDue(cycle);
}

async function settleChanges(page: Page, changes: readonly SourceChange[], next: CycleCursor): Promise<CycleCursor> {
  const { meter } = page.cycle;
  const objects = new Map<string, ObjectType>();
  const unread = new Map<string, ObjectType>();
  const times = new Map<string, Date>();
  const reassigned = new Set<string>();
  const references: Reference[] = [];
  for (const change of changes) {
    if (change.kind === 'object') {
      const { changedAt } = change;
      if (changedAt && !times.has(change.id)) times.set(change.id, changedAt);
      const isLookedAt = change.assignment || isRead(page.cycle.rule, change);
      (isLookedAt ? objects : unread).set(change.id, change.type);
      if (change.assignment && !isRead(page.cycle.rule, change)) reassigned.add(change.id);
      if (change.type === 'Group') page.groupsTold.add(change.id);
    } else references.push(change.reference);
  }
  // What failed is tried again when anything about it changes.
  for (const id of await escrowed(page, [...unread.keys()])) objects.set(id, unread.get(id)!);
  meter.imported(objects.size, objects.size, references.length);
  meter.total += objects.size;
  const inputs = await readObjects(page, objects, times);
  const stays = await thoseWhoStay(
    page,
    inputs.filter(({ id }) => reassigned.has(id)),
  );
  await settleRecords(
    page,
    inputs.filter(({ id }) => !stays.has(id)),
    'changed',
    references,
  );
  meter.done += objects.size;
  return next;
}

/** Whether a mapping or a filter may say something else than before the change. */
function isRead(rule: CompiledRule, { type, attributes }: Extract<SourceChange, { kind: 'object' }>): boolean {
  const reads = rule.objects.get(type)?.reads;
  return attributes === undefined || attributes.some((name) => reads?.has(name));
}

/**
 * Of those of whom at most the assignment changed: who is in scope as before. A second group that assigns a person is no
 * reason to ask the target about them, unless their roles are mapped.
 */
async function thoseWhoStay(page: Page, inputs: readonly RecordInput[]): Promise<ReadonlySet<string>> {
  const { engine, job, rule, guard } = page.cycle;
  if (inputs.length === 0 || guard.mayHaveStaged) return new Set();
  const ids = inputs.map(({ id }) => id);
  const [links, escrows] = await Promise.all([engine.links.linksOf(job.id, ids), engine.links.escrowsOf(job.id, ids)]);
  const stay = inputs.filter(({ type, id, object }) => {
    const [link, compiled] = [links.get(id), rule.objects.get(type)];
    if (!link || !compiled || object?.state !== 'active' || escrows.has(id)) return false;
    const isSettled = link.state === 'managed' && link.targetActive !== false && link.deleteAt === undefined;
    return isSettled && !compiled.reads.has('appRoleAssignments') && isInScope(page.cycle, compiled, object);
  });
  return new Set(stay.map(({ id }) => id));
}

async function escrowed(page: Page, ids: readonly string[]): Promise<Iterable<string>> {
  const { engine, job } = page.cycle;
  return ids.length === 0 ? [] : (await engine.links.escrowsOf(job.id, ids)).keys();
}

async function readObjects(
  page: Page,
  types: ReadonlyMap<string, ObjectType>,
  times?: ReadonlyMap<string, Date>,
): Promise<readonly RecordInput[]> {
  if (types.size === 0) return [];
  const found = await page.cycle.source.getObjects([...types.keys()]);
  const objects = new Map(found.map((object) => [object.id, object]));
  return [...types].map(([id, type]) => ({ type, id, object: objects.get(id), changedAt: times?.get(id) }));
}

/** People before groups before references, so that a reference finds both its sides. */
async function settleRecords(
  page: Page,
  inputs: readonly RecordInput[],
  cause: 'changed' | 'retried',
  references: readonly Reference[],
): Promise<void> {
  const people = await page.run(
    inputs.filter(({ type }) => type === 'User'),
    cause,
  );
  await page.run(
    inputs.filter(({ type }) => type === 'Group'),
    cause,
  );
  const managers = await managersOf(
    page,
    people.filter(({ outcome }) => outcome !== 'deleted'),
  );
  await settleReferences(page, [...references, ...managers]);
  await settleNewcomers(page);
}

/** The manager of each as it is, and as it was written: either may have to change. */
async function managersOf(page: Page, people: Awaited<ReturnType<Page['run']>>): Promise<readonly Reference[]> {
  if (people.length === 0) return [];
  const written = await page.book.writtenReferencesOf(
    'manager',
    people.map(({ id }) => id),
  );
  return [...people.flatMap(managerOf), ...written];
}

/** Each due escrow once: an attempt clears it or moves it into the future. */
async function retryDue(cycle: Cycle): Promise<void> {
  const { engine, job, meter } = cycle;
  const limit = pageSizeOf(cycle);
  const now = engine.clock.now();
  for (;;) {
    const due = await engine.links.dueEscrows(job.id, now, limit);
    if (due.length === 0) return;
    meter.phase = 'retries';
    await runPage(cycle, async (page) => {
      const types = new Map(due.map(({ sourceId, type }) => [sourceId, type]));
      await settleRecords(page, await readObjects(page, types), 'retried', []);
      return undefined;
    });
    if (due.length < limit) return;
  }
}
