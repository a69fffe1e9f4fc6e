/** The build's half of `empty-cluster.ts`: runs initdb once and keeps what it made. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { finishCreation, prepareCreation } from './creation.ts';
import { DurableFileSystem, syncDirectory } from './durable-file-system.ts';
import { emptyClusterPath } from './empty-cluster.ts';

/** Does nothing when the cluster is there. It gets its name only when it is complete, shut down and on disk. */
export async function makeEmptyCluster(cluster: string = emptyClusterPath()): Promise<void> {
  if (existsSync(cluster)) return;
  const parent = dirname(cluster);
  mkdirSync(parent, { recursive: true });
  const workplace = mkdtempSync(join(parent, 'unfinished-'));
  try {
    const directory = join(workplace, basename(cluster));
    prepareCreation(directory);
    const database = await PGlite.create({ fs: new DurableFileSystem(directory) });
    await database.close();
    finishCreation(directory);
    renameSync(directory, cluster);
    syncDirectory(parent);
  } catch (thrown) {
    // Of two builds at once, one is first.
    if (!existsSync(cluster)) throw thrown;
  } finally {
    rmSync(workplace, { recursive: true, force: true });
  }
}
