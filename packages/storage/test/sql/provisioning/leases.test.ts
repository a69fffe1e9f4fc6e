import { AbortedError } from '@drawbridge/base';
import type { Job, Lease, Quarantine } from '@drawbridge/engine';
import { aJob, aLink, aLogRecord, aMoment, aPage, type ProvisioningStores } from '@drawbridge/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { onBothEngines, onPostgres, type ServiceDatabase } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const leaseMs = 30_000;
const nothing = { watermark: false, escrows: false, quarantine: false, links: false, forceDeletes: false };
const quarantine: Quarantine = {
  reason: 'EncounteredQuarantineException',
  currentBegan: aMoment.toISOString(),
  seriesBegan: aMoment.toISOString(),
  seriesCount: 1,
  nextAttempt: later(60_000).toISOString(),
  error: { code: 'TARGET_UNAUTHORIZED', message: 'The application refuses the secret token.' },
};

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

onBothEngines(({ database }) => {
  let stores: ProvisioningStores;
  beforeEach(() => {
    stores = openStores(database());
  });

  describe('a restart while a worker runs', () => {
    test('keeps the job from others until that worker has stopped', async () => {
      const { id, status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.restart(id, { ...nothing, watermark: true }, later(10));
      expect(await stores.jobs.renew(lease, later(90_000))).toBe(false);
      expect(await stores.jobs.claim('w2', later(20), leaseMs)).toBeUndefined();
      await stores.jobs.release(lease, { ...status, countSuccessiveCompleteFailures: 7 }, later(60_000));
      const next = await stores.jobs.claim('w2', later(20), leaseMs);
      expect(next?.job.status.countSuccessiveCompleteFailures).toBe(0);
      expect(next?.lease.fence).toBeGreaterThan(lease.fence);
    });

    test('keeps the job from others until the time of a dead worker is over', async () => {
      const { id } = await dueJob(stores);
      await claimed(stores);
      await stores.jobs.restart(id, nothing, later(10));
      expect(await stores.jobs.claim('w2', later(leaseMs - 1), leaseMs)).toBeUndefined();
      expect(await stores.jobs.nextDue()).toEqual(later(leaseMs));
      expect(await stores.jobs.claim('w2', later(leaseMs), leaseMs)).toBeDefined();
    });

    test('does not let a late run of the same worker give back the job of its next run', async () => {
      const { id, status } = await dueJob(stores);
      const first = await claimed(stores);
      await stores.jobs.restart(id, nothing, later(10));
      await claimed(stores, 'w1', later(leaseMs));
      await stores.jobs.restart(id, nothing, later(leaseMs + 10));
      await stores.jobs.release(first, status, later(60_000));
      expect(await stores.jobs.claim('w2', later(leaseMs + 20), leaseMs)).toBeUndefined();
    });

    test('twice is like once: the job is free when the worker has stopped', async () => {
      const { id, status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.restart(id, nothing, later(10));
      await stores.jobs.setSchema(id, aJob().schema);
      await stores.jobs.release(lease, status, undefined);
      expect(await stores.jobs.claim('w2', later(20), leaseMs)).toBeDefined();
    });

    test('the next worker can write', async () => {
      const { id, status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.restart(id, nothing, later(10));
      await expect(stores.jobs.saveCursor(lease, undefined)).rejects.toThrow(AbortedError);
      await stores.jobs.release(lease, status, undefined);
      const next = await claimed(stores, 'w2', later(20));
      await stores.cycles.commitPage(id, next, aPage({ put: [aLink()] }));
      expect(await stores.jobs.renew(next, later(90_000))).toBe(true);
    });
  });

  test('a restart of a job that nobody works on fences off nobody', async () => {
    const { id } = await dueJob(stores);
    await stores.jobs.restart(id, nothing, aMoment);
    const lease = await claimed(stores);
    expect(await stores.jobs.renew(lease, later(90_000))).toBe(true);
  });

  test('a restart without links keeps the cursor it was not asked to clear', async () => {
    const cursor = { kind: 'incremental', position: '5' } as const;
    const { id } = await dueJob(stores, { cursor });
    await stores.jobs.restart(id, { ...nothing, quarantine: true }, aMoment);
    expect((await stores.jobs.get(id))?.cursor).toEqual(cursor);
  });

  describe('waking', () => {
    test('a change during a run that ends in quarantine does not cut the quarantine short', async () => {
      const { status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.wake(later(10));
      await stores.jobs.release(lease, { ...status, quarantine }, later(60_000));
      expect(await stores.jobs.nextDue()).toEqual(later(60_000));
    });

    test('who names a job during a run that ends in quarantine has it tried at once', async () => {
      const { id, status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.wake(later(10), [id]);
      await stores.jobs.wake(later(11));
      await stores.jobs.release(lease, { ...status, quarantine }, later(60_000));
      expect(await stores.jobs.claim('w1', later(20), leaseMs)).toBeDefined();
    });

    test('a wake is used up by the run that follows it', async () => {
      const { status } = await dueJob(stores);
      await stores.jobs.wake(later(10));
      const lease = await claimed(stores, 'w1', later(20));
      await stores.jobs.release(lease, status, later(60_000));
      expect(await stores.jobs.nextDue()).toEqual(later(60_000));
    });

    test('named jobs wake, the others sleep on, and nobody named is nobody woken', async () => {
      const [one, other] = [await dueJob(stores), await dueJob(stores)];
      for (const { id, schedule } of [one, other]) await stores.jobs.setSchedule(id, schedule, later(60_000));
      await stores.jobs.wake(aMoment, []);
      expect(await stores.jobs.nextDue()).toEqual(later(60_000));
      await stores.jobs.wake(aMoment, [other.id]);
      expect((await claimed(stores)).jobId).toBe(other.id);
      expect(await stores.jobs.claim('w1', aMoment, leaseMs)).toBeUndefined();
    });

    test('an overdue job keeps its place in the line', async () => {
      const [first, second] = [await dueJob(stores), await dueJob(stores)];
      await stores.jobs.setSchedule(second.id, second.schedule, later(1));
      await stores.jobs.wake(later(5_000), [second.id]);
      await stores.jobs.wake(later(5_001));
      expect((await claimed(stores, 'w1', later(6_000))).jobId).toBe(first.id);
    });

    test('a job paused while it is worked on is not woken, and not due when it is given back', async () => {
      const { id, schedule, status } = await dueJob(stores);
      const lease = await claimed(stores);
      await stores.jobs.setSchedule(id, { ...schedule, state: 'Paused' }, undefined);
      await stores.jobs.wake(later(5));
      await stores.jobs.release(lease, status, later(10));
      expect(await stores.jobs.nextDue()).toBeUndefined();
      expect(await stores.jobs.claim('w1', later(20), leaseMs)).toBeUndefined();
    });
  });

  test('a status with every character there is comes back as it was', async () => {
    const { id, status } = await dueJob(stores);
    const lease = await claimed(stores);
    const message = 'half \ud800, zero \0, quote " and \\u0000';
    const ill = { ...status, quarantine: { ...quarantine, error: { code: 'TARGET_NOT_SCIM', message } } };
    await stores.jobs.release(lease, ill, later(60_000));
    expect((await stores.jobs.get(id))?.status).toEqual(ill);
  });
});

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
