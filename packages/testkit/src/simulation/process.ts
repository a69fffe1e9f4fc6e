/** One service process of the simulated world: a worker with its ports, each of whose calls waits for its turn. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { Secret, silentLogger } from '@drawbridge/base';
import {
  provisionOnDemand,
  Worker,
  type CycleStore,
  type EngineOptions,
  type Job,
  type JobStore,
  type Lease,
  type LinkStore,
  type Source,
  type Target,
} from '@drawbridge/engine';
import { bearerAuthorization, ScimClient, TargetGate } from '@drawbridge/scim-client';
import { FaultyRoad } from './faults.ts';
import { personId } from './names.ts';
import { repeating } from './repeating-source.ts';
import type { Rules } from './specification.ts';
import type { World } from './world.ts';

/** Work of one process on the job: from the claim, or the request, until it is given back. */
export type Operation = {
  readonly process: number;
  readonly startTurn: number;
  readonly lease: Lease | undefined;
  /** The job as it was claimed, and the rules of the world by then. */
  readonly job: Job;
  readonly rules: Rules;
  /** Faults of the world until then, and links. */
  readonly faultsBefore: number;
  readonly linksBefore: number;
  /** What was told to do: changes, retries, decisions, intents. */
  told: number;
  requests: number;
  isAlone: boolean;
  /** The process died in the middle of it; and others had the job by then, or might have had it. */
  isCutOff: boolean;
  hasDied: boolean;
  /** It looks at everybody. */
  isInitial: boolean;
};

/** Far longer than any story: what is due is found by wakes and due times. */
const pollMs = 6 * 3_600_000;

/** Calls whose effect may outlive the process that made them without its learning so; all others only read. */
const effects: ReadonlySet<string> = new Set(['claim', 'release', 'saveCursor', 'noteIntents', 'commitPage']);

export class SimulatedProcess {
  isAlive = true;
  readonly operations = new Set<Operation>();
  readonly #world: World;
  readonly #index: number;
  readonly #engine: EngineOptions;
  readonly #worker: Worker;
  readonly #gate: TargetGate;
  /** What is provisioned on demand, where the code that asks runs on its behalf. */
  readonly #onDemand = new AsyncLocalStorage<Operation>();
  #stalledUntilMs = 0;

