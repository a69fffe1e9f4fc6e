/**
 * The one base class of every error that is thrown on purpose. An error knows three things: where it came from (its
 * class), what it is (its code) and, through the catalog, what to do next. Its message names the thing, the fact and
 * the remedy, and never holds a secret.
 */
import { catalog, type ErrorCode } from './catalog.ts';
import type { Reaction } from './reaction.ts';

/** Facts safe to show to an administrator: ids, URLs without secrets, a scimType, a position. */
export type ErrorDetails = Readonly<Record<string, string | number | boolean | undefined>>;

export type ErrorOptions = { readonly details?: ErrorDetails; readonly cause?: unknown };

export class ProvisioningError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.details = options.details ?? {};
  }

  /** What the engine does next. */
  get reaction(): Reaction {
    return catalog[this.code].reaction;
  }

  /** HTTP status of our own API for this error. */
  get status(): number {
    return catalog[this.code].status;
  }
}

/** A SCIM document, filter or path is wrong (ours or the target's). */
export class ScimError extends ProvisioningError {}
/** The road to the target failed, or the target's HTTP answer says no. */
export class TransportError extends ProvisioningError {}
/** Enrolment, identity or channel of an agent. */
export class AgentError extends ProvisioningError {}
/** Scope, mapping, matching or expression of a record. */
export class MappingError extends ProvisioningError {}
/** Directory objects and queries on them. */
export class DirectoryError extends ProvisioningError {}
/** Data directory, database, sealed secrets. */
export class StorageError extends ProvisioningError {}
/** Configuration, command line, files given to a command. */
export class ConfigError extends ProvisioningError {}
/** A request to our own API. */
export class ApiError extends ProvisioningError {}

/** Thrown when an AbortSignal fires. Not an error: a way to leave. */
export class AbortedError extends ProvisioningError {
  constructor(message = 'Stopped on request.', options: ErrorOptions = {}) {
    super('ABORTED', message, options);
  }
}

/** Wraps what was not thrown on purpose, keeping the original as `cause`. */
export function toProvisioningError(thrown: unknown): ProvisioningError {
  if (thrown instanceof ProvisioningError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') return new AbortedError(undefined, { cause: thrown });
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new ProvisioningError('INTERNAL', `Unexpected error: ${message}`, { cause: thrown });
}
