/**
 * What must hold of cycles, beside what they write: an ill job waits its time, a failed record is retried by the published
 * schedule, one cycle runs at a time, and work follows change. Looked at when a job is claimed, a page is committed and a job
 * is given back.
 */
import type { JobStatus, Lease, PageCommit } from '@drawbridge/engine';
import { groupId, groupOf, personId, personOf } from './names.ts';
import type { Operation } from './process.ts';
import { Violation } from './violation.ts';
import type { World } from './world.ts';

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** docs/concepts/cycles.md: when a failed record is tried again, counted from its first failure. */
const retriesMs: ReadonlySet<number> = new Set([
  ...[1, 5, 15, 40].map((minutes) => minutes * minuteMs),
  ...[6, 12, 24].map((hours) => hours * hourMs),
  ...Array.from({ length: 28 }, (_, day) => (day + 1) * dayMs),
]);
const neverAt = Date.parse('9999-12-31T00:00:00.000Z');
/** More than any schedule asks for, were every record of the story failing. */
const cyclesPerHour = 400;

/** A cycle that came to its end, and who had an account or group then that may be used. */
export type FinishedCycle = {
  readonly startTurn: number;
  readonly endTurn: number;
  readonly usable: ReadonlySet<string>;
};

export class Pace {
  readonly #world: World;
  #claims: number[] = [];
  /** When somebody last asked for the job by name, in turns. */
  #spurredAtTurn = 0;
  /** Where the last attempt began that came to an end, well or ill, in turns. */
  #releasedFrom = -1;
  /** Cycles that came to their end: nothing that had changed before they began is unknown to them. */
  readonly finished: FinishedCycle[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody started the job, changed it, or brought its road back. */
  spur(): void {
    this.#spurredAtTurn = this.#world.scheduler.turns;
  }

  claimed({ job: { status } }: Operation): void {
    const { nowMs } = this.#world.time;
    this.#claims = [...this.#claims.filter((atMs) => atMs > nowMs - hourMs), nowMs];
    if (this.#claims.length > cyclesPerHour) this.#break('no hot loop', `${this.#claims.length} cycles within an hour`);
    const ill = laidUp(status);
    const isEarly = ill !== undefined && nowMs < Date.parse(ill.nextAttempt);
    if (isEarly && this.#spurredAtTurn < this.#releasedFrom)
      this.#break('an ill job waits its time', `tried at ${new Date(nowMs).toISOString()}, due at ${ill.nextAttempt}`);
  }

  committed(operations: readonly Operation[], lease: Lease | undefined, page: PageCommit): void {
    const all = this.#world.processes.flatMap((process) => (process.isAlive ? [...process.operations] : []));
    if (!lease && decidesAnything(page) && operations.every((operation) => operation.lease))
      this.#break('one cycle at a time', 'a page was committed without a lease');
    if (lease && all.some((operation) => (operation.lease?.fence ?? 0) > lease.fence))
      this.#break('one cycle at a time', `a page of claim ${lease.fence} was committed after a later claim`);
    for (const { firstFailedAt, nextAttemptAt, attempts, sourceId } of page.escrows.put) {
      if (attempts === 0 || nextAttemptAt.getTime() === neverAt) continue;
      const afterMs = nextAttemptAt.getTime() - firstFailedAt.getTime();
      if (!retriesMs.has(afterMs))
        this.#break('retries follow the published schedule', `${sourceId} is tried again after ${afterMs} ms`);
    }
  }

  released(operation: Operation, status: JobStatus, dueAt: Date | undefined): void {
    // Stopped between two records, it has not done yet what somebody asked for, and goes on at once.
    if (status.progress === undefined) this.#releasedFrom = operation.startTurn;
    this.#illnessBySchedule(operation, status, dueAt);
    const { lastExecution, quarantine } = status;
    const isOver = lastExecution?.state !== 'Failed' && status.progress === undefined;
    if (isOver) this.#finish(operation);
    if (isOver && !quarantine) this.#workFollowsChange(operation);
  }

  #finish({ startTurn }: Operation): void {
    const { target, scheduler } = this.#world;
    const people = target.users.filter((account) => account['active'] !== false).map(personOf);
    const usable = new Set([
      ...people.map((person) => personId(person ?? -1)),
      ...target.groups.map((group) => groupId(groupOf(group) ?? -1)),
    ]);
    this.finished.push({ startTurn, endTurn: scheduler.turns, usable });
  }

  /** Again after 1 s and twice as long each time up to 5 min where the road is down, else after 30 min up to a day. */
  #illnessBySchedule({ job }: Operation, status: JobStatus, dueAt: Date | undefined): void {
    const ill = laidUp(status);
    if (!ill || !status.lastExecution || ill === job.status.quarantine) return;
    const count = (laidUp(job.status)?.seriesCount ?? 0) + 1;
    const pauseMs = Date.parse(ill.nextAttempt) - Date.parse(status.lastExecution.timeEnded);
    const doubled = 2 ** Math.min(count - 1, 20);
    const allowed = [Math.min(secondMs * doubled, 5 * minuteMs), Math.min(30 * minuteMs * doubled, dayMs)];
    if (ill.seriesCount !== count || !allowed.includes(pauseMs) || dueAt?.toISOString() !== ill.nextAttempt)
      this.#break(
        'an ill job waits its time',
        `after failure ${count} of a series (told as ${ill.seriesCount}) it waits ${pauseMs} ms instead of ${allowed.join(' or ')}`,
      );
  }

  /** Where nothing went wrong, an incremental cycle costs what it was told to do, and not what there is. */
  #workFollowsChange({ isInitial, faultsBefore, told, requests, isAlone }: Operation): void {
    const { story, faults } = this.#world;
    if (isInitial || !isAlone || faults > faultsBefore) return;
    const most = 3 + told * (6 + 2 * (story.people + story.groups));
    if (requests > most)
      this.#break('work follows change', `${requests} requests in a cycle that was told of ${told} things to do`);
  }

  #break(promise: string, message: string): void {
    this.#world.break(new Violation(promise, message));
  }
}

/** Whoever lost the lease may still tell what was written until then. */
const decidesAnything = ({ cursor, links, references, escrows, staged, intents }: PageCommit): boolean =>
  cursor !== undefined ||
  staged !== undefined ||
  intents !== undefined ||
  [links.put, links.drop, references.written, references.removed, escrows.put, escrows.clear].some(
    (part) => part.length > 0,
  );

const laidUp = ({ quarantine }: JobStatus): JobStatus['quarantine'] =>
  quarantine?.reason === 'TooManyDeletes' ? undefined : quarantine;
