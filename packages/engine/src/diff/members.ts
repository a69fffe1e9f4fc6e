/** Changes of references as PATCH operations, cut into requests that a target can swallow. */
import { createObject, type PatchOperation } from '@drawbridge/scim';
import type { ObjectType } from '../ports/source.ts';

/** Stays well under the request limits that SCIM servers commonly have (1 MiB). */
export const maxMemberBytesPerPatch = 256 * 1024;
/** What one member costs in a body beside its id: `{"value":""},`. */
const bytesAroundMember = 14;

export type MemberChange = { readonly kind: 'add' | 'remove'; readonly targetId: string; readonly type?: ObjectType };

/** Members that are told to be added are added in one operation, each chunk one request; removals likewise. */
export function chunkMembers<Change extends MemberChange>(
  changes: readonly Change[],
  atMost: number,
): readonly (readonly Change[])[] {
  const chunks: Change[][] = [];
  let bytes = 0;
  for (const change of changes) {
    const size = Buffer.byteLength(change.targetId) + bytesAroundMember;
    const last = chunks.at(-1);
    if (!last || last.length >= atMost || bytes + size > maxMemberBytesPerPatch) {
      chunks.push([change]);
      bytes = size;
    } else {
      last.push(change);
      bytes += size;
    }
  }
  return chunks;
}

/** `tellsGroups`: a group among the members says that it is one (RFC 7643 §4.2). */
export function memberOperations(
  path: string,
  chunk: readonly MemberChange[],
  tellsGroups = false,
): readonly PatchOperation[] {
  const valuesOf = (kind: MemberChange['kind']) =>
    chunk
      .filter((change) => change.kind === kind)
      .map(({ targetId, type }) =>
        createObject({ value: targetId, ...(tellsGroups && kind === 'add' && type === 'Group' ? { type } : {}) }),
      );
  const [removed, added] = [valuesOf('remove'), valuesOf('add')];
  const operations: PatchOperation[] = [];
  if (removed.length > 0) operations.push({ op: 'remove', path, value: removed });
  if (added.length > 0) operations.push({ op: 'add', path, value: added });
  return operations;
}

/** A single-valued reference: the manager, set or taken away. The client gives it the dialect's shape. */
export const managerOperation = (path: string, targetId: string | undefined): PatchOperation =>
  targetId === undefined ? { op: 'remove', path } : { op: 'add', path, value: createObject({ value: targetId }) };
