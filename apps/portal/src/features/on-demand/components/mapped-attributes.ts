/** What a mapping reads and matches by, as the steps of a run tell it. */
import type { AttributeMappingSource, ObjectMapping, SynchronizationSchema } from '@drawbridge/contract';

export const mappingOf = (
  { synchronizationRules }: SynchronizationSchema,
  kind: 'User' | 'Group',
): ObjectMapping | undefined =>
  synchronizationRules
    .flatMap(({ objectMappings }) => objectMappings)
    .find(({ sourceObjectName }) => sourceObjectName === kind);

/** Names of the source attributes in mappings and scoping filters, each once, in order. */
export function attributesRead({ attributeMappings, scope }: ObjectMapping): readonly string[] {
  const mapped = attributeMappings.flatMap(({ source }) => (source ? attributesOf(source) : []));
  const groups = [...(scope?.groups ?? []), ...(scope?.inputFilterGroups ?? [])];
  const filtered = groups.flatMap(({ clauses }) => (clauses ?? []).map(({ sourceOperandName }) => sourceOperandName));
  return [...new Set([...mapped, ...filtered])].sort();
}

function attributesOf({ type, name, expression, parameters }: AttributeMappingSource): readonly string[] {
  if (type === 'Attribute') return name ? [name] : [];
  if (type === 'Constant') return [];
  if (parameters && parameters.length > 0) return parameters.flatMap(({ value }) => attributesOf(value));
  return [...(expression ?? '').matchAll(/\[([\w:.]+)\]/g)].map(([, attribute = '']) => attribute);
}

/** The first tried first. */
export const matchingAttributes = ({ attributeMappings }: ObjectMapping): readonly string[] =>
  attributeMappings
    .filter(({ matchingPriority }) => matchingPriority > 0)
    .toSorted((one, other) => one.matchingPriority - other.matchingPriority)
    .map(({ targetAttributeName }) => targetAttributeName);
