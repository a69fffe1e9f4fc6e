/** One page of a cycle: its records run concurrently, and what they leave behind gathers in its book. */
import { defaults } from '../engine-options.ts';
import type { CycleContext } from '../pipeline/context.ts';
import type { MatchIndex } from '../pipeline/match-index.ts';
import type { Cause, DecidedRecord, Settlement, SourcedRecord } from '../pipeline/record.ts';
import { settleStaged } from '../pipeline/settle.ts';
import { Trail } from '../pipeline/trail.ts';
import type { Link } from '../ports/link-store.ts';
import type { ObjectType, SourceObject } from '../ports/source.ts';
import { attempt, attemptHeld, type AttemptTools } from './attempt.ts';
import type { Cycle } from './cycle.ts';
import { Interruption } from './interruption.ts';
import { PageBook } from './page-book.ts';
import { forEachOf } from './pool.ts';

/** A source object to be looked at; `object` is undefined when it is gone. */
export type RecordInput = { readonly type: ObjectType; readonly id: string; readonly object: SourceObject | undefined };

export class Page {
  readonly cycle: Cycle;
  readonly book: PageBook;
  /**
   * Linked anew in this page, or taken up from escrow, so that references of them may be due; until they are looked at.
   * An initial cycle walks all references anyway.
   */
  newcomers: Settlement[] = [];
  #index: MatchIndex | undefined;

  /** `previous`: the book of the page before, while it is being committed. */
  constructor(cycle: Cycle, previous?: PageBook) {
    this.cycle = cycle;
    this.book = new PageBook(cycle.job.id, cycle.engine.links, previous);
  }

  /** Runs records to their end, and gives back what became of each. Throws Interruption. */
  async run(inputs: readonly RecordInput[], cause: Cause): Promise<readonly Settlement[]> {
    if (inputs.length === 0) return [];
    const { engine, job, guard, preview } = this.cycle;
    const ids = inputs.map(({ id }) => id);
    const [links, escrows] = await Promise.all([this.book.linksOf(ids), engine.links.escrowsOf(job.id, ids)]);
    this.book.knowEscrows(escrows);
    const ours = inputs.filter((input) => this.#concernsUs(input, links.get(input.id), cause));
    if (cause === 'listed') await this.#chooseMatching(ours, links);
    const tools = this.#tools(guard.isOn && !preview);
    const held: DecidedRecord[] = [];
    const settlements: Settlement[] = [];
    await this.#forEach(ours, async (input) => {
      const result = await attempt(this.#record(input, links.get(input.id), cause), tools);
      if ('held' in result) held.push(result.held);
      else this.#settled(result, settlements, cause);
    });
    await this.#exportHeld(held, settlements, cause);
    return settlements;
  }

  /** The records of a walk are of one type. */
  async #chooseMatching(records: readonly RecordInput[], links: ReadonlyMap<string, Link>): Promise<void> {
    const [first] = records;
    if (!first || this.cycle.preview) return;
    const unlinked = records.filter(({ id, object }) => object && !links.has(id)).length;
    const isLast = records.length < (this.cycle.engine.pageSize ?? defaults.pageSize);
    this.#index = await this.cycle.indexes.forRecords(this.cycle, first.type, {
      unlinked,
      looked: records.length,
      isLast,
    });
  }

  /** Somebody else's people are not worth a log entry: unassigned, and never linked. */
  #concernsUs({ object }: RecordInput, link: Link | undefined, cause: Cause): boolean {
    if (link || cause === 'requested' || cause === 'retried') return true;
    return object !== undefined && (object.assigned || this.cycle.target.mode === 'all');
  }

  #forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const { engine, signal } = this.cycle;
    return forEachOf(items, engine.recordsInFlight ?? defaults.recordsInFlight, work, signal);
  }

  async #exportHeld(held: readonly DecidedRecord[], settlements: Settlement[], cause: Cause): Promise<void> {
    if (held.length === 0) return;
    const refusal = this.cycle.guard.refuse(held.length);
    const tools = this.#tools(false);
    if (!refusal) {
      await this.#forEach(held, async (decided) =>
        this.#settled(await attemptHeld(decided, tools), settlements, cause),
      );
      return;
    }
    for (const decided of held) this.#settled(settleStaged(decided, refusal, tools.ctx), settlements, cause);
    throw new Interruption('staged', refusal);
  }

  #settled(settlement: Settlement, settlements: Settlement[], cause: Cause): void {
    settlements.push(settlement);
    this.cycle.meter.settled(settlement);
    const isRetried = this.book.hasEscrow(settlement.id) && settlement.outcome !== 'failed';
    if (cause !== 'listed') {
      if (settlement.news !== 'none' || isRetried) this.newcomers.push(settlement);
    } else if (isRetried) {
      // What failed may have been a removal of references, which this walk has passed already.
      this.book.postpone(settlement, this.cycle.engine.clock.now());
    }
  }

  #record({ type, id, object }: RecordInput, link: Link | undefined, cause: Cause): SourcedRecord {
    const { clock } = this.cycle.engine;
    return {
      type,
      id,
      displayName: object?.displayName ?? link?.displayName ?? id,
      principalName: object?.principalName,
      object,
      link,
      cause,
      trail: new Trail(clock.now(), clock.monotonicMs()),
    };
  }

  /** Steps and their tools for this page. */
  #tools(holdsDeletions: boolean): AttemptTools {
    const { engine, road } = this.cycle;
    return {
      ctx: this.context(holdsDeletions),
      road,
      onBug: (error, record) =>
        engine.logger.error(
          { err: error.cause ?? error, sourceId: record.id },
          'A record failed in a way that cannot happen',
        ),
    };
  }

  context(holdsDeletions: boolean): CycleContext {
    const { job, cycleId, rule, settings, target, engine, preview, turns, requestSignal } = this.cycle;
    return {
      jobId: job.id,
      servicePrincipalId: job.servicePrincipalId,
      cycleId,
      rule,
      client: target.client,
      mode: target.mode,
      skipOutOfScopeDeletions: target.skipOutOfScopeDeletions,
      settings,
      targetName: target.targetName,
      clock: engine.clock,
      preview,
      holdsDeletions,
      turns,
      index: this.#index,
      book: this.book,
      signal: requestSignal,
    };
  }

  /** References of newcomers that an interruption left undone are taken up through escrow in the next cycle. */
  postponeReferences(): void {
    const now = this.cycle.engine.clock.now();
    for (const newcomer of this.newcomers) this.book.postpone(newcomer, now);
    this.newcomers = [];
  }
}
