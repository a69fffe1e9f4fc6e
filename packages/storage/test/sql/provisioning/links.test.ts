import { AbortedError } from '@drawbridge/base';
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
