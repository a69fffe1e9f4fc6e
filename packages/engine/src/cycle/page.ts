/** One page of a cycle: its records run concurrently, and what they leave behind gathers in its book. */
import { ProvisioningError } from '@drawbridge/base';
import { defaults } from '../engine-options.ts';
import type { CycleContext } from '../pipeline/context.ts';
import type { MatchIndex } from '../pipeline/match-index.ts';
import type { Cause, DecidedRecord, Settlement, SourcedRecord } from '../pipeline/record.ts';
import { settleRejected, settleStaged } from '../pipeline/settle.ts';
import { Trail } from '../pipeline/trail.ts';
import { isReturnedGroup } from '../references/newcomers.ts';
import { doubtMembersOf, doubtReferencesTo, noteReferencesTo } from '../references/resolve-references.ts';
import type { Link, StagedDeletion } from '../ports/link-store.ts';
import type { ObjectType, SourceObject } from '../ports/source.ts';
import { attempt, attemptHeld, type AttemptTools } from './attempt.ts';
import { noteCreates } from './create-intents.ts';
import type { Cycle } from './cycle.ts';
import { PageBook } from './page-book.ts';
import { forEachOf } from './pool.ts';
import { knowledgeOf, type Prepared } from './read-ahead.ts';

/** A source object to be looked at; `object` is undefined when it is gone. */
export type RecordInput = {
  readonly type: ObjectType;
  readonly id: string;
  readonly object: SourceObject | undefined;
  /** When it changed; absent when nothing says so. */
  readonly changedAt?: Date | undefined;
};

type Standing = 'new' | StagedDeletion['state'];

const stillWaiting = (): ProvisioningError =>
  new ProvisioningError(
    'DELETION_LIMIT_REACHED',
    'It waits for a person since an earlier cycle. Approve or reject it among the staged deletions.',
  );

export class Page {
  readonly cycle: Cycle;
  readonly book: PageBook;
  /**
   * Linked anew in this page, or taken up from escrow, so that references of them may be due; until they are looked at.
   * An initial cycle walks all references anyway.
   */
  newcomers: Settlement[] = [];
  /** What the feed says is a group, or was one. */
  readonly groupsTold = new Set<string>();
  #index: MatchIndex | undefined;
  readonly #staged = new Map<string, StagedDeletion>();

  /** `previous`: the book of the page before, while it is being committed. */
  constructor(cycle: Cycle, previous?: PageBook) {
    this.cycle = cycle;
    this.book = new PageBook(cycle.job.id, cycle.engine.links, previous);
  }

  /** Runs records to their end, and gives back what became of each. Throws Interruption. */
  async run(inputs: readonly RecordInput[], cause: Cause, prepared?: Prepared): Promise<readonly Settlement[]> {
    if (inputs.length === 0) return [];
    const { engine, job, guard } = this.cycle;
    const ids = inputs.map(({ id }) => id);
    const known = prepared ?? (await knowledgeOf(this.cycle, ids));
    const links = this.book.linksNow(ids, known.links);
    this.book.knowEscrows(known.escrows);
    if (guard.mayHaveStaged) {
      for (const [id, staged] of await engine.links.stagedOf(job.id, ids)) this.#staged.set(id, staged);
    }
    const ours = inputs.filter((input) => this.#concernsUs(input, links.get(input.id), cause));
    if (ours.length > 0) await this.cycle.probe();
    if (cause === 'listed') await this.#chooseMatching(ours, links);
    this.book.noteIntents(
      prepared ? prepared.note : await noteCreates(this.cycle, { inputs: ours, links, index: this.#index }),
    );
    const tools = this.#tools(guard.isOn);
    const held: DecidedRecord[] = [];
    const settlements: Settlement[] = [];
    await this.#forEach(ours, async (input) => {
      const result = await attempt(this.#record(input, links.get(input.id), cause), tools);
      if ('held' in result) held.push(result.held);
      else this.#settled(result, settlements, cause);
    });
    await this.#exportHeld(held, settlements, cause);
    if (cause === 'listed') await this.#doubtReferencesOf(settlements);
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
    if (link || cause === 'requested' || cause === 'retried' || cause === 'due') return true;
    return object !== undefined && (object.assigned || this.cycle.target.mode === 'all');
  }

  #forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
    const { engine, signal } = this.cycle;
    return forEachOf(items, engine.recordsInFlight ?? defaults.recordsInFlight, work, signal);
  }

  async #exportHeld(held: readonly DecidedRecord[], settlements: Settlement[], cause: Cause): Promise<void> {
    if (held.length === 0) return;
    const { guard } = this.cycle;
    const tools = this.#tools(false);
    await guard.prepare();
    const standing = Map.groupBy(held, (decided) => this.#standingOf(decided));
    const of = (word: Standing): readonly DecidedRecord[] => standing.get(word) ?? [];
    for (const decided of of('rejected')) this.#settled(settleRejected(decided, tools.ctx), settlements, cause);
    const refusal = guard.refuse(of('new').length);
    const waiting = [...(guard.hasLimit ? of('pending') : []), ...(refusal ? of('new') : [])];
    const reason = refusal ?? stillWaiting();
    for (const decided of waiting) this.#settled(settleStaged(decided, reason, tools.ctx), settlements, cause);
    if (waiting.length > 0) guard.mayHaveStaged = true;
    guard.allow(of('approved').length);
    const going = [...of('approved'), ...(guard.hasLimit ? [] : of('pending')), ...(refusal ? [] : of('new'))];
    await this.#forEach(going, async (decided) => this.#settled(await attemptHeld(decided, tools), settlements, cause));
  }

  /** A person's word holds for what was shown: somebody who leaves in another way meanwhile is a new case. */
  #standingOf({ id, decision, leaving }: DecidedRecord): Standing {
    const staged = this.#staged.get(id);
    if (!staged) return 'new';
    const isSame = staged.event === leaving?.event && staged.action === decision.kind;
    return staged.state === 'pending' || isSame ? staged.state : 'new';
  }

