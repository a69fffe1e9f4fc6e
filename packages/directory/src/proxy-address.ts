/**
 * `proxyAddresses` belong to one living user or group alone. Writes that keep it so: addresses are claimed before they
 * are written, given back with the recycle bin, and claimed anew on the way out of it.
 */
import { conflict } from './failure.ts';
import type { ObjectKind, StoredObject } from './object.ts';
import type { AddressClaim, DirectoryWrites } from './ports/directory-store.ts';
import type { PropertyValue } from './property.ts';

const property = 'proxyAddresses';
const holds = (kind: ObjectKind): boolean => kind === 'User' || kind === 'Group';

/** What these values ask for; undefined when they do not name the property. */
export function addressClaim(
  ownerId: string,
  values: Readonly<Record<string, PropertyValue | null>>,
): AddressClaim | undefined {
  const value = values[property];
  if (value === undefined) return undefined;
  return { ownerId, addresses: Array.isArray(value) ? (value as readonly string[]) : [] };
}

const claimsOf = (objects: readonly Pick<StoredObject, 'id' | 'values'>[]): readonly AddressClaim[] =>
  objects.flatMap(({ id, values }) => addressClaim(id, values) ?? []);

const release = (ids: Iterable<string>): readonly AddressClaim[] =>
  [...ids].map((ownerId) => ({ ownerId, addresses: [] }));

/** Refused objects are not inserted; a refused patch or restore throws OBJECT_CONFLICT. */
export function keepingAddressesUnique(writes: DirectoryWrites): DirectoryWrites {
  const claim = async (claims: readonly AddressClaim[]): Promise<void> => {
    if ((await writes.claimAddresses(claims)).size > 0) throw conflict(property);
  };
  return {
    ...writes,
    async insertObjects(kind, objects) {
      const claims = holds(kind) ? claimsOf(objects) : [];
      if (claims.length === 0) return writes.insertObjects(kind, objects);
      const refused = await writes.claimAddresses(claims);
      const inserted = await writes.insertObjects(
        kind,
        objects.filter(({ id }) => !refused.has(id)),
      );
      const idle = claims.filter(({ ownerId }) => !refused.has(ownerId) && !inserted.has(ownerId));
      if (idle.length > 0) await writes.claimAddresses(release(idle.map(({ ownerId }) => ownerId)));
      return inserted;
    },
    async patchObjects(kind, patches) {
      const claims = holds(kind) ? patches.flatMap(({ id, values }) => addressClaim(id, values) ?? []) : [];
      if (claims.length === 0) return writes.patchObjects(kind, patches);
      const outcome = await writes.patchObjects(kind, patches);
      // The last patch of an object counts; what does not exist holds nothing.
      const last = new Map(claims.map((each) => [each.ownerId, each]));
      await claim([...last.values()].filter(({ ownerId }) => outcome.changed.has(ownerId)));
      return outcome;
    },
    async softDelete(kind, ids, at) {
      const moved = await writes.softDelete(kind, ids, at);
      if (holds(kind) && moved.size > 0) await writes.claimAddresses(release(moved));
      return moved;
    },
    async restore(kind, ids) {
      const restored = await writes.restore(kind, ids);
      if (holds(kind)) await claim(claimsOf(await writes.getObjects(kind, [...restored])));
      return restored;
    },
  };
}
