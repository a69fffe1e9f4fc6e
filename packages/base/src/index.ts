/** The floor of the house: errors, time, ids, secrets, logs, process life. Imports nothing but Node, pino and zod. */
export {
  AbortedError,
  AgentError,
  ApiError,
  ConfigError,
  DirectoryError,
  MappingError,
  ProvisioningError,
  ScimError,
  StorageError,
  TransportError,
  catalog,
  toProvisioningError,
} from './errors/index.ts';
export type { CatalogEntry, ErrorCode, ErrorDetails, ErrorOptions, Reaction } from './errors/index.ts';
export { systemClock } from './clock.ts';
export type { Clock } from './clock.ts';
export { isUuid, newId, newTimeOrderedId, newToken } from './ids.ts';
export { runMain, shutdownSignal, untilAborted } from './lifecycle.ts';
export { createLogger, silentLogger } from './log.ts';
export type { LogOptions, Logger } from './log.ts';
export { Secret } from './secret.ts';
