/**
 * Every error code of the product, once: what the engine does next, which HTTP status our own API answers with,
 * a title, and what a person can do about it. `docs/reference/errors.md` is generated from this table.
 * A code is never reused for another meaning.
 */
import type { Reaction } from './reaction.ts';

export type CatalogEntry = {
  readonly reaction: Reaction;
  /** HTTP status when this error reaches our own API. */
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
};

export const catalog = {
  // — the road to the target ———————————————————————————————————————————————————————————————————————————————
  AGENT_NOT_ASSIGNED: {
    reaction: 'wait',
    status: 400,
    title: 'No provisioning agent is assigned to this application',
    remedy: 'Open the application, On-premises connectivity, and assign an agent.',
  },
  AGENT_OFFLINE: {
    reaction: 'wait',
    status: 503,
    title: 'No assigned provisioning agent is connected',
    remedy: 'Start the agent, and check that its host reaches this service on its TLS port.',
  },
  AGENT_TIMEOUT: {
    reaction: 'retry',
    status: 504,
    title: 'The application did not answer the agent within the deadline',
    remedy: 'Check the load of the application and of the agent host.',
  },
  AGENT_POLICY_REFUSED: {
    reaction: 'fail-record',
    status: 403,
    title: "The agent's own policy refuses this request",
    remedy: 'Ask the owner of the agent to allow the URL or method in its policy file.',
  },
  AGENT_SECRET_UNAVAILABLE: {
    reaction: 'quarantine',
    status: 502,
    title: "A secret that the agent's policy names cannot be read on the agent's host",
    remedy: 'Make the file or variable that the policy names, readable by the agent, and start provisioning again.',
  },
  AGENT_PROTOCOL_ERROR: {
    reaction: 'wait',
    status: 502,
    title: 'Agent and service do not understand each other',
    remedy: 'Update the older of the two; see docs/reference/tunnel-protocol.md for the versions.',
  },
  TARGET_UNREACHABLE: {
    reaction: 'wait',
    status: 502,
    title: 'The application does not accept connections',
    remedy: 'Check that the application runs and that the Tenant URL names the right host and port.',
  },
  TARGET_NAME_NOT_RESOLVED: {
    reaction: 'wait',
    status: 502,
    title: "The Tenant URL's host name cannot be resolved from where the request is made",
    remedy: 'Check the host name, and the DNS of the agent host.',
  },
  TARGET_CERTIFICATE_INVALID: {
    reaction: 'wait',
    status: 502,
    title: "The application's TLS certificate is not trusted",
    remedy: "Add the issuing CA to the agent's trusted certificates, or mend the certificate.",
  },
  TARGET_CONNECTION_LOST: {
    reaction: 'wait',
    status: 502,
    title: 'The connection to the application broke before the answer was complete',
    remedy: 'Nothing to do if it happens rarely; the request is repeated.',
  },
  TARGET_ADDRESS_REFUSED: {
    reaction: 'quarantine',
    status: 400,
    title: 'The service does not send requests to this address',
    remedy: 'Use an agent for private addresses, or allow them in the configuration of the service.',
  },
  TENANT_URL_INVALID: {
    reaction: 'quarantine',
    status: 400,
    title: 'The Tenant URL is not valid',
    remedy: 'Give an absolute http or https URL, for example https://host/scim.',
  },
  TARGET_TIMEOUT: {
    reaction: 'retry',
    status: 504,
    title: 'The application did not answer in time',
    remedy: 'Check the load of the application.',
  },
  // — what the target said —————————————————————————————————————————————————————————————————————————————————
  TARGET_UNAUTHORIZED: {
    reaction: 'quarantine',
    status: 400,
    title: 'The application refuses the secret token',
    remedy: 'Set a valid Secret Token under Provisioning, Admin credentials.',
  },
  TARGET_FORBIDDEN: {
    reaction: 'fail-record',
    status: 403,
    title: 'The application understood the request and forbids it',
    remedy: "Give the token's owner the right to do this in the application.",
  },
  TARGET_NOT_SCIM: {
    reaction: 'quarantine',
    status: 400,
    title: 'The answer is not SCIM',
    remedy: 'Check the Tenant URL: it must be the base of a SCIM 2.0 API, for example https://host/scim.',
  },
  TARGET_ANSWER_INVALID: {
    reaction: 'fail-record',
    status: 502,
    title: "The application's answer does not have the shape that SCIM asks for",
    remedy: 'Report it to the maker of the application, with the request and answer of the provisioning log.',
  },
  TARGET_ANSWER_TOO_LARGE: {
    reaction: 'fail-record',
    status: 502,
    title: "The application's answer is larger than the limit",
    remedy: 'Check that the application pages its lists and honours excludedAttributes.',
  },
  TARGET_REJECTED_VALUE: {
    reaction: 'fail-record',
    status: 400,
    title: 'The application rejects a value',
    remedy: 'Mend the value in the directory, or the attribute mapping.',
  },
  TARGET_CONFLICT: {
    reaction: 'fail-record',
    status: 409,
    title: 'The application already has another resource with a value that must be unique',
    remedy: 'Remove the duplicate in the application, or choose another matching attribute.',
  },
  TARGET_CHANGED: {
    reaction: 'fail-record',
    status: 412,
    title: 'The resource in the application was changed by somebody else at the same moment',
    remedy: 'Nothing: it is read and compared again. If it stays, another system writes to the same attributes.',
  },
  TARGET_RESOURCE_GONE: {
    reaction: 'relink',
    status: 404,
    title: 'The linked resource no longer exists in the application',
    remedy: 'Nothing: the link is forgotten and the person is matched again.',
  },
  TARGET_METHOD_NOT_SUPPORTED: {
    reaction: 'fail-record',
    status: 405,
    title: 'The application does not support this operation',
    remedy: 'Untick the action under Target object actions.',
  },
  TARGET_RATE_LIMITED: {
    reaction: 'retry',
    status: 429,
    title: 'The application asks us to slow down',
    remedy: 'Nothing: requests are slowed and repeated.',
  },
  TARGET_UNAVAILABLE: {
    reaction: 'retry',
    status: 503,
    title: 'The application is not available',
    remedy: 'Check the application; the record is tried again.',
  },
  TARGET_FAILED: {
    reaction: 'retry',
    status: 502,
    title: 'The application failed with an error of its own',
    remedy: "Check the application's log; the record is tried again.",
  },
  // — deciding —————————————————————————————————————————————————————————————————————————————————————————————
  MATCH_AMBIGUOUS: {
    reaction: 'fail-record',
    status: 409,
    title: 'Several resources in the application match this one',
    remedy: 'Choose the account under Linked accounts, remove the duplicate, or match by another attribute.',
  },
  UNIQUE_VALUE_EXHAUSTED: {
    reaction: 'fail-record',
    status: 409,
    title: 'Every value that SelectUniqueValue offers is taken in the application',
    remedy: 'Add a rule to the expression that gives other values.',
  },
  MATCH_TAKEN: {
    reaction: 'fail-record',
    status: 409,
    title: 'The matching resource already belongs to another object of the directory',
    remedy: 'Give the two directory objects different matching values, or choose an account under Linked accounts.',
  },
  LINK_OUT_OF_SCOPE: {
    reaction: 'fail-record',
    status: 409,
    title: 'An object that the application should not have cannot be linked to an account',
    remedy: 'Bring the object into scope, or enable it, and link it then.',
  },
  CREATE_IN_FLIGHT: {
    reaction: 'fail-record',
    status: 409,
    title: 'An account for this object may be being created at this moment',
    remedy: 'Look again in two minutes: it may be linked by then.',
  },
  MATCH_VALUE_MISSING: {
    reaction: 'fail-record',
    status: 400,
    title: 'No matching attribute has a value',
    remedy: 'Fill the attribute in the directory, or match by another one.',
  },
  MAPPING_VALUE_INVALID: {
    reaction: 'fail-record',
    status: 400,
    title: 'A mapping gave a value that the target attribute cannot hold',
    remedy: 'Mend the expression, or the value in the directory.',
  },
  MAPPING_VALUE_MISSING: {
    reaction: 'fail-record',
    status: 400,
    title: 'A required target attribute has no value',
    remedy: 'Fill the source attribute, or give the mapping a default value.',
  },
  MAPPING_BROKEN: {
    reaction: 'quarantine',
    status: 400,
    title: 'The attribute mappings cannot be used',
    remedy: 'Open Mappings; the message names the mapping and the place.',
  },
  EXPRESSION_INVALID: {
    reaction: 'quarantine',
    status: 400,
    title: 'An expression cannot be parsed',
    remedy: 'The message gives the position and what was expected there.',
  },
  EXPRESSION_FAILED: {
    reaction: 'fail-record',
    status: 400,
    title: 'An expression could not be evaluated for this object',
    remedy: 'The message names the function and the argument.',
  },
  REFERENCE_UNRESOLVED: {
    reaction: 'fail-record',
    status: 400,
    title: 'A referenced object is not provisioned yet',
    remedy: 'Nothing: the reference is written as soon as the other side is provisioned.',
  },
  DELETION_LIMIT_REACHED: {
    reaction: 'quarantine',
    status: 409,
    title: 'More deletions than the accidental-deletion threshold allows',
    remedy: 'Look at the staged deletions, then allow them or mend their cause.',
  },
  TOO_MANY_FAILURES: {
    reaction: 'quarantine',
    status: 409,
    title: 'More objects failed in one cycle than the threshold allows',
    remedy: 'Look at the failures in the provisioning log, mend their cause, then restart.',
  },
  CREDENTIALS_MISSING: {
    reaction: 'quarantine',
    status: 400,
    title: 'The application has no Tenant URL or no Secret Token',
    remedy: 'Set them under Provisioning, Admin credentials.',
  },
  // — SCIM documents ———————————————————————————————————————————————————————————————————————————————————————
  SCIM_INVALID_FILTER: {
    reaction: 'fail-record',
    status: 400,
    title: 'The filter is not valid SCIM',
    remedy: 'The message gives the position.',
  },
  SCIM_INVALID_PATH: {
    reaction: 'fail-record',
    status: 400,
    title: 'The path is not valid SCIM',
    remedy: 'The message gives the position or the attribute.',
  },
  SCIM_INVALID_SYNTAX: {
    reaction: 'fail-record',
    status: 400,
    title: 'The body does not have the shape SCIM asks for',
    remedy: 'The message names the member.',
  },
  SCIM_INVALID_VALUE: {
    reaction: 'fail-record',
    status: 400,
    title: 'A value does not fit its attribute',
    remedy: 'The message names the attribute and the value expected.',
  },
  SCIM_NO_TARGET: {
    reaction: 'fail-record',
    status: 400,
    title: 'The path selects nothing that could be changed',
    remedy: 'Check the value filter of the path.',
  },
  SCIM_MUTABILITY: {
    reaction: 'fail-record',
    status: 400,
    title: 'The attribute cannot be changed',
    remedy: 'Leave read-only and immutable attributes out.',
  },
  SCIM_UNIQUENESS: {
    reaction: 'fail-record',
    status: 409,
    title: 'The value must be unique and is taken',
    remedy: 'Choose another value.',
  },
  SCIM_TOO_MANY: {
    reaction: 'fail-record',
    status: 400,
    title: 'The filter selects too much, or the request is beyond a limit',
    remedy: 'Split the request.',
  },
  SCIM_SENSITIVE: {
    reaction: 'fail-record',
    status: 403,
    title: 'The value may not be in a URL',
    remedy: 'Use POST /.search.',
  },
  SCIM_NOT_FOUND: {
    reaction: 'fail-record',
    status: 404,
    title: 'The resource does not exist',
    remedy: 'Check the id.',
  },
  SCIM_VERSION_MISMATCH: {
    reaction: 'fail-record',
    status: 412,
    title: 'The resource is not at the version that If-Match names',
    remedy: 'Read it again and repeat the change.',
  },
  // — directory ————————————————————————————————————————————————————————————————————————————————————————————
  OBJECT_NOT_FOUND: {
    reaction: 'fail-record',
    status: 404,
    title: 'The object does not exist',
    remedy: 'Check the id.',
  },
  OBJECT_CONFLICT: {
    reaction: 'fail-record',
    status: 409,
    title: 'Another object has the same key value',
    remedy: 'Choose another value.',
  },
  OBJECT_INVALID: {
    reaction: 'fail-record',
    status: 400,
    title: 'A property has an invalid value',
    remedy: 'The message names the property and what it must be.',
  },
  REFERENCE_EXISTS: {
    reaction: 'fail-record',
    status: 400,
    title: 'The reference exists already',
    remedy: 'Nothing to do.',
  },
  QUERY_UNSUPPORTED: {
    reaction: 'fail-record',
    status: 400,
    title: 'The query option or filter is not supported',
    remedy: 'The message names what is supported.',
  },
  PAGE_TOKEN_INVALID: {
    reaction: 'fail-record',
    status: 400,
    title: 'The page token is not valid',
    remedy: 'Start the list again from its first page.',
  },
  DELTA_TOKEN_EXPIRED: {
    reaction: 'fail-record',
    status: 410,
    title: 'The delta token is too old',
    remedy: 'Start the delta query again from its beginning; Location names where.',
  },
  CHANGES_TRIMMED: {
    reaction: 'quarantine',
    status: 410,
    title: 'The change feed no longer reaches back to this position',
    remedy: 'Nothing: the next cycle reads the whole directory.',
  },
  // — storage ——————————————————————————————————————————————————————————————————————————————————————————————
  DATA_DIRECTORY_LOCKED: {
    reaction: 'stop',
    status: 500,
    title: 'Another process uses this data directory',
    remedy: 'Stop that process, or choose another directory.',
  },
  DATA_DIRECTORY_UNUSABLE: {
    reaction: 'stop',
    status: 500,
    title: 'The data directory cannot be used',
    remedy: 'Check that the path exists, is a directory and is writable.',
  },
  DATABASE_NEWER: {
    reaction: 'stop',
    status: 500,
    title: 'The database was written by a newer version',
    remedy: 'Run the newer version, or restore a backup made by this one.',
  },
  DATABASE_UNREACHABLE: {
    reaction: 'stop',
    status: 500,
    title: 'The database does not answer',
    remedy: 'Check DATABASE_URL and the database server.',
  },
  DATABASE_TOO_OLD: {
    reaction: 'stop',
    status: 500,
    title: 'The database server is too old',
    remedy: 'Upgrade it to PostgreSQL 15 or newer.',
  },
  DATABASE_NOT_DURABLE: {
    reaction: 'stop',
    status: 500,
    title: 'A commit was not written through to the disk',
    remedy: 'The embedded database does not match this version; run npm ci.',
  },
  SEAL_BROKEN: {
    reaction: 'stop',
    status: 500,
    title: 'A sealed secret cannot be opened',
    remedy: 'Restore the key file that belongs to this data directory, or set the secret again.',
  },
  // — agents ———————————————————————————————————————————————————————————————————————————————————————————————
  ENROLMENT_TOKEN_INVALID: {
    reaction: 'stop',
    status: 401,
    title: 'The enrolment token is not valid',
    remedy: 'Make a new one: drawbridge enrolment-token create.',
  },
  ENROLMENT_TOKEN_EXPIRED: {
    reaction: 'stop',
    status: 401,
    title: 'The enrolment token has expired',
    remedy: 'Make a new one: drawbridge enrolment-token create. It is valid for one hour.',
  },
  ENROLMENT_TOKEN_USED: {
    reaction: 'stop',
    status: 401,
    title: 'The enrolment token has been used already',
    remedy: 'Make a new one for each agent: drawbridge enrolment-token create.',
  },
  AGENT_PIN_MISMATCH: {
    reaction: 'stop',
    status: 502,
    title: "The service's certificate is not the one the enrolment token names",
    remedy: 'Check the service URL; something between agent and service answers in its place.',
  },
  AGENT_REVOKED: {
    reaction: 'stop',
    status: 403,
    title: 'This agent has been revoked',
    remedy: 'Enrol it again with a new token, if it should come back.',
  },
  AGENT_UNKNOWN: {
    reaction: 'stop',
    status: 401,
    title: 'The service does not know this agent',
    remedy: 'Enrol it again with a new token.',
  },
  AGENT_ASSERTION_INVALID: {
    reaction: 'stop',
    status: 401,
    title: "The agent's assertion is not valid",
    remedy: 'Check the clock of the agent host.',
  },
  AGENT_CERTIFICATE_EXPIRED: {
    reaction: 'stop',
    status: 401,
    title: "The agent's certificate has expired",
    remedy: 'Enrol it again with a new token. A running agent renews its certificate by itself.',
  },
  AGENT_BUSY: {
    reaction: 'retry',
    status: 503,
    title: 'The assigned agents have more to do than they may',
    remedy: 'Assign another agent, or send less at a time.',
  },
  SERVICE_STOPPING: {
    reaction: 'wait',
    status: 503,
    title: 'The service is stopping',
    remedy: 'Nothing: the agent connects again by itself.',
  },
  AGENT_NOT_ENROLLED: {
    reaction: 'stop',
    status: 400,
    title: 'This state directory holds no agent identity',
    remedy: 'Run: drawbridge-agent enrol --service URL --token TOKEN --state DIR',
  },
  SERVICE_UNREACHABLE: {
    reaction: 'wait',
    status: 502,
    title: 'The service does not answer',
    remedy: 'Check the service URL, the network and the proxy.',
  },
  // — our own API ——————————————————————————————————————————————————————————————————————————————————————————
  TOKEN_INVALID: {
    reaction: 'fail-record',
    status: 401,
    title: 'The access token is missing, expired or not valid',
    remedy: 'Get a new token.',
  },
  ACCESS_DENIED: {
    reaction: 'fail-record',
    status: 403,
    title: 'Insufficient privileges to complete the operation',
    remedy: 'Ask an administrator for the role that the message names.',
  },
  CLIENT_INVALID: {
    reaction: 'fail-record',
    status: 401,
    title: 'The client id or secret is wrong',
    remedy: 'Make a new client: drawbridge client create.',
  },
  REQUEST_INVALID: {
    reaction: 'fail-record',
    status: 400,
    title: 'The request is not valid',
    remedy: 'The message names the member and what it must be.',
  },
  REQUEST_TOO_LARGE: {
    reaction: 'fail-record',
    status: 413,
    title: 'The request body is larger than the limit',
    remedy: 'Send less at a time.',
  },
  METHOD_NOT_ALLOWED: {
    reaction: 'fail-record',
    status: 405,
    title: 'The path is known, and does not have this method',
    remedy: 'Use one of the methods that the message and the header Allow name.',
  },
  TOO_MANY_REQUESTS: {
    reaction: 'retry',
    status: 429,
    title: 'Too many requests',
    remedy: 'Wait as long as Retry-After says.',
  },
  NOT_IMPLEMENTED: {
    reaction: 'fail-record',
    status: 501,
    title: 'Not built yet',
    remedy: 'See docs/reference/extensions.md for what is.',
  },
  JOB_ACTIVE: {
    reaction: 'fail-record',
    status: 409,
    title: 'The synchronization job is active',
    remedy: 'Pause the job, then try again.',
  },
  JOB_EXISTS: {
    reaction: 'fail-record',
    status: 400,
    title: 'The application already has a synchronization job',
    remedy: 'Use the existing job.',
  },
  // — the rest —————————————————————————————————————————————————————————————————————————————————————————————
  CONFIG_INVALID: {
    reaction: 'stop',
    status: 500,
    title: 'The configuration is not valid',
    remedy: 'The message names every wrong field.',
  },
  PORT_TAKEN: {
    reaction: 'stop',
    status: 500,
    title: 'The port is in use',
    remedy: 'Choose another port, or 0 for a free one.',
  },
  FILE_INVALID: {
    reaction: 'stop',
    status: 400,
    title: 'The file cannot be read',
    remedy: 'The message names the line and the reason.',
  },
  ABORTED: { reaction: 'stop', status: 503, title: 'Stopped', remedy: 'Nothing: someone asked us to stop.' },
  INTERNAL: { reaction: 'bug', status: 500, title: 'Internal error', remedy: 'Report it with the request id.' },
} as const satisfies Record<string, CatalogEntry>;

export type ErrorCode = keyof typeof catalog;
