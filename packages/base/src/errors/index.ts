/** The error vocabulary; browser-safe. */
export { catalog } from './catalog.ts';
export type { CatalogEntry, ErrorCode } from './catalog.ts';
export { reactions } from './reaction.ts';
export type { Reaction } from './reaction.ts';
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
  toProvisioningError,
} from './provisioning-error.ts';
export type { ErrorDetails, ErrorOptions } from './provisioning-error.ts';
