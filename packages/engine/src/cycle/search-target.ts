/** Resources of the target that a person may mean, by one value; so that a link can be made by hand. Reads only. */
import { MappingError, toProvisioningError } from '@drawbridge/base';
import { getAtPath, getMember, type ScimObject } from '@drawbridge/scim';
import type { EngineOptions } from '../engine-options.ts';
import type { Job } from '../job/job.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { Link } from '../ports/link-store.ts';
import type { ObjectType } from '../ports/source.ts';
import type { Cycle } from './cycle.ts';
import { openCycle } from './on-demand.ts';

export type TargetSearch = {
  readonly job: Job;
  readonly engine: EngineOptions;
  readonly type: ObjectType;
  /** Absent: the matching attribute that is tried first. */
  readonly attribute?: string | undefined;
  readonly value: string;
  readonly limit: number;
  readonly signal?: AbortSignal;
};

/** What is told of a resource, and no more. */
export type TargetResource = {
  readonly id: string;
  readonly displayName: string | undefined;
  readonly userName: string | undefined;
  readonly externalId: string | undefined;
  readonly active: boolean | undefined;
  /** Whose it is. */
  readonly link: Link | undefined;
};

/** By which a resource may be searched for, beside the matching attributes. */
const always: Record<ObjectType, readonly string[]> = {
  User: ['id', 'userName', 'displayName', 'externalId'],
  Group: ['id', 'displayName', 'externalId'],
};

/** The first so many. Throws LINK_OUT_OF_SCOPE for a type that is not mapped, and QUERY_UNSUPPORTED for another attribute. */
export async function searchTarget(search: TargetSearch): Promise<{
  readonly attribute: string;
  readonly attributes: readonly string[];
  readonly resources: readonly TargetResource[];
}> {
  const { job, engine, type, value, signal } = search;
  const cycle = await openCycle({ job, engine, preview: true, ...(signal ? { signal } : {}) });
  const rule = cycle.rule.objects.get(type);
  if (!rule) {
    throw new MappingError(
      'LINK_OUT_OF_SCOPE',
      `No ${type} can be linked: the mapping of ${type} is not enabled. Enable it under Mappings.`,
    );
  }
  const attributes = [...new Set([...rule.matching.map(({ target }) => target), ...always[type]])];
  const { attribute = attributes[0]! } = search;
  if (!attributes.includes(attribute)) {
    throw new MappingError(
      'QUERY_UNSUPPORTED',
      `Accounts are searched by ${attributes.join(', ')}, and not by '${attribute}'.`,
    );
  }
  const found = await find(cycle, rule, attribute, value);
  const resources: TargetResource[] = [];
  for (const resource of found.slice(0, search.limit)) {
    const id = String(resource['id']);
    resources.push({ ...shown(resource), id, link: await engine.links.linkOfTarget(job.id, type, id) });
  }
  return { attribute, attributes, resources };
}

async function find(
  { target, requestSignal }: Cycle,
  { endpoint, type }: CompiledObject,
  attribute: string,
  value: string,
): Promise<readonly ScimObject[]> {
  const options = { excludeMembers: type === 'Group' };
  if (attribute !== 'id') return target.client.find(endpoint, attribute, value, options, requestSignal);
  try {
    return [await target.client.read(endpoint, value, options, requestSignal)];
  } catch (thrown) {
    const { code } = toProvisioningError(thrown);
    if (code === 'TARGET_RESOURCE_GONE' || code === 'SCIM_INVALID_VALUE') return [];
    throw thrown;
  }
}

function shown(resource: ScimObject): Omit<TargetResource, 'id' | 'link'> {
  const text = (name: string): string | undefined => {
    const value = getMember(resource, name);
    return typeof value === 'string' ? value : undefined;
  };
  const active = getAtPath(resource, 'active');
  return {
    displayName: text('displayName'),
    userName: text('userName'),
    externalId: text('externalId'),
    active: typeof active === 'boolean' ? active : undefined,
  };
}
