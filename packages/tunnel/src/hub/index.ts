/** The service's end of the tunnel: the hub, enrolment, the certificate authority, and the registry port they need. */
export { CertificateAuthority, createAuthority, loadAuthority } from './certificate-authority.ts';
export type { AgentCertificate, AuthorityFiles, ServerCertificate } from './certificate-authority.ts';
export type { TunnelRequest, TunnelResponse } from './call.ts';
export { Enrolment, createEnrolment } from './enrolment.ts';
export type {
  EnrolmentAnswer,
  EnrolmentOptions,
  EnrolmentRequest,
  RenewalAnswer,
  RenewalRequest,
} from './enrolment.ts';
export { enrolmentRoutes } from './enrolment-routes.ts';
export type { AgentRoute, AgentRouteAnswer, AgentRouteContext } from './enrolment-routes.ts';
export { Hub, createHub } from './hub.ts';
export type { AgentStatus, ConnectionChange, HubOptions } from './hub.ts';
export { tokenVerdicts } from './ports/agent-registry.ts';
export type {
  AgentContact,
  AgentRecord,
  AgentRegistry,
  EnrolmentTokenRecord,
  NewAgent,
  TokenVerdict,
} from './ports/agent-registry.ts';
export { channelPath } from '../wire/index.ts';
