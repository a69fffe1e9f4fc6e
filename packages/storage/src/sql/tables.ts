/** All tables of the service whose rows are typed for the query builder. */
import type { AgentTables } from './agents/tables.ts';
import type { AuthorizationTables } from './identity/authorization-tables.ts';
import type { SignInTables } from './identity/sign-in-tables.ts';
import type { AuditTables } from './logs/tables.ts';
import type { IdentityTables } from './identity/tables.ts';
import type { ProvisioningTables } from './provisioning/tables.ts';

export type ServiceTables = AgentTables &
  AuditTables &
  AuthorizationTables &
  IdentityTables &
  ProvisioningTables &
  SignInTables;
