/**
 * A transaction on the embedded database: between BEGIN and COMMIT the connection is its own. Statements sent together
 * travel together; each ends with its own Sync, so a failure aborts the transaction exactly as on a PostgreSQL server.
 * BEGIN travels with the first statement, and the connection is free for the next as soon as COMMIT has been sent,
 * because the worker keeps the order.
 */
import { Batch, type GroupOutcome } from './batch.ts';
import type { PlanUpkeep, Upkeep } from './plan-upkeep.ts';
import type { Session } from './session.ts';
import { isSimple, refusalOf, type PreparedStatements, type Statement, type StatementResult } from './statement.ts';

export type SessionTransactionOptions = {
  readonly prepared: PreparedStatements;
  readonly run: Session['run'];
  readonly onEnd: () => void;
  readonly upkeep: PlanUpkeep;
  readonly keepUp: (due: Upkeep) => void;
};

export class SessionTransaction {
  readonly #options: SessionTransactionOptions;
  #pending: Statement[] = [];
  #beginSql: string | undefined;
  #isFlushPlanned = false;
  #isEnded = false;
  #hasChangedSchema = false;
  /** Grows with each statement: tells a watcher whether anything happens. */
  statementCount = 0;

  constructor(options: SessionTransactionOptions) {
    this.#options = options;
  }

  begin(sql: string): void {
    this.#beginSql = sql;
  }

  execute(sql: string, parameters: readonly unknown[]): Promise<StatementResult> {
    return new Promise((resolve, reject) => {
      if (this.#isEnded) return reject(new Error('The transaction has ended; its handle cannot be used any more.'));
      const refusal = refusalOf(sql);
      if (refusal) return reject(refusal);
      this.statementCount += 1;
      this.#pending.push({ sql, parameters, resolve, reject });
      if (this.#isFlushPlanned) return;
      this.#isFlushPlanned = true;
      queueMicrotask(() => {
        this.#isFlushPlanned = false;
        this.#flush();
      });
    });
  }

  /** Commits; the tag is `ROLLBACK` when a failed statement had aborted the transaction. */
  commit(): Promise<string> {
    return this.#end('commit');
  }

  rollback(): Promise<string> {
    return this.#end('rollback');
  }

  async #end(sql: 'commit' | 'rollback'): Promise<string> {
    if (this.#isEnded) return 'ROLLBACK';
    if (this.#beginSql !== undefined && this.#pending.length === 0) {
      this.#isEnded = true;
      this.#options.onEnd();
      return sql.toUpperCase();
    }
    const ended = this.execute(sql, []);
    this.#flush();
    this.#isEnded = true;
    this.#options.onEnd();
    const { tag } = await ended;
    return tag;
  }

  #flush(): void {
    const statements = this.#pending;
    if (statements.length === 0) return;
    this.#pending = [];
    const batch = new Batch(this.#options.prepared);
    if (this.#beginSql !== undefined) {
      batch.addSimple({ sql: this.#beginSql, parameters: [], resolve: () => {}, reject: () => {} });
      this.#beginSql = undefined;
    }
    const first = batch.groupCount;
    const sent = statements.filter((statement) => this.#add(batch, statement));
    void this.#options.run(batch, sent, ({ outcomes }) => {
      for (const [index, statement] of sent.entries()) this.#settle(statement, outcomes[first + index]!);
      if (this.#isEnded && this.#hasChangedSchema) this.#options.keepUp('forget');
    });
  }

  /** False when the statement could not be encoded and has been rejected. */
  #add(batch: Batch, statement: Statement): boolean {
    if (isSimple(statement) || isControl(statement.sql)) {
      batch.addSimple(statement);
      return true;
    }
    return batch.addGroup([statement]).length > 0;
  }

  #settle(statement: Statement, outcome: GroupOutcome): void {
    if ('error' in outcome) return statement.reject(outcome.error);
    const result = outcome.results.at(-1);
    if (!result) return statement.reject(new Error('The embedded database gave no result.'));
    const due = this.#options.upkeep.after(outcome.results);
    if (due === 'forget') this.#hasChangedSchema = true;
    else this.#options.keepUp(due);
    statement.resolve(result);
  }
}

const isControl = (sql: string): boolean => sql === 'commit' || sql === 'rollback';
