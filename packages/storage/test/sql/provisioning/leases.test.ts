import { AbortedError } from '@drawbridge/base';
import type { Job, Lease } from '@drawbridge/engine';
import { aJob, aLink, aLogRecord, aMoment, aPage, type ProvisioningStores } from '@drawbridge/testkit';
import { expect, test } from 'vitest';
import { onPostgres, type ServiceDatabase } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const leaseMs = 30_000;
const nothing = { watermark: false, escrows: false, quarantine: false, links: false, forceDeletes: false };

async function dueJob({ jobs }: ProvisioningStores, given: Partial<Job> = {}): Promise<Job> {
  const job = aJob(given);
  await jobs.create(job);
  await jobs.setSchedule(job.id, job.schedule, aMoment);
  return job;
}

async function claimed({ jobs }: ProvisioningStores, owner = 'w1', now = aMoment): Promise<Lease> {
  const claim = await jobs.claim(owner, now, leaseMs);
  expect(claim, 'a job is due and free').toBeDefined();
  return claim!.lease;
}

onPostgres(({ database, openAnother }) => {
  async function withProcesses<T>(count: number, work: (processes: readonly ServiceDatabase[]) => Promise<T>) {
    const processes = await Promise.all(Array.from({ length: count }, openAnother));
    try {
      return await work(processes);
    } finally {
      await Promise.all(processes.map((process) => process.close()));
    }
  }

  test('eight workers share twenty jobs, and no job is ever held twice', async () => {
    const stores = openStores(database());
    const jobs = await Promise.all(Array.from({ length: 20 }, () => dueJob(stores)));
    const [held, runs] = [new Set<string>(), new Map<string, number>()];
    const roundsOfEach = 5;
    await withProcesses(8, async (processes) => {
      await Promise.all(
        processes.map(async (process, index) => {
          const own = openStores(process);
          for (;;) {
            const claim = await own.jobs.claim(`w${index}`, aMoment, leaseMs);
            if (!claim) {
              if ([...runs.values()].reduce((sum, count) => sum + count, 0) >= jobs.length * roundsOfEach) return;
              continue;
            }
            const { job, lease } = claim;
            expect(held.has(job.id), 'the job is held by one worker only').toBe(false);
            held.add(job.id);
            await own.cycles.commitPage(job.id, lease, aPage({ put: [aLink()] }));
            const run = (runs.get(job.id) ?? 0) + 1;
            runs.set(job.id, run);
            await own.jobs.wake(aMoment);
            held.delete(job.id);
            // A woken job is due at once; one that has had its rounds sleeps.
            if (run < roundsOfEach) await own.jobs.release(lease, job.status, aMoment);
            else await own.jobs.setSchedule(job.id, { ...job.schedule, state: 'Paused' }, undefined);
          }
        }),
      );
    });
    expect([...runs.values()]).toEqual(jobs.map(() => roundsOfEach));
    for (const { id } of jobs) expect(await stores.jobs.get(id)).toBeDefined();
  });

  test('a lease lost to another process cannot commit, whoever comes first', async () => {
    const stores = openStores(database());
    const job = await dueJob(stores);
    const lost = await claimed(stores);
    const link = aLink();
    await withProcesses(1, async ([process]) => {
      const other = openStores(process!);
      const taken = await other.jobs.claim('w2', later(leaseMs), leaseMs);
      expect(taken?.job.id).toBe(job.id);
      const page = aPage({ put: [link], log: [aLogRecord({ jobId: job.id })] });
      await expect(stores.cycles.commitPage(job.id, lost, page)).rejects.toThrow(AbortedError);
      await stores.jobs.saveStatus(lost, { ...job.status, escrowsPruned: true });
      await stores.jobs.release(lost, { ...job.status, escrowsPruned: true }, later(1));
      expect((await stores.jobs.get(job.id))?.status).toEqual(job.status);
      expect(await stores.countLog(job.id)).toBe(0);
      expect(await other.jobs.renew(taken!.lease, later(90_000))).toBe(true);
    });
  });

  test('of pages and a restart at the same moment, each page is wholly before the restart or not at all', async () => {
    const stores = openStores(database());
    await withProcesses(4, async (processes) => {
      for (let round = 0; round < 10; round++) {
        const { id } = await dueJob(stores);
        const lease = await claimed(stores, `w${round}`);
        const pages = processes.map((process) =>
          openStores(process).cycles.commitPage(
            id,
            lease,
            aPage({ cursor: { kind: 'incremental', position: '9' }, put: [aLink(), aLink()] }),
          ),
        );
        const restart = stores.jobs.restart(id, { ...nothing, watermark: true, links: true }, aMoment);
        const outcomes = await Promise.allSettled([...pages, restart]);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(AbortedError);
        }
        expect((await stores.jobs.get(id))?.cursor, 'nothing was written after the restart').toBeUndefined();
        expect(await stores.links.listLinks(id, { state: 'managed', limit: 10 })).toEqual([]);
        await stores.jobs.remove(id);
      }
    });
  });

  test('many who wake, claim and give back at once do not stop each other', async () => {
    const stores = openStores(database());
    const jobs = await Promise.all(Array.from({ length: 12 }, () => dueJob(stores)));
    const ids = jobs.map((job) => job.id);
    await withProcesses(4, async (processes) => {
      await Promise.all(
        processes.map(async (process, index) => {
          const own = openStores(process);
          for (let round = 0; round < 25; round++) {
            const claim = await own.jobs.claim(`w${index}`, later(round), leaseMs);
            await own.jobs.wake(later(round), round % 2 ? ids.toReversed() : undefined);
            if (claim) await own.jobs.release(claim.lease, claim.job.status, later(1_000_000));
          }
        }),
      );
    });
    await stores.jobs.wake(later(30));
    for (const { id } of jobs) expect((await claimed(stores, id, later(30))).owner).toBe(id);
  });
});
