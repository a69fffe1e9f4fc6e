/**
 * What happens to one record, in the only order there is. Up to `decide` nothing is written anywhere, so that a preview,
 * provision on demand and a cycle are the same code.
 */
import type { CycleContext } from './context.ts';
import { chooseUnique } from './choose-unique.ts';
import { decide } from './decide.ts';
import { exportChange } from './export.ts';
import { map } from './map.ts';
import { match } from './match.ts';
import { turnKey } from './match-turns.ts';
import type { DecidedRecord, MappedRecord, Settlement, SourcedRecord } from './record.ts';
import { scope } from './scope.ts';
import { settle } from './settle.ts';

/** Decided to disable or delete, and waiting until the whole page is decided (deletion guard). */
export type HeldRecord = { readonly held: DecidedRecord };

/** Throws ProvisioningError; the record's trail then says how far it came. */
export async function provision(sourced: SourcedRecord, ctx: CycleContext): Promise<Settlement | HeldRecord> {
  const scoped = scope(sourced, ctx); //                           in or out, and why
  const mapped = map(scoped); //                                   the wanted values
  return ctx.turns.inTurn(turnKeys(mapped), async () => {
    const matched = await match(mapped, ctx); //                   the existing resource, if any (reads the target)
    const chosen = await chooseUnique(matched, ctx); //            a value that nobody has yet (reads the target)
    const decided = decide(chosen, ctx); //                        create, update, disable, delete or nothing
    return ctx.holdsDeletions && takesAway(decided) ? { held: decided } : carryOut(decided, ctx);
  });
}

/** The rest of the way, for a record that is decided. */
export async function carryOut(decided: DecidedRecord, ctx: CycleContext): Promise<Settlement> {
  const exported = ctx.preview ? { ...decided, isWritten: false } : await exportChange(decided, ctx); // the only writer
  return settle(exported, ctx); //                                 link, escrow, log entry
}

export const takesAway = ({ decision }: DecidedRecord): boolean =>
  decision.kind === 'disable' || decision.kind === 'delete';

/** Two records that would match by the same value, or could choose the same one, take turns. */
function turnKeys({ type, link, matchValues, wanted }: MappedRecord): readonly string[] {
  const keys = matchValues.map((value) => turnKey(type, value));
  if (link) return keys;
  const offered = wanted.flatMap(({ mapping, candidates = [] }) =>
    candidates.map((value) => turnKey(type, { target: mapping.target, value })),
  );
  return offered.length === 0 ? keys : [...new Set([...keys, ...offered])];
}
