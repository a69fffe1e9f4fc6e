/** Agents, agent groups and published resources in Graph's shapes, and how a path's ids lead to them. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound } from '@drawbridge/directory';
import type { AgentGroup, PublishedResource } from '@drawbridge/storage';
import type { AgentRecord } from '@drawbridge/tunnel/hub';
import type { FastifyRequest } from 'fastify';
import { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { readQuery, type Query } from '../../http/odata/query.ts';
import type { Services } from '../../services.ts';
import packageJson from '../../../package.json' with { type: 'json' };
import { confinedTo } from '../ownership.ts';

export const publishingType = 'provisioning';
export const base = `/onPremisesPublishingProfiles/${publishingType}`;
const permissions = ['OnPremisesPublishingProfiles.ReadWrite.All'] as const;
const reading = ['OnPremisesPublishingProfiles.Read.All', ...permissions] as const;
export const read = { config: { permissions: reading } } as const;
export const open = { config: { permissions } } as const;
/** Who becomes an agent, and who is one no more. */
export const manage = { config: { permissions: ['ProvisioningAgent.ReadWrite.All'] } } as const;
/** Owners of an application see agents and groups, and say which groups serve it. */
export const openToOwners = { config: { permissions, opensToOwners: 'of any' } } as const;
export const readByOwners = { config: { permissions: reading, opensToOwners: 'of any' } } as const;

/** Which published resources the caller may see and change. */
export async function mayTouchResource(
  services: Services,
  request: FastifyRequest,
): Promise<(resource: Pick<PublishedResource, 'resourceName'>) => boolean> {
  const owned = await confinedTo(services, request, request.method === 'GET' ? reading : permissions);
  return ({ resourceName }) => owned === undefined || owned.includes(resourceName);
}

export type ById = { Params: { id: string } };
export type ByPair = { Params: { id: string; otherId: string } };

export const agentShape = z.object({
  id: z.uuid(),
  machineName: z.string(),
  externalIp: z.string(),
  status: z.enum(['active', 'inactive']),
  supportedPublishingTypes: z.array(z.string()),
  agentVersion: z.string(),
  operatingSystem: z.string(),
  enrolledDateTime: z.iso.datetime(),
  lastContactDateTime: z.iso.datetime().nullable(),
  connectedSinceDateTime: z.iso.datetime().nullable(),
  certificateExpirationDateTime: z.iso.datetime(),
  requestsInFlight: z.int(),
  isOutOfDate: z.boolean(),
});
export const groupShape = z.object({
  id: z.uuid(),
  displayName: z.string(),
  isDefault: z.boolean(),
  publishingType: z.literal(publishingType),
});
export const resourceShape = z.object({
  id: z.uuid(),
  displayName: z.string(),
  resourceName: z.string(),
  publishingType: z.literal(publishingType),
});

/** The options of a request; nothing here is paged. */
export const queryOf = (request: FastifyRequest): Query =>
  readQuery(request.query as Record<string, unknown>, { defaultTop: 999, maxTop: 999 });

export const expands = ({ expand }: Query, relation: string): boolean =>
  expand.some((each) => each.relation.toLowerCase() === relation.toLowerCase());

/** Throws OBJECT_NOT_FOUND, also for an agent that was revoked. */
export async function findAgent({ agentRegistry }: Services, id: string): Promise<AgentRecord> {
  const agent = isUuid(id) ? await agentRegistry.findAgent(id) : undefined;
  if (!agent || agent.revokedAt) throw objectNotFound(id);
  return agent;
}

/** Throws OBJECT_NOT_FOUND. */
export async function findGroup({ agentGroups }: Services, id: string): Promise<AgentGroup> {
  const group = isUuid(id) ? await agentGroups.getGroup(id) : undefined;
  if (!group) throw objectNotFound(id);
  return group;
}

/** Throws OBJECT_NOT_FOUND. */
export async function findResource({ agentGroups }: Services, id: string): Promise<PublishedResource> {
  const resource = isUuid(id) ? await agentGroups.getResource(id) : undefined;
  if (!resource) throw objectNotFound(id);
  return resource;
}

export async function agentsOfGroup(
  { agentGroups, agentRegistry }: Services,
  groupId: string,
): Promise<readonly AgentRecord[]> {
  const inGroup = new Set(await agentGroups.agentIdsOfGroup(groupId));
  return (await agentRegistry.listAgents()).filter((agent) => inGroup.has(agent.id));
}

/** How agents look at this moment. */
export function agentsNow({ hub, clock }: Services) {
  const statuses = new Map(hub.agentStatus().map((status) => [status.agentId, status]));
  const now = clock.now();
  return (agent: AgentRecord) => toGraphAgent(agent, statuses.get(agent.id), now);
}

/** A running agent renews its certificate a month before this moment. */
const certificateEnd = ({ certificatePem }: AgentRecord): Date => new X509Certificate(certificatePem).validToDate;

function toGraphAgent(
  agent: AgentRecord,
  status: ReturnType<Services['hub']['agentStatus']>[number] | undefined,
  now: Date,
) {
  return {
    id: agent.id,
    machineName: agent.machineName,
    externalIp: status?.externalIp ?? agent.externalIp,
    status: status ? ('active' as const) : ('inactive' as const),
    supportedPublishingTypes: [publishingType],
    // Ours, beside Graph's properties (docs/reference/extensions.md).
    agentVersion: status?.version ?? agent.version,
    operatingSystem: agent.os,
    enrolledDateTime: agent.enrolledAt.toISOString(),
    lastContactDateTime: (status ? now : agent.lastContactAt)?.toISOString() ?? null,
    connectedSinceDateTime: status?.since.toISOString() ?? null,
    certificateExpirationDateTime: certificateEnd(agent).toISOString(),
    requestsInFlight: status?.inFlight ?? 0,
    isOutOfDate: isOlder(status?.version ?? agent.version, packageJson.version),
  };
}

/** `1.9.0` before `1.10.0`; what is no version is not older. */
function isOlder(version: string, than: string): boolean {
  const [mine, theirs] = [version, than].map((text) => text.split('.').map(Number));
  const place = theirs!.findIndex((part, index) => part !== mine![index]);
  return place >= 0 && (mine![place] ?? 0) < theirs![place]!;
}

export type GraphAgent = ReturnType<typeof toGraphAgent>;

export const toGraphGroup = (group: AgentGroup) => ({ ...group, publishingType });
export const toGraphResource = (resource: PublishedResource) => ({ ...resource, publishingType });
