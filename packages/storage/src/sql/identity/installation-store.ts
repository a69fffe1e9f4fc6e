/** Facts made once per installation: tenant id, signing keys, the certificate authority. */
import type { Secret } from '@drawbridge/base';
import type { Database } from '../../database/index.ts';
import type { Seal } from '../../seal.ts';
import type { IdentityTables } from './tables.ts';

export class SqlInstallationStore {
  readonly #database: Database<IdentityTables>;
  readonly #seal: Seal;

  constructor(database: Database<IdentityTables>, seal: Seal) {
    this.#database = database;
    this.#seal = seal;
  }

  /** The stored value, or the one that `make` gives; of several processes that start at once, all get the first one stored. */
  async getOrMake(key: string, make: () => string | Promise<string>): Promise<string> {
    const stored = await this.#read(key);
    if (stored !== undefined) return stored.value;
    await this.#insert(key, await make(), false);
    return (await this.#read(key))!.value;
  }

  /** The stored value, not sealed. */
  async get(key: string): Promise<string | undefined> {
    return (await this.#read(key))?.value;
  }

  /** Stores a value that is not sealed, in place of the one before. */
  async put(key: string, value: string): Promise<void> {
    await this.#database.kysely
      .insertInto('installation')
      .values({ key, value, sealed: false })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value, sealed: false }))
      .execute();
  }

  /** The same for a value that is sealed at rest. */
  async getOrMakeSecret(key: string, make: () => Secret | Promise<Secret>): Promise<Secret> {
    const stored = await this.#read(key);
    if (stored !== undefined) return this.#seal.open(stored.value, recordId(key));
    await this.#insert(key, this.#seal.seal(await make(), recordId(key)), true);
    return this.#seal.open((await this.#read(key))!.value, recordId(key));
  }

  #read(key: string) {
    return this.#database.kysely.selectFrom('installation').selectAll().where('key', '=', key).executeTakeFirst();
  }

  async #insert(key: string, value: string, sealed: boolean): Promise<void> {
    await this.#database.kysely
      .insertInto('installation')
      .values({ key, value, sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

const recordId = (key: string): string => `installation/${key}`;
