/** ProvisioningError → Graph's error envelope. The one place that knows both vocabularies. */
import { DetailedError, type ErrorDetail } from './detailed-error.ts';
import { catalog, type ErrorDetails, type ProvisioningError, type ErrorCode } from '@drawbridge/base';

export type ErrorEnvelope = {
  error: {
    code: string;
    message: string;
    details?: readonly ErrorDetail[];
    innerError: {
      date: string;
      'request-id': string;
      'client-request-id': string;
      code: string;
      /** Ours: the request to the application that failed, as far as it came. */
      target?: ErrorDetails;
    };
  };
};

const graphCodes: Partial<Record<ErrorCode, string>> = {
  TOKEN_INVALID: 'InvalidAuthenticationToken',
  ACCESS_DENIED: 'Authorization_RequestDenied',
  OBJECT_NOT_FOUND: 'Request_ResourceNotFound',
  OBJECT_CONFLICT: 'Request_MultipleObjectsWithSameKeyValue',
  OBJECT_INVALID: 'Request_BadRequest',
  REFERENCE_EXISTS: 'Request_BadRequest',
  REQUEST_INVALID: 'Request_BadRequest',
  REQUEST_TOO_LARGE: 'RequestBodyTooLarge',
  QUERY_UNSUPPORTED: 'Request_UnsupportedQuery',
  PAGE_TOKEN_INVALID: 'Directory_ExpiredPageToken',
  DELTA_TOKEN_EXPIRED: 'syncStateNotFound',
  CREDENTIALS_MISSING: 'CredentialsMissing',
  JOB_ACTIVE: 'SynchronizationJobActive',
  JOB_EXISTS: 'SynchronizationJobAlreadyExists',
  MAPPING_BROKEN: 'SchemaInvalid',
  EXPRESSION_INVALID: 'SchemaInvalid',
  AGENT_NOT_ASSIGNED: 'SynchronizationAgentNotAssigned',
  AGENT_OFFLINE: 'SynchronizationAgentUnavailable',
  AGENT_TIMEOUT: 'AgentTimeout',
  TARGET_CERTIFICATE_INVALID: 'CertificateValidationFailed',
  TARGET_NAME_NOT_RESOLVED: 'NameResolutionFailed',
  TARGET_UNAUTHORIZED: 'SystemForCrossDomainIdentityManagementInvalidCredentials',
  TARGET_FORBIDDEN: 'SystemForCrossDomainIdentityManagementInvalidCredentials',
  TARGET_REJECTED_VALUE: 'SystemForCrossDomainIdentityManagementCredentialValidationFailure',
};

/** Graph's code for one of ours; what the target or the road did wrong is one code in Graph. */
export function graphCode(code: ErrorCode): string {
  const known = graphCodes[code];
  if (known) return known;
  if (code.startsWith('TARGET_') || code.startsWith('AGENT_')) {
    return 'SystemForCrossDomainIdentityManagementCredentialValidationUnavailable';
  }
  return codesByStatus[catalog[code].status] ?? 'BadRequest';
}

const codesByStatus: Readonly<Record<number, string>> = {
  401: 'InvalidAuthenticationToken',
  403: 'Authorization_RequestDenied',
  404: 'Request_ResourceNotFound',
  405: 'Request_BadRequest',
  409: 'Request_MultipleObjectsWithSameKeyValue',
  413: 'RequestBodyTooLarge',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  501: 'NotImplemented',
  503: 'ServiceUnavailable',
};

/** Our own API answers 400 for what a target or an agent did: the request was understood, and repeating it as it is will not help. */
export function graphStatus(error: ProvisioningError): number {
  return error.code.startsWith('TARGET_') || error.code.startsWith('AGENT_') ? 400 : error.status;
}

export function toEnvelope(
  error: ProvisioningError,
  request: { id: string; clientRequestId: string; now: Date },
): ErrorEnvelope {
  const entry = catalog[error.code];
  const message =
    // What failed inside (a database address, a file) is for the log, not for the caller.
    entry.reaction === 'bug' || entry.status === 500
      ? 'The service failed unexpectedly; its log has the details under this request-id.'
      : error.message;
  return {
    error: {
      code: graphCode(error.code),
      message,
      ...(error instanceof DetailedError ? { details: error.findings } : {}),
      innerError: {
        date: request.now.toISOString().slice(0, 19),
        'request-id': request.id,
        'client-request-id': request.clientRequestId,
        code: error.code,
        ...targetOf(error),
      },
    },
  };
}

const targetFacts = ['method', 'url', 'status', 'agentId'] as const;

/** What is known of the request to the application. Nothing where no application was asked. */
function targetOf({ code, details }: ProvisioningError): { target?: ErrorDetails } {
  if (!code.startsWith('TARGET_') && !code.startsWith('AGENT_')) return {};
  const facts = targetFacts.flatMap((name) => (details[name] === undefined ? [] : [[name, details[name]] as const]));
  return facts.length === 0 ? {} : { target: Object.fromEntries(facts) };
}
