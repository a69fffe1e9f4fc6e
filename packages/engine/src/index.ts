/** The engine: scope → map → match → decide → export → settle, for one job at a time. */
export type { CycleCursor, InitialPhase } from './cycle/cursor.ts';
export { initialPhases } from './cycle/cursor.ts';
export type {
  CycleProgress,
  CycleTally,
  Execution,
  ExecutionCounts,
  Job,
  JobStatus,
  Quarantine,
  QuarantineReason,
  ScheduleState,
} from './job/job.ts';
export { quarantineReasons, scheduleStates } from './job/job.ts';
export type {
  ErrorInformation,
  ModifiedProperty,
  ProvisioningAction,
  ProvisioningLogRecord,
  ProvisioningStatus,
  ProvisioningStep,
  StepType,
} from './log/record.ts';
export { provisioningActions, provisioningStatuses } from './log/record.ts';
export type { CycleStore, PageCommit } from './ports/cycle-store.ts';
export type { JobStore, Lease } from './ports/job-store.ts';
export type { Escrow, Link, LinkState, LinkStore } from './ports/link-store.ts';
export type {
  FeedPosition,
  ObjectType,
  Reference,
  ReferenceAttribute,
  ScopeMode,
  Source,
  SourceChange,
  SourceObject,
  SourceRole,
  SourceState,
  SourceValue,
} from './ports/source.ts';
export { objectTypes, referenceAttributes } from './ports/source.ts';
