/**
 * Keeps what the server has parsed and planned in step with what has changed since. PostgreSQL keeps a generic plan for
 * a statement used often, which triples the look-ups per second, and makes a new one when autovacuum has analyzed a
 * table. Nothing runs beside the embedded database, so a plan made for an empty table would scan it for ever: after
 * enough written rows all plans are dropped, and made anew when next used.
 */
import type { StatementResult } from './statement.ts';

/** `forget`: drop the prepared statements; `replan`: keep them, drop their plans. */
export type Upkeep = 'forget' | 'replan' | undefined;

/** A plan that suits an empty table is bearable up to this size. */
const writtenRowsPerReplan = 1_000;

export class PlanUpkeep {
  #rowsWritten = 0;

  /** What is due after these results. */
  after(results: readonly StatementResult[]): Upkeep {
    if (results.some(({ tag }) => changesSchema(tag))) return 'forget';
    for (const { tag } of results) this.#rowsWritten += affectedRows(tag) ?? 0;
    if (this.#rowsWritten < writtenRowsPerReplan) return undefined;
    this.#rowsWritten = 0;
    return 'replan';
  }
}

const changesSchema = (tag: string): boolean => /^(CREATE|ALTER|DROP|DEALLOCATE)\b/.test(tag);

/** How many rows a command changed, by its tag; undefined for a command that changes none. */
export function affectedRows(tag: string): number | undefined {
  const count = /^(?:INSERT \d+|UPDATE|DELETE|MERGE) (\d+)$/.exec(tag)?.[1];
  return count === undefined ? undefined : Number(count);
}
