/** Shapes of the API, shared by service, engine and portal; browser-safe. */
export {
  asksForReevaluation,
  jobSettingNames,
  jobSettingProblem,
  jobSettings,
  readJobSettings,
} from './job-settings.ts';
export type { JobSettingName, JobSettings, LeaveAction, StoredJobSettings } from './job-settings.ts';
export {
  attributeDefinition,
  attributeMapping,
  attributeMappingSource,
  directoryDefinition,
  filterClause,
  filterGroup,
  objectDefinition,
  objectMapping,
  scopeFilter,
  synchronizationRule,
  synchronizationSchema,
} from './synchronization-schema.ts';
export type {
  AttributeDefinition,
  AttributeMapping,
  AttributeMappingSource,
  DirectoryDefinition,
  FilterClause,
  FilterGroup,
  ObjectDefinition,
  ObjectMapping,
  ScopeFilter,
  SynchronizationRule,
  SynchronizationSchema,
} from './synchronization-schema.ts';
