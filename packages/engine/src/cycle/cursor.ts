/**
 * Where a job is. Committed with every page, so that a crash in a first cycle of a million goes on where it was.
 *
 *   (none) ─▶ initial: leavers ─▶ leftReferences ─▶ users ─▶ groups ─▶ manager ─▶ members ─▶ comparison
 *          ─▶ incremental at `position` ─▶ incremental at a later one …
 *
 * `leavers` and `leftReferences` walk what is linked and written already: the feed was not read across a restart or a
 * change of the schema, so that who left meanwhile is found nowhere else. In a first cycle they are empty. `comparison`
 * reads the members of groups from the target, where the job is told to.
 */
import type { FeedPosition } from '../ports/source.ts';

export const initialPhases = [
  'leavers',
  'leftReferences',
  'users',
  'groups',
  'manager',
  'members',
  'comparison',
] as const;
export type InitialPhase = (typeof initialPhases)[number];

export type InitialCursor = {
  readonly kind: 'initial';
  readonly cycleId: string;
  /** The feed's position when the cycle began; the incremental cycles go on from there. */
  readonly position: FeedPosition;
  readonly phase: InitialPhase;
  /** Key of the last record of the last committed page; absent at the start of a phase. */
  readonly after?: string;
};

export type CycleCursor = InitialCursor | { readonly kind: 'incremental'; readonly position: FeedPosition };
