/** The SCIM 2.0 client of the engine: how to say to a target what was decided, and how to read what it says. */
export { bearerAuthorization } from './authorization.ts';
export type { Authorization } from './authorization.ts';
export type { BulkLimits } from './bulk.ts';
export { ScimClient } from './client.ts';
export type { ListOptions, ReadOptions, ScimClientOptions } from './client.ts';
export type { Endpoint } from './resource-url.ts';
export { TargetGate } from './target-gate.ts';
export type { TargetGateOptions, TargetGateStats } from './target-gate.ts';
export { parseTenantUrl } from './tenant-url.ts';
export type { TenantUrl } from './tenant-url.ts';
export type { PatchDialect as Dialect } from '@drawbridge/scim';
