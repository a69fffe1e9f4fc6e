/** Who is whose manager. */
import { patchOne, type DirectoryNeeds, type DirectoryObjects } from './directory-objects.ts';
import { invalidValue } from './failure.ts';
import { mustExist } from './must-exist.ts';
import { toGraph, type User } from './object.ts';
import type { PageRequest } from './memberships.ts';
import type { DirectoryReads } from './ports/directory-store.ts';
import type { Page } from './query.ts';
import type { Transactions } from './transactions.ts';

export class Managers {
  readonly #reads: DirectoryReads;
  readonly #transactions: Transactions;
  readonly #objects: DirectoryObjects;

  constructor({ reads, transactions }: DirectoryNeeds, objects: DirectoryObjects) {
    this.#reads = reads;
    this.#transactions = transactions;
    this.#objects = objects;
  }

  /** Throws OBJECT_NOT_FOUND when either does not exist, OBJECT_INVALID when they are the same. */
  async set(userId: string, managerId: string): Promise<void> {
    if (userId.toLowerCase() === managerId.toLowerCase()) {
      throw invalidValue('manager', 'User', 'a user cannot be their own manager');
    }
    await this.#transactions.write(async (writes) => {
      await mustExist(writes, 'User', managerId);
      await patchOne(writes, 'User', userId, { managerId });
    });
  }

  clear(userId: string): Promise<void> {
    return this.#transactions.write((writes) => patchOne(writes, 'User', userId, { managerId: null }));
  }

  /** Undefined when the user has none, or the manager is in the recycle bin. */
  async of({ managerId }: User): Promise<User | undefined> {
    if (managerId === undefined) return undefined;
    const [manager] = await this.#reads.getObjects('User', [managerId]);
    return manager && toGraph({ ...manager, kind: 'User' });
  }

  listDirectReports(managerId: string, page: PageRequest): Promise<Page<User>> {
    return this.#objects.list('User', { ...page, where: [{ property: 'managerId', op: 'eq', value: managerId }] });
  }
}
