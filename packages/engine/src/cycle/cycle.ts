/** One cycle under way: what all its pages share. */
import type { JobSettings } from '@drawbridge/contract';
import { defaults, type EngineOptions, type Target } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { CompiledRule } from '../mapping/compiled-rule.ts';
import type { MatchTurns } from '../pipeline/match-turns.ts';
import type { CreateIntent } from '../ports/cycle-store.ts';
import type { Lease } from '../ports/job-store.ts';
import type { Source } from '../ports/source.ts';
import type { Capabilities } from './capabilities.ts';
import type { DeletionGuard } from './deletion-guard.ts';
import type { CycleMeter } from './meter.ts';
import type { Road } from './road.ts';
import type { TargetIndexes } from './target-index.ts';

export type Cycle = {
  readonly engine: EngineOptions;
  readonly job: Job;
  /** Undefined for provision on demand, which holds no lease. */
  readonly lease: Lease | undefined;
  readonly cycleId: string;
  readonly source: Source;
  readonly target: Target;
  readonly rule: CompiledRule;
  readonly settings: JobSettings;
  readonly turns: MatchTurns;
  /** What creates that no page has settled were to be matched by, by source id: the names may have changed since. */
  readonly noted: Map<string, CreateIntent['matchValues']>;
  readonly indexes: TargetIndexes;
  readonly road: Road;
  readonly guard: DeletionGuard;
  readonly meter: CycleMeter;
  /** What the target says it can do. */
  readonly capabilities: () => Promise<Capabilities>;
  /** Tests the connection before the first request of the cycle; later calls do nothing. Throws Interruption. */
  readonly probe: () => Promise<void>;
  readonly preview: boolean;
  /**
   * Asked before every write: throws AbortedError when the lease is lost, or was not prolonged in time, as after a process
   * stood still. Then another may have the job, and know better by now.
   */
  readonly assertLease: () => void;
  /** Looked at between two records. */
  readonly signal: AbortSignal | undefined;
  /** Ends requests that are under way. */
  readonly requestSignal: AbortSignal | undefined;
};

export const pageSizeOf = ({ engine }: Cycle): number => engine.pageSize ?? defaults.pageSize;
