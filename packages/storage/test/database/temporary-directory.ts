/** A directory for one test, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const makeDirectory = (): string => mkdtempSync(join(tmpdir(), 'drawbridge-storage-'));
export const removeDirectory = (path: string): void => rmSync(path, { recursive: true, force: true });

/** Removed when the running test is over. */
export function temporaryDirectory(): string {
  const path = makeDirectory();
  onTestFinished(() => removeDirectory(path));
  return path;
}
