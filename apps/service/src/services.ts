/** What the API routes may use: made once in compose.ts, handed to every route file. */
import type { Clock, Logger } from '@drawbridge/base';
import type { Directory } from '@drawbridge/directory';
import type { CycleStore, EngineOptions, JobStore, LinkStore, ProvisioningLogRecord } from '@drawbridge/engine';
import type {
  SqlAgentGroupStore,
  SqlAgentRegistry,
  SqlApplicationCredentialStore,
  SqlApplicationOwners,
  SqlAuditLog,
  SqlCredentialStore,
  SqlLinkList,
  SqlOverview,
  SqlProvisioningLog,
  SqlSecretStore,
} from '@drawbridge/storage';
import type { Enrolment, Hub } from '@drawbridge/tunnel/hub';
import type { DeltaTokens } from './api/delta/delta-token.ts';
import type { LogNames } from './api/logs/graph-log.ts';
import type { ApplicationCredentials } from './oauth/application-credentials.ts';
import type { AuthorizationServer } from './oauth/authorization-server.ts';
import type { TokenIssuer } from './oauth/token-issuer.ts';
import type { Accounts } from './signin/accounts.ts';
import type { Domains } from './signin/domains.ts';
import type { Federation } from './signin/federation/federation.ts';
import type { OneTimeLinks } from './signin/one-time-links.ts';
import type { Passkeys } from './signin/passkeys.ts';
import type { RoleAssignments } from './signin/role-assignments.ts';
import type { SignInSteps } from './signin/sign-in-steps.ts';
import type { AgentUpdates } from './provisioning/agent-updates.ts';
import type { RecentUses } from './provisioning/recent-uses.ts';
import type { Targets } from './provisioning/targets.ts';

export type Services = {
  readonly tenantId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly directory: Directory;
  readonly deltaTokens: DeltaTokens;
  readonly credentials: SqlCredentialStore;
  /** What tokens are given for, by appId. */
  readonly applicationCredentials: ApplicationCredentials;
  readonly applicationKeys: SqlApplicationCredentialStore;
  readonly owners: SqlApplicationOwners;
  /** Passwords and sessions of users; who may sign in. */
  readonly accounts: Accounts;
  readonly passkeys: Passkeys;
  /** Identity providers of the organisation. */
  readonly federation: Federation;
  readonly oneTimeLinks: OneTimeLinks;
  readonly signInSteps: SignInSteps;
  /** Directory roles as they are held. */
  readonly roles: RoleAssignments;
  readonly tokens: TokenIssuer;
  readonly authorizationServer: AuthorizationServer;
  readonly secrets: SqlSecretStore;
  readonly jobs: JobStore;
  readonly links: LinkStore;
  /** The links of a job for people to look through. */
  readonly linkList: SqlLinkList;
  readonly cycles: CycleStore;
  readonly auditLog: SqlAuditLog;
  readonly provisioningLog: SqlProvisioningLog;
  readonly overview: SqlOverview;
  readonly engine: EngineOptions;
  readonly targets: Targets;
  /** Of provision on demand, by job; all listeners and both versions of the API count together. */
  readonly onDemandUses: RecentUses;
  readonly agentRegistry: SqlAgentRegistry;
  readonly agentGroups: SqlAgentGroupStore;
  readonly agentUpdates: AgentUpdates;
  readonly enrolment: Enrolment;
  readonly hub: Hub;
  readonly domains: Domains;
  /** Names for log records of any application. */
  logNames(records: readonly Pick<ProvisioningLogRecord, 'servicePrincipalId'>[]): Promise<LogNames>;
  /** How many objects of each type are linked in a job. */
  countLinks(jobId: string): Promise<Readonly<Record<'User' | 'Group', number>>>;
  /** Something changed that jobs may have waited for: they are due at once, quarantined or not. */
  wakeJobsOfApplication(servicePrincipalId: string): Promise<void>;
  wakeJobsOfAgent(agentId: string): Promise<void>;
  /** Tells the worker of this process that a job became due. */
  wakeWorker(): void;
};
