/** The on-premises end of the tunnel. Knows HTTP and the tunnel, nothing of what the requests are about. */
export { Agent } from './agent.ts';
export type { AgentOptions } from './agent.ts';
export type { AgentSoftware } from './assertion.ts';
export { AuditLog } from './audit-log.ts';
export type { AuditEntry } from './audit-log.ts';
export { enrol } from './enrol.ts';
export type { EnrolOptions } from './enrol.ts';
export { readIdentity, writeIdentity } from './identity.ts';
export type { AgentIdentity } from './identity.ts';
export { loadPolicy } from './policy/load-policy.ts';
export { Policy } from './policy/policy.ts';
export type { PolicyStatements } from './policy/policy.ts';
export type { Environment } from './policy/secret-ref.ts';
export { tunnelProtocol } from '../wire/index.ts';
