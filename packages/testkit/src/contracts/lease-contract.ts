/** What a JobStore promises about leases, restarts under way and waking, whatever it stores in. */
import { AbortedError } from '@drawbridge/base';
import type { Job, Lease, Quarantine } from '@drawbridge/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aJob, aLink, aMoment, aPage } from '../builders/provisioning.ts';
import type { OpenProvisioningStores, ProvisioningStores } from './provisioning-stores.ts';

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

export function leaseContract(name: string, open: OpenProvisioningStores): void {
  describe(`${name} and its leases`, () => {
    let stores: ProvisioningStores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

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

      test('a page that fences off leaves the worker nothing to write, and what it says stays', async () => {
        const { id, status } = await dueJob(stores);
        const lease = await claimed(stores);
        const link = aLink();
        await stores.cycles.commitPage(id, undefined, { ...aPage({ put: [link] }), fencesOff: true });
        const old = aPage({ put: [{ ...link, targetId: 'another' }] });
        await expect(stores.cycles.commitPage(id, lease, old)).rejects.toThrow(AbortedError);
        expect(await stores.jobs.renew(lease, later(90_000))).toBe(false);
        expect((await stores.links.linksOf(id, [link.sourceId])).get(link.sourceId)?.targetId).toBe(link.targetId);
        await stores.jobs.release(lease, status, later(60_000));
        const next = await claimed(stores, 'w2', later(60_000));
        await stores.cycles.commitPage(id, next, old);
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
}
