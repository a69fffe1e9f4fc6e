import { AbortedError, newId } from '@drawbridge/base';
import { aJob, aLink, aLogRecord, anEscrow, aPage, aReference, type ProvisioningStores } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { onBothEngines, onPostgres } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

async function someJob({ jobs }: ProvisioningStores): Promise<string> {
  const job = aJob();
  await jobs.create(job);
  return job.id;
}

onBothEngines(({ database }) => {
  let stores: ProvisioningStores;
  let jobId: string;
  beforeEach(async () => {
    stores = openStores(database());
    jobId = await someJob(stores);
  });

  test('two links may change their targets within one page, and keep their references', async () => {
    const [one, two] = [aLink(), aLink()];
    const reference = aReference({ ownerId: newId(), referencedId: one.sourceId });
    await stores.cycles.commitPage(jobId, undefined, aPage({ put: [one, two], written: [reference] }));
    const swapped = [
      { ...one, targetId: two.targetId },
      { ...two, targetId: one.targetId },
    ];
    await stores.cycles.commitPage(jobId, undefined, aPage({ put: swapped }));
    expect(await stores.links.linkOfTarget(jobId, 'User', one.targetId)).toEqual(swapped[1]);
    expect(await stores.links.linkOfTarget(jobId, 'User', two.targetId)).toEqual(swapped[0]);
    expect(await stores.links.writtenReferences(jobId, [reference])).toEqual([reference]);
  });

  test('a target belongs to the one linked last; the other is unlinked, and its references are forgotten', async () => {
    const first = aLink();
    const [owned, pointing] = [aReference({ ownerId: first.sourceId }), aReference({ referencedId: first.sourceId })];
    const group = aLink({ type: 'Group', targetId: first.targetId });
    await stores.cycles.commitPage(
      jobId,
      undefined,
      aPage({ put: [first, group], written: [owned, pointing], log: [aLogRecord({ jobId })] }),
    );
    const second = aLink({ targetId: first.targetId });
    await stores.cycles.commitPage(jobId, undefined, aPage({ put: [second] }));
    expect(await stores.links.linkOfTarget(jobId, 'User', first.targetId)).toEqual(second);
    expect(await stores.links.linkOfTarget(jobId, 'Group', first.targetId)).toEqual(group);
    expect((await stores.links.linksOf(jobId, [first.sourceId])).size).toBe(0);
    expect(await stores.links.writtenReferences(jobId, [owned, pointing])).toEqual([]);
  });

  test('a target id that PostgreSQL cannot hold is stored, and found by what the target said', async () => {
    const link = aLink({ targetId: 'zero \0', displayName: 'half \ud800' });
    await stores.cycles.commitPage(jobId, undefined, aPage({ put: [link], escrows: [anEscrow({ message: '\0' })] }));
    expect((await stores.links.linkOfTarget(jobId, 'User', 'zero \0'))?.sourceId).toBe(link.sourceId);
  });

  test('two jobs may link the same source and the same target', async () => {
    const otherId = await someJob(stores);
    const link = aLink();
    const reference = aReference({ ownerId: link.sourceId });
    for (const id of [jobId, otherId]) {
      await stores.cycles.commitPage(
        id,
        undefined,
        aPage({ put: [link], written: [reference], escrows: [anEscrow()] }),
      );
    }
    await stores.jobs.remove(otherId);
    expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(1);
    expect(await stores.links.writtenReferences(jobId, [reference])).toEqual([reference]);
    expect(await stores.links.countEscrows(jobId)).toBe(1);
  });

  test('a removed job leaves nothing behind, and provision on demand for it is refused', async () => {
    await stores.cycles.commitPage(
      jobId,
      undefined,
      aPage({ put: [aLink()], written: [aReference()], escrows: [anEscrow()] }),
    );
    await stores.jobs.remove(jobId);
    for (const table of ['links', 'written_references', 'escrows'] as const) {
      expect(await database().kysely.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    const page = aPage({ put: [aLink()], log: [aLogRecord({ jobId })] });
    await expect(stores.cycles.commitPage(jobId, undefined, page)).rejects.toThrow(AbortedError);
    expect(await stores.countLog(jobId)).toBe(0);
    expect(await stores.links.nextEscrowAt(jobId)).toBeUndefined();
  });

  test('a page that fails leaves nothing behind', async () => {
    const link = aLink();
    const log = aLogRecord({ jobId });
    const page = aPage({ put: [link], written: [aReference()], escrows: [anEscrow()], log: [log, log] });
    await expect(stores.cycles.commitPage(jobId, undefined, page)).rejects.toThrow(/duplicate key/);
    expect((await stores.links.linksOf(jobId, [link.sourceId])).size).toBe(0);
    expect(await stores.links.countEscrows(jobId)).toBe(0);
    expect(await stores.countLog(jobId)).toBe(0);
  });
});

onPostgres(({ database, openAnother }) => {
  test('a cycle and provision on demand that write the same people at once wait for each other', async () => {
    const stores = openStores(database());
    const jobId = await someJob(stores);
    await using another = await openAnother();
    const links = Array.from({ length: 50 }, () => aLink());
    const written = links.map((link) => aReference({ ownerId: link.sourceId }));
    for (let round = 0; round < 20; round++) {
      const page = (put: typeof links) => aPage({ put, written, escrows: links.map((link) => anEscrow(link)) });
      await Promise.all([
        stores.cycles.commitPage(jobId, undefined, page(links)),
        openStores(another).cycles.commitPage(jobId, undefined, page(links.toReversed())),
      ]);
    }
    const { rows } = await sql<{ count: string }>`select count(*) from links`.execute(database().kysely);
    expect(Number(rows[0]?.count)).toBe(50);
  });
});
