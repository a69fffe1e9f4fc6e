import { chmodSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockDataDirectory, readLockHolder } from '../../../src/database/index.ts';
import { startChild, type Child } from '../processes/child.ts';
import { temporaryDirectory } from '../temporary-directory.ts';

const purpose = 'service';

function holdInAnotherProcess(directory: string): Child {
  const child = startChild('./hold-lock.ts', directory);
  onTestFinished(() => child.kill('SIGKILL'));
  return child;
}

describe('lockDataDirectory', () => {
  test('a directory that is not there is made, and free again after release', async () => {
    const directory = join(temporaryDirectory(), 'a', 'b');
    const first = await lockDataDirectory(directory, { purpose });
    await first.release();
    const second = await lockDataDirectory(directory, { purpose });
    await Promise.all([second.release(), second.release()]);
    expect(await readLockHolder(directory)).toBeUndefined();
  });

  test('a second lock in the same process is refused', async () => {
    const directory = temporaryDirectory();
    await using _lock = await lockDataDirectory(directory, { purpose });
    await expect(lockDataDirectory(directory, { purpose })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_LOCKED',
      message: expect.stringContaining(`this process (${process.pid})`) as string,
    });
  });

  test('a directory that another process holds is refused, naming directory, pid and remedy', async () => {
    const directory = temporaryDirectory();
    const other = holdInAnotherProcess(directory);
    await other.line((line) => line === 'locked');
    const failure = (await lockDataDirectory(directory, { purpose }).catch((thrown: unknown) => thrown)) as Error;
    expect(failure).toMatchObject({ code: 'DATA_DIRECTORY_LOCKED', details: { directory, pid: other.process.pid } });
    for (const part of [directory, `process ${other.process.pid}`, 'as service', 'Stop that process'])
      expect(failure.message).toContain(part);
  });

  test('the lock of a process killed with -9 is free at once, without cleaning up', async () => {
    const directory = temporaryDirectory();
    for (let round = 0; round < 3; round++) {
      const other = holdInAnotherProcess(directory);
      await other.line((line) => line === 'locked');
      await other.kill('SIGKILL');
      expect(readdirSync(directory)).toContain('.holder.json');
      expect(await readLockHolder(directory)).toBeUndefined();
    }
    await using _lock = await lockDataDirectory(directory, { purpose });
  });

  test('of many processes that start at once exactly one gets the directory', async () => {
    const directory = temporaryDirectory();
    const children = Array.from({ length: 5 }, () => holdInAnotherProcess(directory));
    const outcomes = await Promise.all(children.map((child) => child.line(() => true)));
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 4 }, () => 'DATA_DIRECTORY_LOCKED'), 'locked']);
  });

  test.each([
    ['a file', (path: string) => writeFileSync(path, '')],
    ['below a file', (path: string) => writeFileSync(join(path, '..'), '')],
  ])('a path that is %s is refused as unusable', async (name, make) => {
    const path = name === 'a file' ? join(temporaryDirectory(), 'data') : join(temporaryDirectory(), 'file', 'data');
    make(path);
    await expect(lockDataDirectory(path, { purpose })).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_UNUSABLE',
      message: expect.stringContaining(path) as string,
    });
  });

  test('a lock file that cannot be opened makes the directory unusable', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, '.lock'));
    await expect(lockDataDirectory(directory, { purpose })).rejects.toMatchObject({ code: 'DATA_DIRECTORY_UNUSABLE' });
  });

  test('a directory without write permission is refused as unusable', async () => {
    const directory = temporaryDirectory();
    chmodSync(directory, 0o555);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.('nobody'); // root may write anywhere
    try {
      await expect(lockDataDirectory(directory, { purpose })).rejects.toMatchObject({
        code: 'DATA_DIRECTORY_UNUSABLE',
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

describe('readLockHolder', () => {
  test('a directory that nobody holds, or that does not exist, has no holder', async () => {
    expect(await readLockHolder(temporaryDirectory())).toBeUndefined();
    expect(await readLockHolder(join(temporaryDirectory(), 'nowhere'))).toBeUndefined();
  });

  test('another process reads who holds the directory and what it published', async () => {
    const directory = temporaryDirectory();
    const other = holdInAnotherProcess(directory);
    await other.line((line) => line === 'locked');
    expect(await readLockHolder(directory)).toEqual({
      pid: other.process.pid,
      purpose: 'service',
      facts: { url: 'http://127.0.0.1:8080' },
    });
  });

  test('facts published later are added to those before', async () => {
    const directory = temporaryDirectory();
    await using lock = await lockDataDirectory(directory, { purpose });
    lock.publish({ url: 'http://127.0.0.1:1', state: 'starting' });
    lock.publish({ state: 'ready' });
    expect((await readLockHolder(directory))?.facts).toEqual({ url: 'http://127.0.0.1:1', state: 'ready' });
  });

  test('those who look do not keep others from taking the lock', async () => {
    const directory = temporaryDirectory();
    await (await lockDataDirectory(directory, { purpose })).release();
    let isOver = false;
    const look = async (): Promise<void> => {
      while (!isOver) await readLockHolder(directory);
    };
    const lookers = Promise.all([look(), look()]);
    for (let round = 0; round < 20; round++) await (await lockDataDirectory(directory, { purpose })).release();
    isOver = true;
    await lookers;
  });
});
