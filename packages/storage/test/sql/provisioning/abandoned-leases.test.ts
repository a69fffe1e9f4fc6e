import { aJob } from '@drawbridge/testkit';
import { expect, test } from 'vitest';
import { endAbandonedLeases } from '../../../src/sql/provisioning/abandoned-leases.ts';
import { onEmbedded, onPostgres } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const now = new Date('2026-11-01T08:00:00Z');

onEmbedded(({ database }) => {
  test('a job whose process was killed is taken up at once', async () => {
    const { jobs } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await jobs.setSchedule(job.id, { ...job.schedule, state: 'Active' }, now);
    await jobs.claim('dead', now, 30_000);
    expect(await jobs.claim('next', now, 30_000)).toBeUndefined();

    await endAbandonedLeases(database());

    expect((await jobs.claim('next', now, 30_000))?.job.id).toBe(job.id);
  });
});

onPostgres(({ database }) => {
  test('a lease on a server is left alone, because its owner may live', async () => {
    const { jobs } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await jobs.setSchedule(job.id, { ...job.schedule, state: 'Active' }, now);
    await jobs.claim('alive', now, 30_000);

    await endAbandonedLeases(database());

    expect(await jobs.claim('next', now, 30_000)).toBeUndefined();
  });
});
