/**
 * A database cluster as initdb leaves it, made once per installation by `npm run build`: a new embedded database is a
 * copy of its files, which takes a tenth of the time that initdb needs in WebAssembly. Without a build there is none,
 * and initdb makes the database. Nobody ever opens the files here, so they hold nothing but what PostgreSQL puts there.
 *
 * All copies have PostgreSQL's `system_identifier` in common. It guards replication and archives of the write-ahead log
 * against mixing up clusters; the embedded database has neither.
 */
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Another PGlite may lay out its files in another way: what one has made is not for the next. */
function pgliteVersion(): string {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  return (JSON.parse(readFileSync(join(dirname(entry), '..', 'package.json'), 'utf8')) as { version: string }).version;
}

/** Where the build puts the cluster, and where a new database looks for it. */
export const emptyClusterPath = (): string =>
  fileURLToPath(new URL(`../../../dist/empty-cluster-${pgliteVersion()}`, import.meta.url));

/** Copies the cluster's files to `directory`, not yet flushed to the disk. Does nothing when there is no cluster. */
export function copyEmptyCluster(cluster: string, directory: string): void {
  if (!existsSync(join(cluster, 'PG_VERSION'))) return;
  mkdirSync(directory, { recursive: true });
  for (const entry of readdirSync(cluster, { recursive: true, withFileTypes: true })) {
    const source = join(entry.parentPath, entry.name);
    const target = join(directory, relative(cluster, source));
    // Written anew, because a copy keeps the mode: the installation may be read-only, the database may not.
    if (entry.isDirectory()) mkdirSync(target, { recursive: true });
    else writeFileSync(target, readFileSync(source), { mode: 0o600 });
  }
}
