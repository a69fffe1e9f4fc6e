/** What every JobStore must do, whatever it stores in. */
import { AbortedError, newId } from '@drawbridge/base';
import {
  keptSchemaVersions,
  type CycleCursor,
  type Job,
  type JobStatus,
  type Lease,
  type SchemaChange,
} from '@drawbridge/engine';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { aJob, aLink, aMoment, anEscrow, aPage, aReference } from '../builders/provisioning.ts';
import type { OpenProvisioningStores, ProvisioningStores } from './provisioning-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const leaseMs = 30_000;
const cursor: CycleCursor = { kind: 'incremental', position: '17' };
const nothing = { watermark: false, escrows: false, quarantine: false, links: false, forceDeletes: false };

export function jobStoreContract(name: string, open: OpenProvisioningStores): void {
  describe(`${name} as a JobStore`, () => {
    let stores: ProvisioningStores;
    beforeEach(async () => {
      stores = await open();
    });
    afterEach(() => stores.close());

    /** A stored job that is due. */
    async function dueJob(given: Partial<Job> = {}, dueAt = aMoment): Promise<Job> {
      const job = aJob(given);
      await stores.jobs.create(job);
      await stores.jobs.setSchedule(job.id, job.schedule, dueAt);
      return job;
    }
    async function claimed(now = aMoment, owner = 'w1'): Promise<{ job: Job; lease: Lease }> {
      const claim = await stores.jobs.claim(owner, now, leaseMs);
      expect(claim, 'a job is due and free').toBeDefined();
      return claim!;
    }

    test('a created job is read back as it was', async () => {
      const job = aJob({
        cursor: { kind: 'initial', cycleId: newId(), position: '3', phase: 'users', after: newId() },
      });
      await stores.jobs.create(job);
      expect(await stores.jobs.get(job.id)).toEqual(job);
      expect(await stores.jobs.listByServicePrincipal(job.servicePrincipalId)).toEqual([job]);
      expect(await stores.jobs.get('scim.0.0')).toBeUndefined();
    });

    test('a removed job is gone, with its links', async () => {
      const job = await dueJob();
      const link = aLink();
      await stores.cycles.commitPage(job.id, undefined, aPage({ put: [link] }));
      await stores.jobs.remove(job.id);
      expect(await stores.jobs.get(job.id)).toBeUndefined();
      expect(await stores.jobs.claim('w1', aMoment, leaseMs)).toBeUndefined();
      expect((await stores.links.linksOf(job.id, [link.sourceId])).size).toBe(0);
    });

    test('a due job is claimed by one worker only', async () => {
      const job = await dueJob();
      const claims = await Promise.all([1, 2, 3, 4].map((n) => stores.jobs.claim(`w${n}`, aMoment, leaseMs)));
      expect(claims.filter((claim) => claim?.job.id === job.id)).toHaveLength(1);
    });

    test('a job that is excepted is neither claimed nor next', async () => {
      const job = await dueJob();
      expect(await stores.jobs.claim('w1', aMoment, leaseMs, [job.id, `it's "another"`])).toBeUndefined();
      expect(await stores.jobs.nextDue([job.id])).toBeUndefined();
      expect((await stores.jobs.claim('w1', aMoment, leaseMs, ['scim.0.0']))?.job.id).toBe(job.id);
    });

    test('the longest overdue job is claimed first, and one not due yet is not claimed', async () => {
      const young = await dueJob({}, later(-1_000));
      const old = await dueJob({}, later(-5_000));
      await dueJob({}, later(60_000));
      expect((await claimed()).job.id).toBe(old.id);
      expect((await claimed()).job.id).toBe(young.id);
      expect(await stores.jobs.claim('w1', aMoment, leaseMs)).toBeUndefined();
    });

    test('a paused or disabled job is not claimed', async () => {
      const job = await dueJob();
      await stores.jobs.setSchedule(job.id, { state: 'Paused', intervalMs: 1_000 }, aMoment);
      expect(await stores.jobs.claim('w1', aMoment, leaseMs)).toBeUndefined();
      expect((await stores.jobs.get(job.id))?.schedule).toEqual({ state: 'Paused', intervalMs: 1_000 });
    });

    test('a lease that ran out is taken over, and its old holder can write no more', async () => {
      await dueJob();
      const first = await claimed();
      const second = await claimed(later(leaseMs + 1), 'w2');
      expect(second.lease.fence).toBeGreaterThan(first.lease.fence);
      expect(await stores.jobs.renew(first.lease, later(99_000))).toBe(false);
      await expect(stores.jobs.saveCursor(first.lease, cursor)).rejects.toThrow(AbortedError);
      await stores.jobs.release(first.lease, { countSuccessiveCompleteFailures: 7, escrowsPruned: true }, undefined);
      expect((await stores.jobs.get(first.job.id))?.status.countSuccessiveCompleteFailures).toBe(0);
    });

    test('a renewed lease is not taken over', async () => {
      await dueJob();
      const { lease } = await claimed();
      expect(await stores.jobs.renew(lease, later(120_000))).toBe(true);
      expect(await stores.jobs.claim('w2', later(leaseMs + 1), leaseMs)).toBeUndefined();
    });

    test('a released job keeps its status and is due when the worker said', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      const status: JobStatus = { countSuccessiveCompleteFailures: 2, escrowsPruned: false };
      await stores.jobs.release(lease, status, later(5_000));
      expect((await stores.jobs.get(job.id))?.status).toEqual(status);
      expect(await stores.jobs.nextDue()).toEqual(later(5_000));
      expect(await stores.jobs.claim('w1', later(4_999), leaseMs)).toBeUndefined();
      expect((await claimed(later(5_000))).job.id).toBe(job.id);
    });

    test('a job woken while it is worked on is due at once when it is given back', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      await stores.jobs.wake(later(100));
      await stores.jobs.release(lease, job.status, later(60_000));
      expect((await claimed(later(200))).job.id).toBe(job.id);
    });

    test('waking makes active jobs due, and leaves paused ones', async () => {
      const active = await dueJob({}, later(60_000));
      await dueJob({ schedule: { state: 'Paused', intervalMs: 1_000 } });
      await stores.jobs.wake(aMoment);
      expect((await claimed()).job.id).toBe(active.id);
      expect(await stores.jobs.claim('w1', aMoment, leaseMs)).toBeUndefined();
    });

    test('waking all leaves a quarantined job alone, waking it by name does not', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      const at = aMoment.toISOString();
      const quarantine = {
        reason: 'EncounteredQuarantineException',
        currentBegan: at,
        seriesBegan: at,
        seriesCount: 1,
        nextAttempt: later(60_000).toISOString(),
        error: { code: 'TARGET_UNAUTHORIZED', message: 'The application refuses the secret token.' },
      } as const;
      await stores.jobs.release(lease, { ...job.status, quarantine }, later(60_000));
      await stores.jobs.wake(later(1));
      expect(await stores.jobs.claim('w1', later(2), leaseMs)).toBeUndefined();
      await stores.jobs.wake(later(3), [job.id]);
      expect((await claimed(later(4))).job.id).toBe(job.id);
    });

    test('progress is stored while the job is worked on', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      const status: JobStatus = { countSuccessiveCompleteFailures: 0, escrowsPruned: true };
      await stores.jobs.saveStatus(lease, status);
      expect((await stores.jobs.get(job.id))?.status).toEqual(status);
      expect(await stores.jobs.claim('w2', later(1), leaseMs)).toBeUndefined();
    });

    test('the cursor is kept, and cleared', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      await stores.jobs.saveCursor(lease, cursor);
      expect((await stores.jobs.get(job.id))?.cursor).toEqual(cursor);
      await stores.jobs.saveCursor(lease, undefined);
      expect((await stores.jobs.get(job.id))?.cursor).toBeUndefined();
    });

    test('a new schema clears the cursor and fences off the worker that works by the old one', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      await stores.jobs.saveCursor(lease, cursor);
      await stores.jobs.setSchema(job.id, { ...job.schema, version: 'v2' });
      const changed = await stores.jobs.get(job.id);
      expect(changed?.schema.version).toBe('v2');
      expect(changed?.schemaVersion).toBe(job.schemaVersion + 1);
      expect(changed?.cursor).toBeUndefined();
      await expect(stores.jobs.saveCursor(lease, cursor)).rejects.toThrow(AbortedError);
    });

    test('every schema that a job had is kept, newest first, with who saved it', async () => {
      const job = await dueJob();
      const change: SchemaChange = {
        at: later(5),
        by: { type: 'user', id: newId(), displayName: 'Ada', userPrincipalName: 'ada@corp.example' },
        changes: ['User: title mapping'],
        restoredVersion: 1,
      };
      await stores.jobs.setSchema(job.id, { ...job.schema, version: 'v2' }, change);
      await stores.jobs.setSchema(job.id, { ...job.schema, version: 'v3' });
      const first = job.schemaVersion;
      const list = await stores.jobs.listSchemaVersions(job.id, { limit: 10 });
      expect(list).toEqual([{ version: first + 2 }, { version: first + 1, change }, { version: first }]);
      expect(await stores.jobs.listSchemaVersions(job.id, { before: first + 2, limit: 1 })).toEqual([list[1]]);
      const kept = await stores.jobs.readSchemaVersion(job.id, first + 1);
      expect(kept).toEqual({ version: first + 1, change, schema: { ...job.schema, version: 'v2' } });
      expect((await stores.jobs.readSchemaVersion(job.id, first))?.schema).toEqual(job.schema);
      expect(await stores.jobs.readSchemaVersion(job.id, first + 3)).toBeUndefined();
      expect(await stores.jobs.readSchemaVersion(newId(), first)).toBeUndefined();
      await stores.jobs.remove(job.id);
      expect(await stores.jobs.listSchemaVersions(job.id, { limit: 10 })).toEqual([]);
    });

    test('the oldest schemas are forgotten', async () => {
      const job = await dueJob();
      for (let change = 0; change < keptSchemaVersions; change++) await stores.jobs.setSchema(job.id, job.schema);
      const kept = await stores.jobs.listSchemaVersions(job.id, { limit: 100 });
      expect(kept).toHaveLength(keptSchemaVersions);
      expect(kept.at(-1)?.version).toBe(job.schemaVersion + 1);
    });

    test('a restart clears what was asked, fences off the worker and makes the job due', async () => {
      await dueJob();
      const { job, lease } = await claimed();
      const link = aLink();
      await stores.cycles.commitPage(job.id, lease, aPage({ cursor, put: [link], escrows: [anEscrow()] }));
      await stores.jobs.restart(job.id, { ...nothing, watermark: true, escrows: true, forceDeletes: true }, later(10));
      const restarted = await stores.jobs.get(job.id);
      expect(restarted?.cursor).toBeUndefined();
      expect(restarted?.status.forceDeletes).toBe(true);
      expect(await stores.links.countEscrows(job.id)).toBe(0);
      expect((await stores.links.linksOf(job.id, [link.sourceId])).size).toBe(1);
      await expect(stores.cycles.commitPage(job.id, lease, aPage())).rejects.toThrow(AbortedError);
      await stores.jobs.release(lease, job.status, undefined);
      expect((await claimed(later(11))).job.status.forceDeletes).toBe(true);
    });

    test('a restart that forgets the links forgets the references too', async () => {
      const job = await dueJob();
      const link = aLink();
      const reference = aReference({ ownerId: link.sourceId });
      await stores.cycles.commitPage(job.id, undefined, aPage({ put: [link], written: [reference] }));
      await stores.jobs.restart(job.id, { ...nothing, watermark: true, links: true }, aMoment);
      expect((await stores.links.linksOf(job.id, [link.sourceId])).size).toBe(0);
      expect(await stores.links.writtenReferences(job.id, [reference])).toEqual([]);
    });

    test('no job due means no time to wait for', async () => {
      expect(await stores.jobs.nextDue()).toBeUndefined();
      await stores.jobs.create(aJob());
      expect(await stores.jobs.nextDue()).toBeUndefined();
    });
  });
}
