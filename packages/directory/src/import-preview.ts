/**
 * What an import would do: the same run, on writes that compare and remember instead of writing. Values that must be
 * unique and are no key of the import (proxyAddresses) are not looked at: who else has one is known when it is written.
 */
import { isDeepStrictEqual } from 'node:util';
import type { ObjectKind, StoredObject } from './object.ts';
import type { DirectoryReads, DirectoryWrites } from './ports/directory-store.ts';
import type { PropertyValue } from './property.ts';

/** What an import needs of the directory's writes. */
export type ImportWrites = Pick<
  DirectoryWrites,
  'listObjects' | 'getObjects' | 'insertObjects' | 'patchObjects' | 'addMembers' | 'lockRules' | 'claimAddresses'
>;

export type ImportChange = {
  readonly property: string;
  readonly oldValue: PropertyValue | null;
  readonly newValue: PropertyValue | null;
};

const mostRemembered = 1000;

export class ImportPreview {
  readonly #reads: DirectoryReads;
  readonly #created = new Map<string, StoredObject>();
  readonly #changes = new Map<string, readonly ImportChange[]>();
  readonly writes: ImportWrites;

  constructor(reads: DirectoryReads) {
    this.#reads = reads;
    this.writes = {
      listObjects: (kind, query) => reads.listObjects(kind, query),
      getObjects: async (kind, ids, options) => [
        ...(await reads.getObjects(kind, ids, options)),
        ...ids.flatMap((id) => this.#created.get(id) ?? []),
      ],
      // Nothing is changed, so nothing is to be kept from changing.
      lockRules: async () => undefined,
      claimAddresses: async () => new Set(),
      insertObjects: async (kind, objects) => {
        for (const object of objects) {
          this.#created.set(object.id, { ...object, kind });
          this.#remember(object.id, differences({}, object.values));
        }
        return new Set(objects.map(({ id }) => id));
      },
      patchObjects: (kind, patches) => this.#patch(kind, patches),
      addMembers: (memberships) => this.#addMembers(memberships),
    };
  }

  /** Of the first objects that would change. */
  changesOf(id: string): readonly ImportChange[] | undefined {
    return this.#changes.get(id);
  }

  async #patch(kind: ObjectKind, patches: Parameters<ImportWrites['patchObjects']>[1]) {
    const known = patches.map(({ id }) => id).filter((id) => !this.#created.has(id));
    const stored = known.length === 0 ? [] : await this.#reads.getObjects(kind, known);
    const objects = new Map(stored.map((object): [string, StoredObject] => [object.id, object]));
    const [found, changed] = [new Set<string>(), new Set<string>()];
    for (const { id, values } of patches) {
      const object = objects.get(id);
      if (!object && !this.#created.has(id)) continue;
      found.add(id);
      const changes = differences(object?.values ?? {}, values);
      if (changes.length === 0) continue;
      changed.add(id);
      this.#remember(id, changes);
    }
    return { found, changed };
  }

  async #addMembers(memberships: Parameters<ImportWrites['addMembers']>[0]) {
    const asked = memberships.map(({ groupId, memberId }) => ({
      attribute: 'members' as const,
      ownerId: groupId,
      referencedId: memberId,
    }));
    const there = asked.filter(
      ({ ownerId, referencedId }) => !this.#created.has(ownerId) && !this.#created.has(referencedId),
    );
    const references = there.length === 0 ? [] : await this.#reads.existingReferences(there);
    const present = new Set(references.map(({ ownerId, referencedId }) => `${ownerId} ${referencedId}`));
    const added = memberships.filter(({ groupId, memberId }) => {
      const key = `${groupId} ${memberId}`;
      if (present.has(key)) return false;
      present.add(key);
      return true;
    });
    return { added, missing: [], existing: memberships.filter((membership) => !added.includes(membership)) };
  }

  #remember(id: string, changes: readonly ImportChange[]): void {
    const before = this.#changes.get(id);
    if (!before && this.#changes.size >= mostRemembered) return;
    this.#changes.set(id, [...(before ?? []), ...changes]);
  }
}

function differences(
  before: Readonly<Record<string, PropertyValue>>,
  after: Readonly<Record<string, PropertyValue | null>>,
): readonly ImportChange[] {
  return Object.entries(after).flatMap(([property, value]) => {
    const oldValue = (Object.hasOwn(before, property) ? before[property] : undefined) ?? null;
    const newValue = value ?? null;
    return isDeepStrictEqual(oldValue, newValue) ? [] : [{ property, oldValue, newValue }];
  });
}
