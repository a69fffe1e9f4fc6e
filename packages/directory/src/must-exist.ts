/** What is asked for by id, or Graph's answer that it is not there. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound } from './failure.ts';
import type { ObjectKind, StoredObject } from './object.ts';
import type { DirectoryReads } from './ports/directory-store.ts';

/** In lower case. What is no GUID names no object: the same answer as for an id that nobody has. */
export function mustBeId(id: string): string {
  if (!isUuid(id)) throw objectNotFound(id);
  return id.toLowerCase();
}

/** Living. Throws OBJECT_NOT_FOUND. */
export async function mustExist(reads: DirectoryReads, kind: ObjectKind, id: string): Promise<StoredObject> {
  const [object] = await reads.getObjects(kind, [mustBeId(id)]);
  if (!object) throw objectNotFound(id);
  return object;
}
