/**
 * Provision on demand: the steps of a cycle for a few named objects, now. It holds no lease and moves no cursor, and runs
 * whether or not the job does. With `preview` nothing is written: that is explain.
 */
import { DirectoryError, newId } from '@drawbridge/base';
import { readJobSettings } from '@drawbridge/contract';
import type { EngineOptions, TraceListener } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { ProvisioningLogRecord } from '../log/record.ts';
import { compileSchema } from '../mapping/compile-schema.ts';
import type { Settlement } from '../pipeline/record.ts';
import type { ObjectType, Reference } from '../ports/source.ts';
import { isReturnedGroup, managerOf, settleMembersOf, settleNewcomers } from '../references/newcomers.ts';
import { doubtMembersOf } from '../references/resolve-references.ts';
import { settleReferences } from '../references/settle-references.ts';
import { capabilitiesOf } from './capabilities.ts';
import { pageSizeOf, type Cycle } from './cycle.ts';
import { DeletionGuard } from './deletion-guard.ts';
import { Interruption } from './interruption.ts';
import { notedValues } from './create-intents.ts';
import { CycleMeter } from './meter.ts';
import { PageBook } from './page-book.ts';
import { Page, type RecordInput } from './page.ts';
import { Road } from './road.ts';
import { probe, turnsOf } from './run-cycle.ts';
import { sourceOptionsOf } from './source-options.ts';
import { TargetIndexes } from './target-index.ts';

export type Subject = {
  readonly objectId: string;
  readonly objectTypeName: ObjectType;
  /** Of a group: the members to write along with it. Absent: none. */
  readonly members?: readonly { readonly objectId: string; readonly objectTypeName: ObjectType }[];
  /** Of a group: every member it has is provisioned and written, however many, page by page. */
  readonly allMembers?: boolean;
};

export type OnDemand = {
  readonly job: Job;
  readonly subjects: readonly Subject[];
  readonly engine: EngineOptions;
  readonly preview?: boolean;
  /** Hears every request to the target and its answer. */
  readonly trace?: TraceListener | undefined;
  readonly signal?: AbortSignal;
};

/** A person at the portal waits for the answer, so the road gets little time. */
const roadPatienceMs = 5_000;
/** Things that change all the time are left to the cycle in the end. */
const attempts = 3;
const changedMeanwhile = 'It changed while it was provisioned on demand; the next cycle looks at it again.';
/** Of a large group, so many records are given back; the log has them all. */
const maxReported = 1_000;

/**
 * One log record per object, in the order given, members before their group. Throws ProvisioningError when the connection
 * cannot be made, the schema cannot be used (MAPPING_BROKEN), or a subject does not exist (OBJECT_NOT_FOUND).
 */
export async function provisionOnDemand(request: OnDemand): Promise<readonly ProvisioningLogRecord[]> {
  return (await runOnDemand(request)).records;
}

export type OnDemandOutcome = {
  readonly records: readonly ProvisioningLogRecord[];
  readonly settlements: readonly Settlement[];
};

/**
 * The same, with what was decided for each object. A cycle may run at the same time: when the mapping or an object changed
 * meanwhile, the cycle may have written the newer values first, and then it is all done once more.
 */
export async function runOnDemand(request: OnDemand): Promise<OnDemandOutcome> {
  let { job } = request;
  for (let left = attempts; ; left--) {
    const basis = request.preview ? undefined : await basisOf({ ...request, job });
    const isStale = async (): Promise<boolean> => {
      const current = basis === undefined ? undefined : await request.engine.jobs.get(job.id);
      if (!current || basis === (await basisOf({ ...request, job: current }))) return false;
      job = current;
      return true;
    };
    let counter: Counter;
    try {
      counter = new Counter(await openCycle({ ...request, job }));
      await settleSubjects(counter, request.subjects);
    } catch (thrown) {
      // An attempt before this one has perhaps written older values.
      if (left < attempts || (await isStale())) await leaveToCycle(request);
      throw thrown;
    }
    const isOver = !(await isStale());
    if (!isOver && left > 1) continue;
    if (!isOver) await leaveToCycle(request);
    return { records: counter.records, settlements: counter.settlements };
  }
}

