/**
 * Making a new embedded database in a way that a crash cannot spoil: a marker beside the directory stands from before
 * the first file is written until the last one is on disk. Who finds the marker throws the half-made files away and
 * starts again. Runs in the worker.
 */
import { closeSync, existsSync, fsyncSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncDirectory } from './durable-file-system.ts';

const markerOf = (directory: string): string => `${directory}.unfinished`;

/** Clears away an unfinished creation. True when the database is to be made now. */
export function prepareCreation(directory: string): boolean {
  const marker = markerOf(directory);
  if (existsSync(marker)) rmSync(directory, { recursive: true, force: true });
  else if (existsSync(join(directory, 'PG_VERSION'))) return false;
  writeFileSync(marker, '', { flush: true });
  syncDirectory(dirname(directory));
  return true;
}

/** Writes every file of the new database through to the disk, then removes the marker. */
export function finishCreation(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) syncDirectory(path);
    else if (entry.isFile()) syncFile(path);
  }
  syncDirectory(directory);
  rmSync(markerOf(directory));
  syncDirectory(dirname(directory));
}

function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
