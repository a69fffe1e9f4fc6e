/** What was deleted, and can be restored for 30 days. An application takes its service principal along, both ways. */
import type { Clock } from '@drawbridge/base';
import type { Condition } from './condition.ts';
import { anyObject, type DirectoryNeeds, type DirectoryObjects } from './directory-objects.ts';
import { objectNotFound } from './failure.ts';
import { followApplication } from './follow-application.ts';
import { mustBeId } from './must-exist.ts';
import { objectKinds, type AnyObject, type ObjectKind } from './object.ts';
import type { DirectoryReads } from './ports/directory-store.ts';
import { checkQuery } from './query.ts';
import type { Transactions } from './transactions.ts';

/** As in Microsoft Entra. */
const keptMs = 30 * 24 * 60 * 60 * 1000;
const purgeBatch = 1000;

export class RecycleBin {
  readonly #reads: DirectoryReads;
  readonly #transactions: Transactions;
  readonly #clock: Clock;
  readonly #objects: DirectoryObjects;

  constructor({ reads, transactions, clock }: DirectoryNeeds, objects: DirectoryObjects) {
    this.#reads = reads;
    this.#transactions = transactions;
    this.#clock = clock;
    this.#objects = objects;
  }

  /** Throws OBJECT_NOT_FOUND unless it is in the recycle bin. */
  async get(id: string): Promise<AnyObject> {
    const kind = await this.#kindOf(id);
    const [stored] = await this.#reads.getObjects(kind, [id], { deleted: 'only' });
    if (!stored) throw objectNotFound(id);
    return anyObject(stored);
  }

  count(kind: ObjectKind, where: readonly Condition[]): Promise<number> {
    checkQuery(kind, { where, limit: 0 });
    return this.#reads.countObjects(kind, where, 'only');
  }

  /** Out of the recycle bin. Throws OBJECT_NOT_FOUND, OBJECT_CONFLICT when its name was taken meanwhile. */
  async restore(id: string): Promise<AnyObject> {
    const kind = await this.#kindOf(id);
    await this.#transactions.write(async (writes) => {
      if ((await writes.restore(kind, [id])).size === 0) throw objectNotFound(id);
      await followApplication(writes, kind, id, (principals) => writes.restore('ServicePrincipal', principals));
    });
    const [restored] = await this.#objects.getById([id]);
    if (!restored) throw objectNotFound(id);
    return restored;
  }

  /** Removes for good what is in the recycle bin. Throws OBJECT_NOT_FOUND. */
  async purge(id: string): Promise<void> {
    const kind = await this.#kindOf(id);
    await this.#transactions.write(async (writes) => {
      await followApplication(writes, kind, id, (principals) => writes.purge('ServicePrincipal', principals));
      if ((await writes.purge(kind, [id])).size === 0) throw objectNotFound(id);
    });
  }

  /** Removes for good what has been in the recycle bin for 30 days; answers with the number of objects. */
  async purgeExpired(signal?: AbortSignal): Promise<number> {
    const before = new Date(this.#clock.now().getTime() - keptMs);
    let purged = 0;
    for (const kind of objectKinds) {
      for (let more = true; more && !signal?.aborted;) {
        more = await this.#transactions.write(async (writes) => {
          const ids = await writes.listExpired(kind, before, purgeBatch);
          purged += (await writes.purge(kind, ids)).size;
          return ids.length === purgeBatch;
        });
      }
    }
    return purged;
  }

  async #kindOf(id: string): Promise<ObjectKind> {
    const object = (await this.#reads.kindsOf([mustBeId(id)])).get(id.toLowerCase());
    if (!object?.deleted) throw objectNotFound(id);
    return object.kind;
  }
}
