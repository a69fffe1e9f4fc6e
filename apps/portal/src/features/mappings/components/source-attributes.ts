/** The attributes that a mapping can read. */
import type { AttributeDefinition, ObjectMapping, SynchronizationSchema } from '@drawbridge/contract';

/** By name. Empty when the schema does not define the object. */
export function sourceAttributesOf(
  { synchronizationRules, directories }: SynchronizationSchema,
  { sourceObjectName }: ObjectMapping,
): readonly AttributeDefinition[] {
  const sources = new Set(synchronizationRules.map((rule) => rule.sourceDirectoryName));
  const objects = directories.filter(({ name }) => sources.has(name)).flatMap(({ objects: defined }) => defined);
  const attributes = objects.find(({ name }) => name === sourceObjectName)?.attributes ?? [];
  return attributes.toSorted((one, other) => one.name.localeCompare(other.name));
}
