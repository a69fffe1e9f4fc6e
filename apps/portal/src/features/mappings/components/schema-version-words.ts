/** A version of a schema in words. */
import { mappings } from '../../../text/mappings.ts';
import type { SchemaVersion } from '../api/schema-versions.ts';

const { versions: words } = mappings;
const mostChanges = 3;

export function savedByOf({ savedBy }: SchemaVersion): string {
  const identity = savedBy?.user ?? savedBy?.application;
  return identity ? identity.displayName || identity.id : words.unknown;
}

/** In one line. */
export function changesOf({ id, savedBy, changes, restoredFromVersion }: SchemaVersion): string {
  if (!savedBy) return id === '1' ? words.original : words.unknown;
  const restored = restoredFromVersion === null ? [] : [words.restored(restoredFromVersion)];
  const named = changes.slice(0, mostChanges);
  const more = changes.length > mostChanges ? [words.more(changes.length - mostChanges)] : [];
  return [...restored, ...named, ...more].join(', ') || words.other;
}
