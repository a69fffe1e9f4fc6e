/**
 * The one connection to the embedded database, shared by everybody. Work stands in a queue, first come, first served:
 *
 *   statement, statement, statement, [transaction], statement, …
 *   └──── one batch, one commit ──┘  └ holds the connection alone until it ends
 *
 * Two batches are under way at most, so that the worker never waits for the main thread; what arrives meanwhile
 * gathers and becomes the next batch. When a statement of a group fails, its group was rolled back as a whole: the
 * statements before it, the failed one, and those after it are sent again apart, so each caller sees its own outcome.
 */
import { StorageError, type Clock, type Logger } from '@drawbridge/base';
import { Batch, type GroupOutcome, type TransactionStatus } from './batch.ts';
import type { Channel } from './channel.ts';
import { PlanUpkeep, type Upkeep } from './plan-upkeep.ts';
import { isSimple, PreparedStatements, refusalOf, type Statement, type StatementResult } from './statement.ts';
import { SessionTransaction } from './session-transaction.ts';

type Work =
  /** `isApart`: failed in company before, so it goes without. */
  | { readonly kind: 'group'; readonly statements: readonly Statement[]; readonly isApart?: true }
  | { readonly kind: 'simple'; readonly statement: Statement }
  | {
      readonly kind: 'transaction';
      readonly grant: (transaction: SessionTransaction) => void;
      readonly reject: (error: unknown) => void;
    };

export type SessionOptions = { readonly channel: Channel; readonly logger: Logger; readonly clock: Clock };

const maxBatchesUnderWay = 2;
const maxGroupSize = 64;
const maxGroupParameters = 4_096;
/** A transaction that does nothing for this long while others wait is most likely waiting for one of them. */
const stuckTransactionMs = 30_000;

export class Session {
  readonly #channel: Channel;
  readonly #logger: Logger;
  readonly #clock: Clock;
  readonly #prepared = new PreparedStatements();
  readonly #upkeep = new PlanUpkeep();
  readonly #idle: (() => void)[] = [];
  #queue: Work[] = [];
  #underWay = 0;
  #holder: SessionTransaction | undefined;
  #isFlushPlanned = false;
  #isClosed = false;

  constructor({ channel, logger, clock }: SessionOptions) {
    this.#channel = channel;
    this.#logger = logger;
    this.#clock = clock;
  }

