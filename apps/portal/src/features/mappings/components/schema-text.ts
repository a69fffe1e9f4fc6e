/** A schema as text: for the editor and for files as it is, for comparing in one order of properties. */
import type { SynchronizationSchema } from '@drawbridge/contract';

export const toText = (schema: SynchronizationSchema): string => JSON.stringify(schema, null, 2);

const first = [
  'synchronizationRules',
  'name',
  'enabled',
  'targetAttributeName',
  'source',
  'type',
  'expression',
  'key',
  'value',
];
const rankOf = (name: string): number => (first.indexOf(name) + first.length + 1) % (first.length + 1);

/** Without what the service gives: the id and the version. */
export function toComparable({ id: _id, version: _version, ...content }: SynchronizationSchema): string {
  return JSON.stringify(content, inOrder, 2);
}

/** For JSON.stringify: what names a thing comes first, the rest by the alphabet. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).sort(([one], [other]) => rankOf(one) - rankOf(other) || one.localeCompare(other)),
  );
}
