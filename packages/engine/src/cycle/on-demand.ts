/**
 * Provision on demand: the steps of a cycle for a few named objects, now. It holds no lease and moves no cursor, and runs
 * whether or not the job does. With `preview` nothing is written: that is explain.
 */
import { DirectoryError, newId } from '@drawbridge/base';
import { readJobSettings } from '@drawbridge/contract';
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { ProvisioningLogRecord } from '../log/record.ts';
import { compileSchema } from '../mapping/compile-schema.ts';
import type { ObjectType, Reference } from '../ports/source.ts';
import { managerOf, settleNewcomers } from '../references/newcomers.ts';
import { settleReferences } from '../references/settle-references.ts';
import type { Cycle } from './cycle.ts';
import { DeletionGuard } from './deletion-guard.ts';
import { Interruption } from './interruption.ts';
import { CycleMeter } from './meter.ts';
import { Page, type RecordInput } from './page.ts';
import { Road } from './road.ts';
import { probe, turnsOf } from './run-cycle.ts';
import { TargetIndexes } from './target-index.ts';

export type Subject = {
  readonly objectId: string;
  readonly objectTypeName: ObjectType;
  /** Of a group: the members to write along with it. Absent: none. */
  readonly members?: readonly { readonly objectId: string; readonly objectTypeName: ObjectType }[];
};

export type OnDemand = {
  readonly job: Job;
  readonly subjects: readonly Subject[];
  readonly engine: EngineOptions;
  readonly preview?: boolean;
  readonly signal?: AbortSignal;
};

/** A person at the portal waits for the answer, so the road gets little time. */
const roadPatienceMs = 5_000;

/**
 * One log record per object, in the order given, members before their group. Throws ProvisioningError when the connection
 * cannot be made, the schema cannot be used (MAPPING_BROKEN), or a subject does not exist (OBJECT_NOT_FOUND).
 */
export async function provisionOnDemand(request: OnDemand): Promise<readonly ProvisioningLogRecord[]> {
  const page = new Page(await openCycle(request));
  try {
    await settleSubjects(page, request.subjects);
  } catch (thrown) {
    await remember(page);
    throw thrown instanceof Interruption ? thrown.error : thrown;
  }
  await remember(page);
  return page.book.log;
}

/** What provisioning would do, step by step, without doing it. */
export const explain = (request: Omit<OnDemand, 'preview'>): Promise<readonly ProvisioningLogRecord[]> =>
  provisionOnDemand({ ...request, preview: true });

async function openCycle({ job, engine, preview = false, signal }: OnDemand): Promise<Cycle> {
  const settings = readJobSettings(job.settings);
  const rule = compileSchema(job.schema, settings);
  const target = await engine.openTarget(job, signal ?? new AbortController().signal);
  await probe(target.client, rule, signal);
  return {
    engine,
    job,
    lease: undefined,
    cycleId: newId(),
    source: engine.sourceFor(job.servicePrincipalId),
    target,
    rule,
    settings,
    turns: turnsOf(job.id),
    indexes: new TargetIndexes(),
    road: new Road(engine.clock, roadPatienceMs, signal),
    guard: new DeletionGuard(undefined, { mayHaveStaged: true }),
    meter: new CycleMeter(engine.clock),
    probe: async () => undefined,
    preview,
    signal,
    requestSignal: signal,
  };
}

async function settleSubjects(page: Page, subjects: readonly Subject[]): Promise<void> {
  const wanted = new Map<string, ObjectType>();
  for (const { objectId, objectTypeName, members = [] } of subjects) {
    for (const member of members) wanted.set(member.objectId, member.objectTypeName);
    wanted.set(objectId, objectTypeName);
  }
  const found = await page.cycle.source.getObjects([...wanted.keys()]);
  const objects = new Map(found.map((object) => [object.id, object]));
  const links = await page.book.linksOf([...wanted.keys()]);
  const inputs = [...wanted].map(([id, type]): RecordInput => {
    const object = objects.get(id);
    if (!object && !links.has(id)) throw notFound(id, type);
    return { type: object?.type ?? type, id, object };
  });
  const people = await page.run(
    inputs.filter(({ type }) => type === 'User'),
    'requested',
  );
  await page.run(
    inputs.filter(({ type }) => type === 'Group'),
    'requested',
  );
  await settleReferences(page, [...people.flatMap(managerOf), ...subjects.flatMap(membersOf)]);
  const groups = page.newcomers.filter(({ type }) => type === 'Group');
  await settleNewcomers(page, { withOwnMembers: false });
  // A group linked here gets the members asked for; the others may be many, and are for the next cycle.
  for (const group of groups) page.book.postpone(group, page.cycle.engine.clock.now());
}

const membersOf = ({ objectId, members = [] }: Subject): readonly Reference[] =>
  members.map((member) => ({ attribute: 'members', ownerId: objectId, referencedId: member.objectId }));

async function remember(page: Page): Promise<void> {
  const { engine, job, preview } = page.cycle;
  if (preview || page.book.isEmpty) return;
  await engine.cycles.commitPage(job.id, undefined, page.book.toCommit(undefined));
}

const notFound = (id: string, type: ObjectType): DirectoryError =>
  new DirectoryError('OBJECT_NOT_FOUND', `There is no ${type} ${id} in the directory. Check the id.`, {
    details: { objectId: id },
  });
