/**
 * Takes one record the whole way, and does what the catalog says when a step throws: wait for the road, forget a link
 * that is no longer true, match once more after a conflict, or fail the record. What ends the cycle is thrown on.
 */
import { toProvisioningError, type ProvisioningError } from '@drawbridge/base';
import type { CycleContext } from '../pipeline/context.ts';
import { carryOut, provision, type HeldRecord } from '../pipeline/index.ts';
import type { DecidedRecord, Settlement, SourcedRecord } from '../pipeline/record.ts';
import { settleFailure } from '../pipeline/settle.ts';
import { Interruption } from './interruption.ts';
import type { Road } from './road.ts';

export type AttemptTools = {
  readonly ctx: CycleContext;
  readonly road: Road;
  /** Writes down that a record that came with a link may be created after all. */
  readonly noteCreate: (record: SourcedRecord) => Promise<void>;
  readonly onBug: (error: ProvisioningError, record: SourcedRecord) => void;
};

export const attempt = (record: SourcedRecord, tools: AttemptTools): Promise<Settlement | HeldRecord> =>
  withReactions(record, tools, (current) => provision(current, tools.ctx));

/** Carries out what was held until its page was decided. When that fails, the record goes the whole way again. */
export async function attemptHeld(decided: DecidedRecord, tools: AttemptTools): Promise<Settlement> {
  let isFirst = true;
  const settled = await withReactions(decided, tools, (current) => {
    if (!isFirst) return provision(current, { ...tools.ctx, holdsDeletions: false });
    isFirst = false;
    return carryOut(decided, tools.ctx);
  });
  return settled as Settlement;
}

async function withReactions(
  record: SourcedRecord,
  { ctx, road, noteCreate, onBug }: AttemptTools,
  go: (current: SourcedRecord) => Promise<Settlement | HeldRecord>,
): Promise<Settlement | HeldRecord> {
  let current = record;
  const tried = { relink: false, conflict: false, changed: false };
  for (;;) {
    try {
      const result = await go(current);
      road.isOpen();
      return result;
    } catch (thrown) {
      if (thrown instanceof Interruption) throw thrown;
      const error = toProvisioningError(thrown);
      if (error.reaction === 'stop') throw error;
      if (error.reaction === 'quarantine') throw new Interruption('quarantined', error);
      if (error.reaction === 'wait') await road.waitFor(error);
      else {
        road.isOpen();
        if (error.reaction === 'relink' && current.link && !tried.relink && ctx.settings.RematchWhenGone) {
          tried.relink = true;
          ctx.book.dropLink(current.id);
          await noteCreate(current);
          current = { ...current, link: undefined };
        } else if (error.code === 'TARGET_CONFLICT' && current.trail.intended === 'create' && !tried.conflict) {
          tried.conflict = true;
        } else if (error.code === 'TARGET_CHANGED' && !tried.changed) {
          // Somebody else wrote between our reading and our writing: read and compared once more.
          tried.changed = true;
        } else {
          if (error.reaction === 'bug') onBug(error, current);
          return settleFailure(current, error, ctx);
        }
      }
      current = { ...current, trail: current.trail.again() };
    }
  }
}
