/**
 * What people do in the simulated world, and when: written down as data before anything happens, so that a story that ends
 * badly can be told again, shorter. write-story.ts makes them up.
 */
import type { ScopeMode } from '@drawbridge/engine';
import type { FaultRates } from './faults.ts';
import type { Settings } from './specification.ts';

export type Act =
  | { readonly kind: 'hire'; readonly person: number }
  | { readonly kind: 'title'; readonly person: number; readonly title: string | undefined }
  | { readonly kind: 'move'; readonly person: number; readonly department: string }
  | { readonly kind: 'rename'; readonly person: number; readonly version: number }
  | { readonly kind: 'assign'; readonly person: number; readonly isAssigned: boolean }
  | { readonly kind: 'state'; readonly person: number; readonly state: 'active' | 'disabled' | 'softDeleted' }
  | { readonly kind: 'purge'; readonly person: number }
  | { readonly kind: 'manager'; readonly person: number; readonly manager: number | undefined }
  | { readonly kind: 'member'; readonly group: number; readonly person: number; readonly isMember: boolean }
  | { readonly kind: 'nest'; readonly group: number; readonly inner: number; readonly isMember: boolean }
  | { readonly kind: 'assignGroup'; readonly group: number; readonly isAssigned: boolean }
  | { readonly kind: 'trimFeed' }
  | { readonly kind: 'mode'; readonly mode: ScopeMode }
  | { readonly kind: 'mapping'; readonly variant: number }
  | { readonly kind: 'filter'; readonly department: string | undefined }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | { readonly kind: 'pause' }
  | { readonly kind: 'start' }
  | { readonly kind: 'restart'; readonly clear: Clear }
  | { readonly kind: 'onDemand'; readonly person: number }
  /** A person's word on what is held back: on everything, or on one. */
  | { readonly kind: 'decide'; readonly state: 'approved' | 'rejected'; readonly person: number | undefined }
  /** A person has a failed record tried again at once, with its link or without. */
  | { readonly kind: 'retry'; readonly person: number; readonly rematches: boolean }
  /** Somebody deletes an account, or a group, by hand in the target. */
  | { readonly kind: 'lose'; readonly person: number }
  | { readonly kind: 'loseGroup'; readonly group: number }
  | { readonly kind: 'faults'; readonly rates: FaultRates }
  | { readonly kind: 'offline'; readonly ms: number }
  | { readonly kind: 'crash'; readonly process: number }
  /** A process dies when the next page of it has just been committed. */
  | { readonly kind: 'crashAtCommit' }
  /** Somebody is to have an account, and when it has just been made, something happens. */
  | { readonly kind: 'ambush'; readonly person: number; readonly then: AmbushThen }
  /** The target does not take somebody as a member of groups for a while, who just became one. */
  | { readonly kind: 'refuseMember'; readonly person: number; readonly group: number; readonly ms: number }
  | { readonly kind: 'stall'; readonly process: number; readonly ms: number };

export type Clear = {
  readonly watermark: boolean;
  readonly escrows: boolean;
  readonly quarantine: boolean;
  readonly links: boolean;
  readonly forceDeletes: boolean;
};

/** The answer is lost; or the process dies, and something becomes of the person at once. */
export type AmbushThen = 'loseAnswer' | 'rename' | 'unassign' | 'purge';

/** Done `afterMs` after the one before. */
export type Step = { readonly afterMs: number; readonly act: Act };

export type Story = {
  readonly seed: number;
  readonly people: number;
  readonly groups: number;
  readonly processes: number;
  readonly pageSize: number;
  readonly recordsInFlight: number;
  readonly intervalMs: number;
  /** Settings that hold through the whole story: thresholds, batches, members in a request. */
  readonly brakes: Settings;
  /** Those that the story begins with, and may change. */
  readonly settings: Settings;
  readonly matchesByNickname: boolean;
  /** Whether the target refuses a second account of the same userName. */
  readonly isUnique: boolean;
  readonly hasVersions: boolean;
  /** Whether the target takes those who are disabled out of their groups. */
  readonly losesDisabled: boolean;
  /** Of a batch; 0 where the target takes none. */
  readonly bulkOperations: number;
  /** The source tells changes twice, and those of one moment in any order. */
  readonly repeats: boolean;
  /** Who has an account already that somebody else made. */
  readonly accountsBefore: readonly number[];
  readonly steps: readonly Step[];
};