  #settled(settlement: Settlement, settlements: Settlement[], cause: Cause): void {
    settlements.push(settlement);
    this.cycle.meter.settled(settlement);
    const { outcome } = settlement;
    if (outcome === 'disabled' || outcome === 'deleted') this.book.countDeletion(this.cycle.engine.clock.now());
    const isOpen = outcome === 'staged' || outcome === 'failed' || settlement.isRejected;
    if (!isOpen && this.#staged.has(settlement.id)) this.book.unstage(settlement.id);
    const isRetried = this.book.hasEscrow(settlement.id) && settlement.outcome !== 'failed';
    if (cause !== 'listed') {
      if (settlement.news !== 'none' || isRetried) this.newcomers.push(settlement);
    } else if (isRetried) {
      // What failed may have been a removal of references, which this walk has passed already.
      this.book.postpone(settlement, this.cycle.engine.clock.now());
    }
  }

  #record({ type, id, object, changedAt }: RecordInput, link: Link | undefined, cause: Cause): SourcedRecord {
    const { clock } = this.cycle.engine;
    return {
      type,
      id,
      displayName: object?.displayName ?? link?.displayName ?? id,
      principalName: object?.principalName,
      object,
      link,
      cause,
      changedAt,
      trail: new Trail(clock.now(), clock.monotonicMs()),
    };
  }

  /** Steps and their tools for this page. */
  #tools(holdsDeletions: boolean): AttemptTools {
    const { engine, road } = this.cycle;
    return {
      ctx: this.context(holdsDeletions),
      road,
      noteCreate: async ({ type, id, object, link }) => {
        const inputs = [{ type, id, object }];
        const note = { inputs, links: new Map(), index: undefined, replaces: link?.targetId };
        this.book.noteIntents(await noteCreates(this.cycle, note));
      },
      onBug: (error, record) =>
        engine.logger.error(
          { err: error.cause ?? error, sourceId: record.id },
          'A record failed in a way that cannot happen',
        ),
    };
  }

  context(holdsDeletions: boolean): CycleContext {
    const { job, cycleId, rule, settings, target, engine, preview, turns, requestSignal, assertLease, noted } =
      this.cycle;
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
      noteReenabling: (record) => noteReferencesTo(this, record),
      noted,
      index: this.#index,
      capabilities: this.cycle.capabilities,
      book: this.book,
      assertLease,
      signal: requestSignal,
    };
  }

  /** References of newcomers that an interruption left undone are taken up through escrow in the next cycle. */
  async postponeReferences(): Promise<void> {
    const now = this.cycle.engine.clock.now();
    for (const newcomer of this.newcomers) this.book.postpone(newcomer, now);
    await this.#doubtReferencesOf(this.newcomers);
    this.newcomers = [];
  }

  /** What the target may have lost, and is not written anew in this page. */
  async #doubtReferencesOf(settlements: readonly Settlement[]): Promise<void> {
    await doubtReferencesTo(this, settlements.filter(isReenabled));
    await doubtMembersOf(this, settlements.filter(isReturnedGroup));
  }
}

const isReenabled = ({ news }: Settlement): boolean => news === 'reenabled';
