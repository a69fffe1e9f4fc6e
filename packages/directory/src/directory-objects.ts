/** What is the same for objects of every kind: made, changed, read, listed, counted, deleted. */
import { isUuid, newTimeOrderedId, type Clock } from '@drawbridge/base';
import type { Condition } from './condition.ts';
import { conflict, objectNotFound } from './failure.ts';
import { mustBeId, mustExist } from './must-exist.ts';
import { objectKinds, toGraph, type AnyObject, type ObjectKind, type ObjectOf, type StoredObject } from './object.ts';
import type { DirectoryReads, DirectoryWrites } from './ports/directory-store.ts';
import type { PropertyValues } from './property.ts';
import { addressClaim } from './proxy-address.ts';
import { checkQuery, orderOf, placeAfter, placeIn, type ObjectQuery, type Page } from './query.ts';
import type { Relation } from './relation.ts';
import type { Transactions } from './transactions.ts';
import { readNew, readPatch, type Patch } from './validate.ts';

export type DirectoryNeeds = {
  readonly reads: DirectoryReads;
  readonly transactions: Transactions;
  readonly clock: Clock;
};

export class DirectoryObjects {
  readonly #reads: DirectoryReads;
  readonly #transactions: Transactions;
  readonly #clock: Clock;

  constructor({ reads, transactions, clock }: DirectoryNeeds) {
    this.#reads = reads;
    this.#transactions = transactions;
    this.#clock = clock;
  }

  /** Checked, and not written yet. Throws OBJECT_INVALID. */
  prepare<Kind extends ObjectKind>(kind: Kind, input: unknown): StoredObject & { kind: Kind } {
    const values: PropertyValues = readNew(kind, input);
    const createdAt = this.#clock.now();
    return { kind, id: newTimeOrderedId(createdAt.getTime()), values, createdAt };
  }

