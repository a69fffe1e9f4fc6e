/**
 * One process at a time per data directory. The truth is the operating system's lock on `.lock` (see os-lock.ts);
 * `.holder.json` beside it only tells who holds it and what the holder wants known, such as the URL it serves, and is
 * believed only while the lock is held. After kill -9 the next process simply takes the lock: nothing to clean up.
 */
import { existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { StorageError, systemClock, type Clock } from '@drawbridge/base';
import { isLocked, tryLock, type OsLock } from './os-lock.ts';

/** `pid` is 0 in the instant before a new holder has written its name. */
export type LockHolder = {
  readonly pid: number;
  readonly purpose: string;
  readonly facts: Readonly<Record<string, string>>;
};

export type DirectoryLock = {
  /** Makes facts known to other processes (`readLockHolder`). Adds to what was published before. */
  publish(facts: Readonly<Record<string, string>>): void;
  release(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type LockOptions = {
  /** One word for what the holder does, for the message that a second process gets. */
  readonly purpose: string;
  readonly clock?: Clock;
};

const lockFile = '.lock';
const holderFile = '.holder.json';
/** Long enough to outlast someone who only looks (`readLockHolder`), short enough not to be noticed. */
const attempts = 10;
const pauseMs = 30;

/**
 * Takes the directory for this process, making it if it is not there.
 * Throws StorageError: DATA_DIRECTORY_LOCKED when another process (or this one) has it, DATA_DIRECTORY_UNUSABLE when
 * it is a file, cannot be made or cannot be written.
 */
export async function lockDataDirectory(
  directory: string,
  { purpose, clock = systemClock }: LockOptions,
): Promise<DirectoryLock> {
  const path = resolve(directory);
  makeUsable(path);
  const lock = await acquire(path, clock);
  let facts: Readonly<Record<string, string>> = {};
  let isReleased = false;
  const write = (): void => writeHolder(path, { pid: process.pid, purpose, facts });
  const release = async (): Promise<void> => {
    if (isReleased) return;
    isReleased = true;
    rmSync(join(path, holderFile), { force: true });
    lock.release();
  };
  try {
    write();
  } catch (cause) {
    lock.release();
    throw unusable(path, { cause });
  }
  return {
    publish: (more) => {
      if (isReleased) return;
      facts = { ...facts, ...more };
      write();
    },
    release,
    [Symbol.asyncDispose]: release,
  };
}

/** Who holds the directory, and what it published; undefined when nobody does. */
export async function readLockHolder(directory: string, clock: Clock = systemClock): Promise<LockHolder | undefined> {
  const path = resolve(directory);
  const file = join(path, lockFile);
  for (let attempt = 1; ; attempt++) {
    if (!existsSync(file) || !isLocked(file)) return undefined;
    const holder = parseHolder(await readFile(join(path, holderFile), 'utf8').catch(() => ''));
    if (holder || attempt === attempts) return holder ?? { pid: 0, purpose: 'unknown', facts: {} };
    await clock.sleep(pauseMs);
  }
}

async function acquire(path: string, clock: Clock): Promise<OsLock> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const lock = attempt === 1 ? tryLockIn(path) : (await clock.sleep(pauseMs), tryLockIn(path));
    if (lock) return lock;
  }
  throw locked(path, await readLockHolder(path, clock));
}

function tryLockIn(path: string): OsLock | undefined {
  try {
    return tryLock(join(path, lockFile));
  } catch (cause) {
    throw unusable(path, { cause });
  }
}

function makeUsable(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (statSync(path).isDirectory()) return;
  } catch (cause) {
    throw unusable(path, { cause });
  }
  throw unusable(path, { reason: 'it is not a directory' });
}

function writeHolder(path: string, holder: LockHolder): void {
  const file = join(path, holderFile);
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(holder));
  renameSync(draft, file);
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const { pid, purpose, facts } = JSON.parse(text) as Partial<LockHolder>;
    return typeof pid === 'number' ? { pid, purpose: purpose ?? 'unknown', facts: facts ?? {} } : undefined;
  } catch {
    return undefined; // half a moment too early: the holder has not written it yet
  }
}

function locked(path: string, holder: LockHolder | undefined): StorageError {
  const pid = holder?.pid || undefined;
  const who = pid === undefined ? 'another process' : pid === process.pid ? `this process (${pid})` : `process ${pid}`;
  const what = holder && pid !== undefined ? ` as ${holder.purpose}` : '';
  return new StorageError(
    'DATA_DIRECTORY_LOCKED',
    `The data directory ${path} is in use by ${who}${what}. Stop that process, or choose another directory.`,
    { details: { directory: path, pid } },
  );
}

function unusable(path: string, { reason, cause }: { reason?: string; cause?: unknown }): StorageError {
  const fact = reason ?? reasonOf(cause);
  return new StorageError(
    'DATA_DIRECTORY_UNUSABLE',
    `The data directory ${path} cannot be used: ${fact}. It must be a directory that this user may write to.`,
    { details: { directory: path }, cause },
  );
}

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'EEXIST' || code === 'ENOTDIR') return 'it is not a directory';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'it may not be written';
  return message;
}
