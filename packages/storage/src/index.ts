/** What is remembered, and how secrets rest. The database beneath stands at `@drawbridge/storage/database`. */
export { migrations } from './migrations/index.ts';
export { loadOrCreateKey } from './seal-key-file.ts';
export { createSeal, parseKey } from './seal.ts';
export type { Seal } from './seal.ts';
export { SqlAgentGroupStore } from './sql/agents/agent-group-store.ts';
export type { AgentGroup, PublishedResource } from './sql/agents/agent-group-store.ts';
export { SqlAgentRegistry } from './sql/agents/agent-registry.ts';
export type { AgentTables } from './sql/agents/tables.ts';
export { createSqlDirectoryStore } from './sql/directory/directory-store.ts';
export { listDomains } from './sql/directory/domains.ts';
export { SqlApplicationOwners } from './sql/directory/owners.ts';
export { SqlApplicationCredentialStore } from './sql/identity/application-credential-store.ts';
export type { FederatedIdentityCredential, KeyCredential } from './sql/identity/application-credential-store.ts';
export { SqlAuthorizationStore } from './sql/identity/authorization-store.ts';
export type { AuthorizationRecord } from './sql/identity/authorization-store.ts';
export type { AuthorizationTables } from './sql/identity/authorization-tables.ts';
export { SqlCredentialStore } from './sql/identity/credential-store.ts';
export type { PasswordCredential } from './sql/identity/credential-store.ts';
export { SqlAccountStore } from './sql/identity/account-store.ts';
export { SqlDomainStore } from './sql/identity/domain-store.ts';
export type { DeclaredDomain } from './sql/identity/domain-store.ts';
export { SqlIdentityProviderStore } from './sql/identity/identity-provider-store.ts';
export type { StoredIdentityProvider } from './sql/identity/identity-provider-store.ts';
export { SqlPasskeyStore } from './sql/identity/passkey-store.ts';
export type { Passkey } from './sql/identity/passkey-store.ts';
export { SqlRoleStore } from './sql/identity/role-store.ts';
export type { CustomRole, HeldRole } from './sql/identity/role-store.ts';
export { SqlSignInTicketStore } from './sql/identity/sign-in-ticket-store.ts';
export { SqlInstallationStore } from './sql/identity/installation-store.ts';
export { SqlSigningKeyStore } from './sql/identity/signing-key-store.ts';
export type { IdentityTables } from './sql/identity/tables.ts';
export { endAbandonedLeases } from './sql/provisioning/abandoned-leases.ts';
export { SqlCycleStore } from './sql/provisioning/cycle-store.ts';
export { SqlJobStore } from './sql/provisioning/job-store.ts';
export { SqlLinkList } from './sql/provisioning/link-list.ts';
export type { LinkField, ListedLink } from './sql/provisioning/link-list.ts';
export { SqlLinkStore } from './sql/provisioning/link-store.ts';
export { SqlAuditLog } from './sql/logs/audit-log.ts';
export type {
  AuditCondition,
  AuditField,
  AuditInitiator,
  AuditRecord,
  AuditTarget,
  AuditTargetField,
} from './sql/logs/audit-log.ts';
export type { LogCondition } from './sql/logs/log-condition.ts';
export { SqlProvisioningLog } from './sql/provisioning/provisioning-log.ts';
export type { ProvisioningLogCondition, ProvisioningLogField } from './sql/provisioning/provisioning-log.ts';
export { SqlOverview } from './sql/provisioning/overview.ts';
export { SqlSecretStore } from './sql/provisioning/secret-store.ts';
export type { StoredSecret } from './sql/provisioning/secret-store.ts';
export type { ProvisioningTables } from './sql/provisioning/tables.ts';
export type { ServiceTables } from './sql/tables.ts';
