/**
 * An exclusive lock on a file that the operating system itself takes back when its holder dies, however it dies.
 *
 * Node has no call for file locks, but it brings SQLite, whose connections lock with fcntl on POSIX and LockFileEx on
 * Windows. An empty SQLite file is all that is needed: `BEGIN EXCLUSIVE` takes the lock, and the kernel decides a race
 * between two processes, so there is no stale lock to find and no file to unlink. It works between containers that
 * share a volume, where a pid means nothing.
 *
 * POSIX forgets a process's locks on a file when any descriptor of it is closed: nothing else may open this file.
 */
import { DatabaseSync } from 'node:sqlite';

export type OsLock = { release(): void };

const busy = 5;
const isBusy = (thrown: unknown): boolean => (thrown as { errcode?: unknown }).errcode === busy;

/** The lock, or undefined when another connection holds it. Throws when the file cannot be opened or locked. */
export function tryLock(file: string): OsLock | undefined {
  const connection = new DatabaseSync(file, { timeout: 0 });
  try {
    connection.exec('BEGIN EXCLUSIVE');
    return { release: () => connection.close() };
  } catch (thrown) {
    connection.close();
    if (isBusy(thrown)) return undefined;
    throw thrown;
  }
}

/** Whether someone holds the lock. Asks for a shared lock only, for the length of one statement. */
export function isLocked(file: string): boolean {
  const connection = new DatabaseSync(file, { timeout: 0, readOnly: true });
  try {
    connection.exec('SELECT 1 FROM sqlite_master');
    return false;
  } catch (thrown) {
    if (isBusy(thrown)) return true;
    throw thrown;
  } finally {
    connection.close();
  }
}