  constructor(world: World, index: number) {
    this.#world = world;
    this.#index = index;
    const clock = world.time.clockOf(this);
    this.#gate = new TargetGate({ clock });
    const source = this.#port<Source>(
      repeating(world.source, world.random, () => world.repeats),
      {
        readChanges: (batch) => this.#told(batch.changes.length),
      },
    );
    this.#engine = {
      jobs: this.#jobs(),
      links: this.#port<LinkStore>(world.stores.links, {
        dueEscrows: (due) => this.#told(due.length),
        listStaged: (staged) => this.#told(staged.length),
        dueDeletions: (due) => this.#told(due.length),
        openIntents: (notes) =>
          this.#told(notes.flatMap(({ intents, references = [] }) => [...intents, ...references]).length),
      }),
      cycles: this.#cycles(),
      sourceFor: () => source,
      openTarget: async (job): Promise<Target> => ({
        client: this.#clientFor(this.#operationOf(job)),
        mode: world.rules.mode,
        skipOutOfScopeDeletions: false,
        targetName: 'customappsso',
        servicePrincipal: { id: 'sp', appId: 'app', displayName: 'Payroll' },
      }),
      clock,
      logger: silentLogger,
      pageSize: world.story.pageSize,
      recordsInFlight: world.story.recordsInFlight,
      pollMs,
    };
    this.#worker = new Worker(this.#engine);
    this.#worker.start();
  }

  wake(): void {
    this.#worker.wake();
  }

  /** The process stands still, as in a long garbage collection or on a paused machine; its leases run out meanwhile. */
  stall(ms: number): void {
    this.#stalledUntilMs = this.#world.time.nowMs + ms;
  }

  /** The process is no more, or the story is over. */
  end(): void {
    this.isAlive = false;
    for (const operation of this.operations) {
      operation.hasDied = true;
      operation.isCutOff = this.#world.isFencedOff(operation);
    }
    this.#world.scheduler.abandon(this);
  }

  async turn(): Promise<void> {
    const leftMs = this.#stalledUntilMs - this.#world.time.nowMs;
    if (leftMs > 0) await this.#engine.clock.sleep(leftMs);
    await this.#world.scheduler.turn(this);
  }

  async provisionOnDemand(person: number): Promise<void> {
    const operation = this.#begin(await this.#world.job(), undefined);
    try {
      const subjects = [{ objectId: personId(person), objectTypeName: 'User' }] as const;
      const request = { job: operation.job, subjects, engine: this.#engine };
      await this.#onDemand.run(operation, () => provisionOnDemand(request));
    } catch {
      // Whoever asked is told; the world goes on.
    } finally {
      this.operations.delete(operation);
    }
  }

  /** A client of its own for each piece of work, as the service has it: so it is known who sent a request. */
  #clientFor(operation: Operation): ScimClient {
    const world = this.#world;
    const { clock } = this.#engine;
    return new ScimClient({
      baseUrl: world.target.baseUrl,
      authorization: bearerAuthorization(new Secret('t')),
      transport: new FaultyRoad({
        random: world.random,
        rates: () => world.rates,
        isOnline: () => world.isAgentOnline,
        turn: () => this.turn(),
        sleep: (ms, signal) => clock.sleep(ms, signal),
        carryOut: (request) => world.carryOut(request, this, operation),
        isAnswerLost: () => world.takeLostAnswer(),
        onFault: () => void world.faults++,
      }),
      dialect: 'rfc',
      gate: this.#gate,
      clock,
    });
  }

  /** A worker opens the target of one claim before it makes the next, so of claims of the same job it is the last. */
  #operationOf(job: Job): Operation {
    const operation = this.#onDemand.getStore() ?? [...this.operations].findLast((one) => one.lease && one.job === job);
    if (!operation) throw new Error('Nobody works on the job.');
    return operation;
  }

  #begin(job: Job, lease: Lease | undefined): Operation {
    const world = this.#world;
    const operation: Operation = {
      process: this.#index,
      startTurn: world.scheduler.turns,
      lease,
      job,
      rules: { ...world.rules },
      faultsBefore: world.faults,
      linksBefore: world.stores.state.data(world.jobId).links.size,
      told: 0,
      requests: 0,
      isAlone: true,
      isCutOff: false,
      hasDied: false,
      isInitial: job.cursor?.kind !== 'incremental',
    };
    this.operations.add(operation);
    if (this.operations.size > 1) for (const one of this.operations) one.isAlone = false;
    return operation;
  }

  #told(count: number): void {
    for (const operation of this.operations) operation.told += count;
  }

  #jobs(): JobStore {
    const { stores, pace } = this.#world;
    return this.#port<JobStore>(stores.jobs, {
      claim: (claim) => {
        if (claim) pace.claimed(this.#begin(claim.job, claim.lease));
      },
      saveCursor: (_nothing, [, cursor]) => {
        if (cursor?.kind === 'initial') for (const operation of this.operations) operation.isInitial = true;
      },
      release: (_nothing, [lease, status, dueAt]) => {
        for (const operation of this.operations) {
          if (operation.lease?.fence !== lease.fence) continue;
          this.operations.delete(operation);
          pace.released(operation, status, dueAt);
        }
      },
    });
  }

  #cycles(): CycleStore {
    const { stores, pace } = this.#world;
    return this.#port<CycleStore>(stores.cycles, {
      commitPage: (_nothing, [, lease, page]) => {
        pace.committed([...this.operations], lease, page);
        this.#world.committedBy(this);
      },
    });
  }

  /**
   * A port whose every call waits for its turn before its effect, and after it where there is one: any of them may be the
   * last. What is listened to is told of a call that went well.
   */
  #port<T extends object>(port: T, listeners: Listeners<T> = {}): T {
    return new Proxy(port, {
      get: (inner, name) => {
        const member: unknown = Reflect.get(inner, name);
        if (typeof member !== 'function') return member;
        const listener = Reflect.get(listeners, name) as ((result: unknown, given: unknown[]) => void) | undefined;
        return async (...given: unknown[]): Promise<unknown> => {
          await this.turn();
          const result: unknown = await Reflect.apply(member, inner, given);
          listener?.(result, given);
          if (effects.has(String(name))) await this.turn();
          return result;
        };
      },
    });
  }
}

type Listeners<T> = {
  readonly [name in keyof T]?: T[name] extends (...given: infer Given) => Promise<infer Result>
    ? (result: Result, given: Given) => void
    : never;
};
