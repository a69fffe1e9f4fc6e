/**
 * From our error codes to the names that Microsoft Graph's provisioning log uses, so that a filter or a script written
 * for the real log works here. A code without a name of its own is an InternalError to Graph.
 */
import { catalog, type ErrorCode, type ProvisioningError } from '@drawbridge/base';
import type { SkipReason } from '../vocabulary.ts';
import type { ErrorInformation } from './record.ts';

const names: Partial<Record<ErrorCode, string>> = {
  AGENT_NOT_ASSIGNED: 'HybridIdentityServiceNoAgentsAssigned',
  AGENT_OFFLINE: 'HybridIdentityServiceAgentNotConnected',
  AGENT_TIMEOUT: 'HybridIdentityServiceTimeout',
  AGENT_POLICY_REFUSED: 'NotPermitted',
  AGENT_PROTOCOL_ERROR: 'WebExceptionProtocolError',
  TARGET_UNREACHABLE: 'WebExceptionProtocolError',
  TARGET_NAME_NOT_RESOLVED: 'WebExceptionProtocolError',
  TARGET_CERTIFICATE_INVALID: 'WebExceptionProtocolError',
  TARGET_CONNECTION_LOST: 'WebExceptionProtocolError',
  TARGET_ADDRESS_REFUSED: 'NotPermitted',
  TARGET_TIMEOUT: 'Timeout',
  TARGET_UNAUTHORIZED: 'Unauthorized',
  TARGET_FORBIDDEN: 'InsufficientRights',
  TARGET_NOT_SCIM: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  TARGET_ANSWER_INVALID: 'SystemForCrossDomainIdentityManagementServiceIncompatible',
  TARGET_ANSWER_TOO_LARGE: 'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
  TARGET_REJECTED_VALUE: 'UnprocessableEntity',
  TARGET_CONFLICT: 'EntryConflict',
  TARGET_CHANGED: 'EntryConflict',
  TARGET_RESOURCE_GONE: 'InvalidAnchor',
  TARGET_METHOD_NOT_SUPPORTED: 'MethodNotAllowed',
  TARGET_RATE_LIMITED: 'TooManyRequests',
  TARGET_UNAVAILABLE: 'InternalServerError',
  TARGET_FAILED: 'InternalServerError',
  MATCH_AMBIGUOUS: 'DuplicateTargetEntries',
  UNIQUE_VALUE_EXHAUSTED: 'UniqueValueNotFound',
  MATCH_TAKEN: 'DuplicateSourceEntries',
  MATCH_VALUE_MISSING: 'ImportSkipped',
  MAPPING_VALUE_INVALID: 'SchemaPropertyCanOnlyAcceptValue',
  MAPPING_VALUE_MISSING: 'MandatoryFieldsMissing',
  MAPPING_BROKEN: 'SchemaAttributeNotFound',
  EXPRESSION_INVALID: 'SchemaAttributeNotFound',
  EXPRESSION_FAILED: 'SchemaPropertyCanOnlyAcceptValue',
  REFERENCE_UNRESOLVED: 'UnableToResolveReferenceAttributeValue',
  DELETION_LIMIT_REACHED: 'TooManyDeletes',
  CREDENTIALS_MISSING: 'CredentialsMissing',
};

export const graphErrorCode = (code: ErrorCode): string => names[code] ?? 'InternalError';

export function errorInformation(error: ProvisioningError): ErrorInformation {
  return {
    errorCode: graphErrorCode(error.code),
    errorCategory: 'failure',
    reason: error.message,
    recommendedAction: catalog[error.code].remedy,
    additionalDetails: error.code,
  };
}

const skipTexts: Record<SkipReason, string> = {
  RedundantExport: 'The state in both systems already matches; no change is needed.',
  NotEffectivelyEntitled: 'Not in scope of the application, and never provisioned by it.',
  FilteredAtSource: 'Left out by an input filter: neither provisioned nor deprovisioned.',
  DisabledAndNeverCreated: 'Disabled in the directory and not in the application: disabled people are not created.',
  SoftDeletedAndNeverCreated: 'Deleted in the directory and not provisioned.',
  GoneAndNotManaged: 'Gone from the directory and not managed any more: the application is left as it is.',
  CreateNotEnabled: 'Create is not ticked under Target object actions.',
  UpdateNotEnabled: 'Update is not ticked under Target object actions.',
  DeleteNotEnabled: 'Delete is not ticked under Target object actions.',
  NoActiveMapping: 'No mapping follows IsSoftDeleted, so there is nothing to disable by.',
  OutOfScopeDeletionsSkipped: 'Left scope; the application is left as it is because SkipOutOfScopeDeletions is on.',
  LeftByPolicy: "Left, and the job's settings leave the account as it is.",
  DeletionDueLater:
    'Left; the account is deleted when the days of the job’s settings are over, should nobody return before.',
  DeletionRejected: 'Taking the account away was rejected; it is kept until the state in the directory changes.',
  ObjectTypeNotMapped: 'The mapping of this type of object is not enabled.',
};

/** The names that Graph knows; all of ours appear as the step's SkipReason. */
const skipCodes: Partial<Record<SkipReason, string>> = {
  RedundantExport: 'RedundantExport',
  NotEffectivelyEntitled: 'NotEffectivelyEntitled',
};

export const skipText = (reason: SkipReason): string => skipTexts[reason];

const skipInformation = new Map<SkipReason, ErrorInformation>();

/** Shared objects: a cycle without changes makes one per reason, not one per record. */
export function skippedInformation(reason: SkipReason): ErrorInformation {
  let information = skipInformation.get(reason);
  if (!information) {
    information = {
      errorCode: skipCodes[reason] ?? 'EntrySynchronizationSkipped',
      errorCategory: 'nonServiceFailure',
      reason: skipTexts[reason],
      recommendedAction: '',
      additionalDetails: null,
    };
    skipInformation.set(reason, information);
  }
  return information;
}
