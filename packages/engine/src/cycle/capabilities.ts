/** What a target says it can do (RFC 7643 §5): asked for once, when it matters, and not relied on where it says nothing. */
import type { Clock } from '@drawbridge/base';
import { getMember, isObject, type ScimObject, type ScimValue } from '@drawbridge/scim';
import type { BulkLimits } from '@drawbridge/scim-client';
import type { TargetClient } from '../pipeline/context.ts';

export type Capabilities = {
  /** What a page of a list may hold, as far as the target says. */
  readonly maxPageSize: number | undefined;
  readonly hasVersions: boolean;
  /** Undefined when it takes no batches. */
  readonly bulk: BulkLimits | undefined;
};

const nothing: Capabilities = { maxPageSize: undefined, hasVersions: false, bulk: undefined };
const rememberedMs = 60 * 60_000;
/** By job, so that a cycle of one change need not ask. Few and small. */
const known = new Map<string, { readonly capabilities: Capabilities; readonly untilMs: number }>();

/** Gives a function that asks when it is called first. */
export function capabilitiesOf(
  jobId: string,
  client: TargetClient,
  clock: Clock,
  signal: AbortSignal | undefined,
): () => Promise<Capabilities> {
  let asked: Promise<Capabilities> | undefined;
  const ask = async (): Promise<Capabilities> => {
    const before = known.get(jobId);
    if (before && before.untilMs > clock.now().getTime()) return before.capabilities;
    // Whatever keeps the target from telling is met again by the requests that matter.
    const config = await client.serviceProviderConfig(signal).catch(() => undefined);
    const capabilities = config ? read(config) : nothing;
    if (config) known.set(jobId, { capabilities, untilMs: clock.now().getTime() + rememberedMs });
    return capabilities;
  };
  return () => (asked ??= ask());
}

function read(config: ScimObject): Capabilities {
  const sizes = [numberAt(config, 'filter', 'maxResults'), numberAt(config, 'pagination', 'maxPageSize')];
  const told = sizes.filter((size) => size !== undefined && size >= 10);
  const maxOperations = numberAt(config, 'bulk', 'maxOperations') ?? 0;
  const takesBulk = partAt(config, 'bulk', 'supported') === true && maxOperations > 1;
  return {
    maxPageSize: told.length === 0 ? undefined : Math.min(...told.map(Number)),
    hasVersions: partAt(config, 'etag', 'supported') === true,
    bulk: takesBulk
      ? { maxOperations, maxPayloadBytes: numberAt(config, 'bulk', 'maxPayloadSize') ?? 1_048_576 }
      : undefined,
  };
}

function partAt(config: ScimObject, name: string, part: string): ScimValue | undefined {
  const member = getMember(config, name);
  return isObject(member) ? getMember(member, part) : undefined;
}

function numberAt(config: ScimObject, name: string, part: string): number | undefined {
  const value = partAt(config, name, part);
  return typeof value === 'number' ? value : undefined;
}
