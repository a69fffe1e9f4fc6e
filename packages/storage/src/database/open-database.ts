/** Opens the database, wherever it is, with its tables at the newest version: the one door to what is remembered. */
import { systemClock, type Clock, type Logger } from '@drawbridge/base';
import { Kysely, type Transaction } from 'kysely';
import type { Engine, EngineKind } from './engine.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import type { DatabaseLocation } from './location.ts';
import type { DirectoryLock } from './lock/directory-lock.ts';
import { migrate, type Migrations } from './migrate.ts';
import { openPostgres } from './postgres/open-postgres.ts';

export type DatabaseOptions = {
  readonly location: DatabaseLocation;
  /** By name, applied in the order of their names. Forward only. */
  readonly migrations: Migrations;
  readonly logger: Logger;
  readonly clock?: Clock;
  /** The lock of the data directory, when the caller holds it already; the embedded engine else takes it itself. */
  readonly lock?: DirectoryLock;
};

export interface Database<Tables> {
  readonly kysely: Kysely<Tables>;
  readonly engine: EngineKind;
  /**
   * Runs `work` in one transaction: commits what it did when it returns, undoes it when it throws.
   * Inside, use only `tx`: the embedded engine has one connection, and whoever waits for another waits for ever.
   */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>;
  /** Lets what is under way finish, then closes. Safe to call twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Throws StorageError: DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_UNUSABLE, DATABASE_UNREACHABLE, DATABASE_TOO_OLD,
 * DATABASE_NOT_DURABLE, DATABASE_NEWER. Nothing is left open then.
 */
export async function openDatabase<Tables>(options: DatabaseOptions): Promise<Database<Tables>> {
  const engine = await openEngine(options);
  const kysely = new Kysely<Tables>({ dialect: engine.dialect });
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> =>
    (closing ??= (async () => {
      await kysely.destroy();
      await engine.close();
    })());
  try {
    await migrate(kysely as unknown as Kysely<unknown>, options.migrations, options.logger);
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    kysely,
    engine: engine.kind,
    transaction: (work) => kysely.transaction().execute(work),
    close,
    [Symbol.asyncDispose]: close,
  };
}

function openEngine({ location, logger, clock = systemClock, lock }: DatabaseOptions): Promise<Engine> {
  return location.kind === 'embedded'
    ? openEmbedded({ directory: location.directory, lock, logger, clock })
    : openPostgres({ url: location.url, poolSize: location.poolSize, logger, clock });
}