/** Who may have been written with older values than the cycle's is looked at again in the next one. */
async function leaveToCycle({ engine, job, subjects }: OnDemand): Promise<void> {
  const objects = subjects.flatMap((subject) => [subject, ...(subject.members ?? [])]);
  const escrows = await engine.links.escrowsOf(
    job.id,
    objects.map(({ objectId }) => objectId),
  );
  const book = new PageBook(job.id, engine.links);
  for (const { objectId: id, objectTypeName: type } of objects) {
    if (!escrows.has(id)) book.postpone({ id, type }, engine.clock.now(), changedMeanwhile);
  }
  if (!book.isEmpty) await engine.cycles.commitPage(job.id, undefined, book.toCommit(undefined));
}

/** What a run goes by, for comparison only. */
async function basisOf({ job, subjects, engine }: OnDemand): Promise<string> {
  const ids = subjects.flatMap(({ objectId, members = [] }) => [objectId, ...members.map((member) => member.objectId)]);
  const source = engine.sourceFor(job.servicePrincipalId, sourceOptionsOf(readJobSettings(job.settings)));
  const objects = (await source.getObjects(ids)).map(({ attributes, ...rest }) => ({
    ...rest,
    attributes: [...attributes],
  }));
  return JSON.stringify([job.schemaVersion, job.settings ?? {}, objects.sort((a, b) => (a.id < b.id ? -1 : 1))]);
}

/** Pages, one after the other, each remembered when it is over; a preview has one, which nobody remembers. */
class Counter {
  readonly cycle: Cycle;
  readonly records: ProvisioningLogRecord[] = [];
  readonly settlements: Settlement[] = [];
  readonly #preview: Page | undefined;

  constructor(cycle: Cycle) {
    this.cycle = cycle;
    this.#preview = cycle.preview ? new Page(cycle) : undefined;
  }

  /** Throws ProvisioningError, with everything done until then remembered. */
  async page(work: (page: Page) => Promise<readonly Settlement[]>): Promise<readonly Settlement[]> {
    const page = this.#preview ?? new Page(this.cycle);
    const reported = page.book.log.length;
    try {
      const settlements = await work(page);
      if (this.settlements.length < maxReported) this.settlements.push(...settlements);
      return settlements;
    } catch (thrown) {
      if (!this.#preview) await page.postponeReferences();
      throw thrown instanceof Interruption ? thrown.error : thrown;
    } finally {
      await this.#remember(page);
      this.records.push(...page.book.log.slice(reported, reported + maxReported - this.records.length));
    }
  }

  async #remember(page: Page): Promise<void> {
    const { engine, job, preview } = this.cycle;
    if (preview || page.book.isEmpty) return;
    await engine.cycles.commitPage(job.id, undefined, page.book.toCommit(undefined));
  }
}

/** Throws ProvisioningError. */
export async function openCycle({
  job,
  engine,
  preview = false,
  trace,
  signal,
}: Omit<OnDemand, 'subjects'>): Promise<Cycle> {
  const settings = readJobSettings(job.settings);
  const rule = compileSchema(job.schema, settings);
  const target = await engine.openTarget(job, signal ?? new AbortController().signal, trace);
  await probe(target.client, rule, signal);
  return {
    engine,
    job,
    lease: undefined,
    cycleId: newId(),
    source: engine.sourceFor(job.servicePrincipalId, sourceOptionsOf(settings)),
    target,
    rule,
    settings,
    turns: turnsOf(engine, job.id),
    noted: notedValues(await engine.links.openIntents(job.id)),
    indexes: new TargetIndexes(),
    road: new Road(engine.clock, roadPatienceMs, signal),
    guard: new DeletionGuard(undefined, { mayHaveStaged: true }),
    meter: new CycleMeter(engine.clock),
    capabilities: capabilitiesOf(job.id, target.client, engine.clock, signal),
    probe: async () => undefined,
    preview,
    assertLease: () => undefined,
    signal,
    requestSignal: signal,
  };
}

