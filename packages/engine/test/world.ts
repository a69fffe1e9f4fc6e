/** A whole small world for engine tests: a source, stores and a target in memory, and the engine between them. */
import { silentLogger, systemClock, type Clock } from '@drawbridge/base';
import { aJob, createMemoryProvisioningStores, MemorySource, MemoryTarget } from '@drawbridge/testkit';
import {
  provisionOnDemand,
  runCycle,
  type CycleConclusion,
  type EngineOptions,
  type Job,
  type ObjectType,
  type ProvisioningLogRecord,
  type Subject,
  type Target,
} from '@drawbridge/engine';

export type WorldOptions = {
  readonly target?: Partial<Omit<Target, 'client'>>;
  readonly engine?: Partial<EngineOptions>;
  readonly job?: Partial<Job>;
  readonly clock?: Clock;
};

export type Schema = Job['schema'];

export async function createWorld(options: WorldOptions = {}) {
  const { clock = systemClock } = options;
  const source = new MemorySource();
  const target = new MemoryTarget();
  const stores = createMemoryProvisioningStores();
  const settings: { -readonly [key in keyof Target]: Target[key] } = {
    client: target.client({ clock }),
    mode: 'assigned',
    skipOutOfScopeDeletions: false,
    targetName: 'customappsso',
    servicePrincipal: { id: 'sp', appId: 'app', displayName: 'Payroll' },
    ...options.target,
  };
  const engine: EngineOptions = {
    jobs: stores.jobs,
    links: stores.links,
    cycles: stores.cycles,
    sourceFor: () => source,
    openTarget: async () => settings,
    clock,
    logger: silentLogger,
    roadPatienceMs: 50,
    ...options.engine,
  };
  const job = aJob(options.job);
  await stores.jobs.create(job);
  await stores.jobs.setSchedule(job.id, job.schedule, clock.now());

  const world = {
    source,
    target,
    stores,
    settings,
    engine,
    jobId: job.id,
    job: async (): Promise<Job> => (await stores.jobs.get(job.id))!,
    log: (): readonly ProvisioningLogRecord[] => stores.state.data(job.id).log,
    logOf: (sourceId: string): readonly ProvisioningLogRecord[] =>
      stores.state.data(job.id).log.filter((record) => record.source.id === sourceId),
    lastLogOf: (sourceId: string): ProvisioningLogRecord | undefined =>
      stores.state.data(job.id).log.findLast((record) => record.source.id === sourceId),
    linkOf: async (sourceId: string) => (await stores.links.linksOf(job.id, [sourceId])).get(sourceId),
    escrowOf: async (sourceId: string) => (await stores.links.escrowsOf(job.id, [sourceId])).get(sourceId),

    /** One cycle, claimed and given back as the worker does. */
    async cycle(signal = new AbortController().signal): Promise<CycleConclusion> {
      await stores.jobs.wake(clock.now(), [job.id]);
      const claim = await stores.jobs.claim('test', clock.now(), 60_000);
      if (!claim) throw new Error('The job is not due.');
      const conclusion = await runCycle({ ...claim, engine, signal });
      await stores.jobs.release(claim.lease, conclusion.status, conclusion.dueAt);
      return conclusion;
    },
    /** The initial cycle and the incremental one after it. */
    async settle(): Promise<void> {
      await world.cycle();
      await world.cycle();
    },
    async onDemand(
      objectId: string,
      objectTypeName: ObjectType = 'User',
      rest: Partial<Subject> & { preview?: boolean } = {},
    ) {
      const { preview = false, ...subject } = rest;
      const subjects = [{ objectId, objectTypeName, ...subject }];
      return provisionOnDemand({ job: await world.job(), subjects, engine, preview });
    },
    /** Changes the job's schema, which makes the next cycle initial. */
    async changeSchema(change: (schema: Schema) => void): Promise<void> {
      const schema = structuredClone((await world.job()).schema);
      change(schema);
      await stores.jobs.setSchema(job.id, schema);
    },
  };
  return world;
}

export type World = Awaited<ReturnType<typeof createWorld>>;

export const objectMappingOf = (schema: Schema, type: ObjectType) =>
  schema.synchronizationRules[0]!.objectMappings.find((mapping) => mapping.sourceObjectName === type)!;
