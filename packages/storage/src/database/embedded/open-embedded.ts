/**
 * Opens the embedded database of a data directory: lock the directory, start the worker, prove that a commit reaches
 * the disk, and give Kysely the session.
 */
import { join } from 'node:path';
import { StorageError } from '@drawbridge/base';
import { lockDataDirectory, type DirectoryLock } from '../lock/directory-lock.ts';
import type { Engine, EngineOptions } from '../engine.ts';
import { Channel } from './channel.ts';
import { EmbeddedDialect } from './dialect.ts';
import { emptyClusterPath } from './empty-cluster.ts';
import { Maintenance } from './maintenance.ts';
import { Session } from './session.ts';

export type EmbeddedOptions = EngineOptions & {
  readonly directory: string;
  /** The lock of the directory, when the caller holds it already; else it is taken here and released on close. */
  readonly lock?: DirectoryLock | undefined;
  /** More parameters for the PostgreSQL start line; for tests. */
  readonly startParameters?: readonly string[];
  /** Where the build has put the cluster that a new database is a copy of; for tests. */
  readonly emptyCluster?: string;
};

const closePatienceMs = 10_000;

/** Throws StorageError: DATA_DIRECTORY_LOCKED, DATA_DIRECTORY_UNUSABLE, DATABASE_UNREACHABLE, DATABASE_NOT_DURABLE. */
export async function openEmbedded({
  directory,
  lock,
  logger,
  clock,
  startParameters = [],
  emptyCluster = emptyClusterPath(),
}: EmbeddedOptions): Promise<Engine> {
  const own = lock ? undefined : await lockDataDirectory(directory, { purpose: 'database' });
  const channel = new Channel({ directory: join(directory, 'database'), startParameters, emptyCluster });
  try {
    if ((await channel.whenReady()) < 1) throw notDurable(directory);
  } catch (thrown) {
    await channel.stop(clock);
    await own?.release();
    throw thrown;
  }
  channel.onFailure((error) => logger.error({ err: error }, 'The embedded database has stopped.'));
  const session = new Session({ channel, logger, clock });
  const maintenance = new Maintenance({ session, logger, clock });
  return {
    kind: 'embedded',
    dialect: new EmbeddedDialect(session),
    close: async () => {
      maintenance.stop();
      await session.close(closePatienceMs);
      await channel.stop(clock);
      await own?.release();
    },
  };
}

const notDurable = (directory: string): StorageError =>
  new StorageError(
    'DATABASE_NOT_DURABLE',
    `The embedded database in ${directory} acknowledged a commit without writing it through to the disk, so a power loss could undo it. ` +
      'Run npm ci, so that the versions are those of the lockfile; nothing was started.',
    { details: { directory } },
  );