  /** Runs one statement in its own transaction. */
  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed());
      const refusal = controlsTransaction(sql)
        ? new Error(`Only Database.transaction may do this: ${sql}`)
        : refusalOf(sql);
      if (refusal) return reject(refusal);
      const statement = { sql, parameters, resolve, reject };
      this.#queue.push(
        isSimple(statement) ? { kind: 'simple', statement } : { kind: 'group', statements: [statement] },
      );
      this.#planFlush();
    });
  }

  /** Waits for its turn, then has the connection alone until the transaction ends. */
  begin(beginSql: string): Promise<SessionTransaction> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) return reject(closed());
      const grant = (transaction: SessionTransaction): void => {
        transaction.begin(beginSql);
        resolve(transaction);
      };
      this.#queue.push({ kind: 'transaction', grant, reject });
      this.#planFlush();
    });
  }

  /** Takes no more work; resolves when what was taken is done, or after `patienceMs`. */
  async close(patienceMs: number): Promise<void> {
    this.#isClosed = true;
    if (this.#isIdle) return;
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(patienceMs, resolve);
      this.#idle.push(() => {
        timer.cancel();
        resolve();
      });
    });
    const left = this.#queue;
    this.#queue = [];
    for (const work of left) rejectWork(work, closed());
  }

  get #isIdle(): boolean {
    return this.#queue.length === 0 && this.#underWay === 0 && this.#holder === undefined;
  }

  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    this.#isFlushPlanned = true;
    queueMicrotask(() => {
      this.#isFlushPlanned = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#holder === undefined && this.#underWay < maxBatchesUnderWay && this.#queue.length > 0) {
      const [next] = this.#queue;
      if (next!.kind === 'transaction') {
        this.#queue.shift();
        this.#grant(next!.grant);
      } else this.#send(this.#takeBatch());
    }
    if (this.#isIdle) for (const settle of this.#idle.splice(0)) settle();
  }

  /** Neighbouring statements become one group; a simple statement, or one sent again after a failure, goes apart. */
  #takeBatch(): Work {
    const statements: Statement[] = [];
    let parameterCount = 0;
    for (const work of this.#queue) {
      if (work.kind !== 'group' || work.isApart || statements.length === maxGroupSize) break;
      parameterCount += work.statements[0]!.parameters.length;
      if (parameterCount > maxGroupParameters && statements.length > 0) break;
      statements.push(work.statements[0]!);
    }
    if (statements.length === 0) return this.#queue.shift()!;
    this.#queue.splice(0, statements.length);
    return { kind: 'group', statements };
  }

  #send(work: Work): void {
    const batch = new Batch(this.#prepared);
    let statements: readonly Statement[] = [];
    if (work.kind === 'simple') {
      statements = [work.statement];
      batch.addSimple(work.statement);
    } else if (work.kind === 'group') statements = batch.addGroup(work.statements);
    void this.run(batch, statements, ({ outcomes, status }) => {
      this.#settle(statements, outcomes[0]!);
      if (status !== 'I') this.#leaveStrayTransaction();
    });
  }

  /** Sends a batch and hands its outcome to `settle`; a broken channel rejects all `statements`. */
  async run(
    batch: Batch,
    statements: readonly Statement[],
    settle: (answer: { readonly outcomes: readonly GroupOutcome[]; readonly status: TransactionStatus }) => void,
  ): Promise<void> {
    this.#underWay += 1;
    try {
      settle(batch.read(await this.#channel.exchange(batch.toBytes())));
    } catch (thrown) {
      for (const statement of statements) statement.reject(thrown);
    } finally {
      this.#underWay -= 1;
      this.#flush();
    }
  }

  #settle(statements: readonly Statement[], outcome: GroupOutcome): void {
    if (!('error' in outcome)) {
      for (const [index, statement] of statements.entries())
        statement.resolve(outcome.results.at(statements.length === 1 ? -1 : index)!);
      this.#keepUp(this.#upkeep.after(outcome.results));
    } else if (statements.length === 1 && !outcome.isStale) statements[0]!.reject(outcome.error);
    else this.#sendAgain(statements, outcome.failedAt);
  }

  #sendAgain(statements: readonly Statement[], failedAt: number | undefined): void {
    const parts =
      failedAt === undefined
        ? statements.map((statement) => [statement])
        : [statements.slice(0, failedAt), [statements[failedAt]!], statements.slice(failedAt + 1)];
    const works = parts
      .filter((part) => part.length > 0)
      .map((part): Work => ({ kind: 'group', statements: part, isApart: true }));
    this.#queue.unshift(...works);
  }

  #keepUp(due: Upkeep): void {
    if (due === undefined) return;
    const batch = new Batch(this.#prepared);
    if (due === 'forget') batch.addClear();
    else batch.addSimple({ sql: 'discard plans', parameters: [], resolve: () => {}, reject: () => {} });
    void this.run(batch, [], () => {});
  }

  #grant(grant: (transaction: SessionTransaction) => void): void {
    const transaction = new SessionTransaction({
      prepared: this.#prepared,
      run: (batch, statements, settle) => this.run(batch, statements, settle),
      onEnd: () => {
        watch.cancel();
        this.#holder = undefined;
        this.#planFlush();
      },
      upkeep: this.#upkeep,
      keepUp: (due) => this.#keepUp(due),
    });
    this.#holder = transaction;
    const watch = this.#watch(transaction);
    grant(transaction);
  }

  #watch(transaction: SessionTransaction): { cancel(): void } {
    let statementsBefore = transaction.statementCount;
    const look = (): void => {
      if (this.#queue.length > 0 && transaction.statementCount === statementsBefore) {
        this.#logger.warn(
          { waiting: this.#queue.length, idleMs: stuckTransactionMs },
          'A transaction holds the embedded database and does nothing while others wait. Inside a transaction, use only its own handle.',
        );
      }
      statementsBefore = transaction.statementCount;
      timer = this.#clock.after(stuckTransactionMs, look);
    };
    let timer = this.#clock.after(stuckTransactionMs, look);
    return { cancel: () => timer.cancel() };
  }

  /** Someone sent BEGIN in a text of several statements: nobody could ever end it. */
  #leaveStrayTransaction(): void {
    this.#logger.error(
      'A statement outside a transaction has opened one; it is rolled back. Use Database.transaction.',
    );
    const batch = new Batch(this.#prepared);
    batch.addSimple({ sql: 'rollback', parameters: [], resolve: () => {}, reject: () => {} });
    void this.run(batch, [], () => {});
  }
}

/** Would leave the shared connection inside a transaction that its opener cannot end. */
const controlsTransaction = (sql: string): boolean =>
  /^\s*(begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b[^;]*;?\s*$/i.test(
    sql,
  );

const closed = (): StorageError =>
  new StorageError('ABORTED', 'The embedded database is closed. Nothing was done; start the service to go on.');

function rejectWork(work: Work, error: StorageError): void {
  if (work.kind === 'transaction') work.reject(error);
  else for (const statement of work.kind === 'simple' ? [work.statement] : work.statements) statement.reject(error);
}
