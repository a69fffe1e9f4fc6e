/** The engine: scope → map → match → decide → export → settle, for one job at a time. */
export { provisionOnDemand } from './cycle/on-demand.ts';
export { sourceOptionsOf } from './cycle/source-options.ts';
export type { OnDemand, Subject } from './cycle/on-demand.ts';
export { linkByHand } from './cycle/link-by-hand.ts';
export { searchTarget } from './cycle/search-target.ts';
export type { TargetResource } from './cycle/search-target.ts';
export { explain } from './cycle/explain.ts';
export type { ExplainRequest, Explanation, PlannedChange } from './cycle/explain.ts';
export { previewScope } from './cycle/preview-scope.ts';
export type { PreviewExample, PreviewRequest, ScopePreview } from './cycle/preview-scope.ts';
export { evaluateScope } from './scoping/evaluate-scope.ts';
export type { ScopeTrial } from './scoping/evaluate-scope.ts';
export { runCycle, testConnection } from './cycle/run-cycle.ts';
export type { CycleRun } from './cycle/run-cycle.ts';
export type { CycleConclusion } from './cycle/conclude.ts';
export { Worker } from './cycle/worker.ts';
export { defaultThresholds } from './cycle/quarantine.ts';
export type { QuarantineThresholds } from './cycle/quarantine.ts';
export { CycleMeter } from './cycle/meter.ts';
export type { EngineOptions, Target, TracedExchange, TraceListener } from './engine-options.ts';
export type { TargetClient } from './pipeline/context.ts';
export { compileSchema } from './mapping/compile-schema.ts';
export { validateSchema } from './mapping/validate-schema.ts';
export type { SchemaIssue } from './mapping/validate-schema.ts';
export { discoverSchema } from './mapping/discover-schema.ts';
export type { DiscoveredAttribute, SchemaDiscovery, TypeDifference } from './mapping/discover-schema.ts';
export type { CompiledMapping, CompiledObject, CompiledReference, CompiledRule } from './mapping/compiled-rule.ts';
export {
  defaultRuleId,
  defaultSchema,
  scimGroupObject,
  scimUserObject,
  sourceDirectoryId,
  sourceDirectoryName,
  targetDirectoryId,
  targetDirectoryName,
} from './mapping/default-schema.ts';
export { graphErrorCode } from './log/error-names.ts';
export { compileFilter } from './scoping/clause.ts';
export type { ClauseResult, CompiledFilter, FilterResult } from './scoping/clause.ts';
export { operators as filterOperators } from './scoping/operators.ts';
// The mapping language, for whoever shows or tries a mapping without running one.
export { functionSchemas, testExpression } from '@drawbridge/expressions';
export type { ExpressionTest } from '@drawbridge/expressions';
export { courses, decisionKinds, skipReasons } from './vocabulary.ts';
export type { Course, DecisionKind, SkipReason } from './vocabulary.ts';
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
export { isLaidUp, quarantineReasons, scheduleStates } from './job/job.ts';
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
export type { CreateIntent, CycleStore, IntentNote, PageCommit, StagedDecision } from './ports/cycle-store.ts';
export type { JobStore, Lease } from './ports/job-store.ts';
export { keptSchemaVersions } from './ports/schema-history.ts';
export type { KeptSchema, SchemaAuthor, SchemaChange, SchemaVersion } from './ports/schema-history.ts';
export type {
  Escrow,
  LeaveEvent,
  Link,
  LinkState,
  LinkStore,
  StagedDeletion,
  StagedState,
} from './ports/link-store.ts';
export { stagedStates } from './ports/link-store.ts';
export type {
  FeedPosition,
  ObjectType,
  Reference,
  ReferenceAttribute,
  ScopeMode,
  Source,
  SourceChange,
  SourceObject,
  SourceOptions,
  SourceRole,
  SourceState,
  SourceValue,
} from './ports/source.ts';
export { objectTypes, referenceAttributes } from './ports/source.ts';
