/** Recognises the filter that provisioning clients match by, `userName eq "x"`: it has a quicker way to its answer. */
import type { Filter } from '@drawbridge/scim';

/** The value that the attribute is compared with, when that is all the filter says. */
export function exactMatch(filter: Filter | undefined, attribute: string): string | undefined {
  if (filter?.kind !== 'compare' || filter.operator !== 'eq' || typeof filter.value !== 'string') return undefined;
  const { urn, name, subName } = filter.path;
  const isIt = urn === undefined && subName === undefined && name.toLowerCase() === attribute.toLowerCase();
  return isIt ? filter.value : undefined;
}