async function settleSubjects(counter: Counter, subjects: readonly Subject[]): Promise<void> {
  const wanted = new Map<string, ObjectType>();
  for (const { objectId, objectTypeName, members = [] } of subjects) {
    for (const member of members) wanted.set(member.objectId, member.objectTypeName);
    wanted.set(objectId, objectTypeName);
  }
  const inputs = await inputsOf(counter.cycle, wanted);
  for (const people of chunksOf(
    inputs.filter(({ type }) => type === 'User'),
    pageSizeOf(counter.cycle),
  )) {
    await settlePeople(counter, people);
  }
  const whole = new Set(subjects.filter(({ allMembers }) => allMembers).map(({ objectId }) => objectId));
  const groups = inputs.filter(({ type }) => type === 'Group');
  if (groups.length > 0) await settleGroups(counter, groups, whole);
  for (const references of chunksOf(subjects.flatMap(membersOf), pageSizeOf(counter.cycle))) {
    await counter.page(async (page) => {
      await settleReferences(page, references);
      return [];
    });
  }
  for (const groupId of whole) await settleWholeGroup(counter, groupId);
}

/** Throws OBJECT_NOT_FOUND for an object that neither the directory nor the job knows. */
async function inputsOf(
  { source, engine, job }: Cycle,
  wanted: ReadonlyMap<string, ObjectType>,
): Promise<readonly RecordInput[]> {
  const ids = [...wanted.keys()];
  const [found, links] = await Promise.all([source.getObjects(ids), engine.links.linksOf(job.id, ids)]);
  const objects = new Map(found.map((object) => [object.id, object]));
  return [...wanted].map(([id, type]) => {
    const object = objects.get(id);
    if (!object && !links.has(id)) throw notFound(id, type);
    return { type: object?.type ?? type, id, object };
  });
}

const settlePeople = (counter: Counter, people: readonly RecordInput[]): Promise<readonly Settlement[]> =>
  counter.page(async (page) => {
    const settlements = await page.run(people, 'requested');
    await settleReferences(page, settlements.flatMap(managerOf));
    await settleNewcomers(page, { withOwnMembers: false });
    return settlements;
  });

const settleGroups = (
  counter: Counter,
  groups: readonly RecordInput[],
  whole: ReadonlySet<string>,
): Promise<readonly Settlement[]> =>
  counter.page(async (page) => {
    const settlements = await page.run(groups, 'requested');
    const newcomers = page.newcomers.filter(({ type, id }) => type === 'Group' && !whole.has(id));
    await settleNewcomers(page, { withOwnMembers: false });
    // A group linked here gets the members asked for; the others may be many, and are for the next cycle.
    for (const group of newcomers) page.book.postpone(group, page.cycle.engine.clock.now());
    await doubtMembersOf(page, settlements.filter(isReturnedGroup));
    return settlements;
  });

/** All members there are, provisioned and then written; and those written that there should not be, taken away. */
async function settleWholeGroup(counter: Counter, ownerId: string): Promise<void> {
  const { source, target } = counter.cycle;
  const limit = pageSizeOf(counter.cycle);
  for (let after: Reference | undefined; ;) {
    const references = await source.listReferences({ attribute: 'members', mode: target.mode, ownerId, after, limit });
    const members = await source.getObjects(references.map(({ referencedId }) => referencedId));
    const people = members.filter(({ type }) => type === 'User');
    if (people.length > 0) {
      await settlePeople(
        counter,
        people.map((object) => ({ type: object.type, id: object.id, object })),
      );
    }
    if (references.length < limit) break;
    after = references.at(-1);
  }
  await counter.page(async (page) => {
    await settleMembersOf(page, ownerId);
    return [];
  });
}

function* chunksOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

const membersOf = ({ objectId, members = [] }: Subject): readonly Reference[] =>
  members.map((member) => ({ attribute: 'members', ownerId: objectId, referencedId: member.objectId }));

const notFound = (id: string, type: ObjectType): DirectoryError =>
  new DirectoryError('OBJECT_NOT_FOUND', `There is no ${type} ${id} in the directory. Check the id.`, {
    details: { objectId: id },
  });
