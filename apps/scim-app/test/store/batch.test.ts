import { StorageError } from '@drawbridge/base';
import { expect, test } from 'vitest';
import { Batch } from '../../src/store/batch.ts';

/** A batch that answers each number with its double, and can be held and made to fail. */
function doubling() {
  const batches: (readonly number[])[] = [];
  const gate = { opened: Promise.resolve() };
  const batch = new Batch<number, number>(async (jobs) => {
    batches.push(jobs);
    await gate.opened;
    if (jobs.includes(13)) throw new Error('13 is not allowed');
    if (jobs.includes(500)) throw new StorageError('DATABASE_UNREACHABLE', 'gone');
    return jobs.map((job) => (job < 0 ? { error: new Error('negative') } : { answer: 2 * job }));
  });
  return { batch, batches, gate };
}

test('jobs of one turn go together, and each gets its own answer', async () => {
  const { batch, batches } = doubling();
  expect(await Promise.all([1, 2, 3].map((job) => batch.submit(job)))).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1, 2, 3]]);
});

test('what arrives while a batch runs waits for it and goes together in the next', async () => {
  const { batch, batches, gate } = doubling();
  const { promise, resolve } = Promise.withResolvers<void>();
  gate.opened = promise;
  const first = batch.submit(1);
  await new Promise((done) => setImmediate(done));
  const others = [2, 3].map((job) => batch.submit(job));
  expect(batches).toEqual([[1]]);
  resolve();
  expect(await Promise.all([first, ...others])).toEqual([2, 4, 6]);
  expect(batches).toEqual([[1], [2, 3]]);
});

test('the error of one job is its own', async () => {
  const { batch } = doubling();
  const settled = await Promise.allSettled([1, -1, 2].map((job) => batch.submit(job)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a batch that fails as a whole is run again job by job', async () => {
  const { batch, batches } = doubling();
  const settled = await Promise.allSettled([1, 13, 2].map((job) => batch.submit(job)));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(batches).toEqual([[1, 13, 2], [1], [13], [2]]);
});

test('a database that is gone is told to everyone at once', async () => {
  const { batch, batches } = doubling();
  const settled = await Promise.allSettled([1, 500, 2].map((job) => batch.submit(job)));
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(batches).toHaveLength(1);
});