  /** All or none, with what `andThen` does in the same transaction. Throws OBJECT_INVALID, OBJECT_CONFLICT. */
  async create<Kind extends ObjectKind>(
    kind: Kind,
    inputs: readonly object[],
    andThen?: (writes: DirectoryWrites, created: readonly StoredObject[]) => Promise<void>,
  ): Promise<readonly ObjectOf[Kind][]> {
    const objects = inputs.map((input) => this.prepare(kind, input));
    if (objects.length === 0) return [];
    await this.#transactions.write(async (writes) => {
      const inserted = await writes.insertObjects(kind, objects);
      const refused = objects.find(({ id }) => !inserted.has(id));
      if (refused) throw await conflictOf(writes, kind, refused);
      await andThen?.(writes, objects);
    });
    return objects.map((object) => toGraph(object));
  }

  /** All or none. Throws OBJECT_INVALID, OBJECT_NOT_FOUND, OBJECT_CONFLICT. */
  async update(
    kind: ObjectKind,
    updates: readonly { readonly id: string; readonly patch: object }[],
    andThen?: (writes: DirectoryWrites) => Promise<void>,
  ): Promise<void> {
    const patches = updates.map(({ id, patch }) => ({ id: mustBeId(id), values: readPatch(kind, patch) }));
    if (patches.length === 0) return;
    await this.#transactions.write(async (writes) => {
      const { found } = await writes.patchObjects(kind, patches);
      const missing = patches.find(({ id }) => !found.has(id));
      if (missing) throw objectNotFound(missing.id);
      await andThen?.(writes);
    });
  }

  /** Throws OBJECT_NOT_FOUND. */
  async get<Kind extends ObjectKind>(kind: Kind, id: string): Promise<ObjectOf[Kind]> {
    return toGraph({ ...(await mustExist(this.#reads, kind, id)), kind });
  }

  /** The first that has this value; undefined when nobody has. */
  async findBy<Kind extends ObjectKind>(
    kind: Kind,
    property: string,
    value: string,
  ): Promise<ObjectOf[Kind] | undefined> {
    const where = [{ property, op: 'eq', value } as const];
    const [found] = value.includes('\u0000') ? [] : await this.#reads.listObjects(kind, { where, limit: 1 });
    return found && toGraph({ ...found, kind });
  }

  /** Living objects with these ids, in the order given; those that do not exist are left out. */
  async getById(ids: readonly string[], kinds: readonly ObjectKind[] = objectKinds): Promise<readonly AnyObject[]> {
    const wanted = ids.filter(isUuid);
    const found = new Map<string, AnyObject>();
    const known = await this.#reads.kindsOf(wanted);
    for (const kind of kinds) {
      const ofKind = [...known].filter(([, object]) => object.kind === kind && !object.deleted).map(([id]) => id);
      if (ofKind.length === 0) continue;
      for (const stored of await this.#reads.getObjects(kind, ofKind)) found.set(stored.id, anyObject(stored));
    }
    return wanted.flatMap((id) => found.get(id.toLowerCase()) ?? []);
  }

  /** The first `limit` living objects that each of these is related to, by their ids; read for all at once. */
  async listRelated(
    relation: Relation,
    ids: readonly string[],
    limit: number,
  ): Promise<ReadonlyMap<string, readonly AnyObject[]>> {
    const references = await this.#reads.listRelated(relation, ids.filter(isUuid), limit);
    const objects = await this.getById([...new Set(references.map(({ id }) => id))]);
    const byId = new Map(objects.map((found) => [found.object.id, found]));
    const related = new Map<string, AnyObject[]>();
    for (const { of, id } of references) {
      const object = byId.get(id);
      if (object) related.set(of, [...(related.get(of) ?? []), object]);
    }
    return related;
  }

  async list<Kind extends ObjectKind>(kind: Kind, { after, ...query }: ObjectQuery): Promise<Page<ObjectOf[Kind]>> {
    checkQuery(kind, query);
    const orderBy = orderOf(kind, query);
    const place = after === undefined ? undefined : placeIn(orderBy, after);
    const stored = await this.#reads.listObjects(kind, { ...query, orderBy, after: place });
    const last = stored.length === query.limit ? stored.at(-1) : undefined;
    const items = stored.map((object) => toGraph({ ...object, kind }));
    return last ? { items, next: placeAfter(last, orderBy) } : { items };
  }

  async count(kind: ObjectKind, where: readonly Condition[]): Promise<number> {
    checkQuery(kind, { where, limit: 0 });
    return this.#reads.countObjects(kind, where);
  }

  /** Into the recycle bin. Throws OBJECT_NOT_FOUND. */
  async softDelete(kind: ObjectKind, id: string): Promise<void> {
    mustBeId(id);
    await this.#transactions.write(async (writes) => {
      if ((await writes.softDelete(kind, [id], this.#clock.now())).size === 0) throw objectNotFound(id);
    });
  }
}

/** What an insert that was refused had in common with another object. */
const uniqueProperty: Readonly<Record<ObjectKind, string>> = {
  User: 'userPrincipalName',
  Group: 'mailNickname',
  Application: 'appId',
  ServicePrincipal: 'appId',
};

async function conflictOf(writes: DirectoryWrites, kind: ObjectKind, { id, values }: StoredObject): Promise<Error> {
  const claim = addressClaim(id, values);
  if (claim && (await writes.claimAddresses([claim])).size > 0) return conflict('proxyAddresses');
  return conflict(uniqueProperty[kind], String(values[uniqueProperty[kind]]));
}

/** In a transaction of the caller's. Throws OBJECT_NOT_FOUND. */
export async function patchOne(writes: DirectoryWrites, kind: ObjectKind, id: string, values: Patch): Promise<void> {
  const { found } = await writes.patchObjects(kind, [{ id: mustBeId(id), values }]);
  if (found.size === 0) throw objectNotFound(id);
}

export function anyObject(stored: StoredObject): AnyObject {
  return { kind: stored.kind, object: toGraph(stored) } as AnyObject;
}
