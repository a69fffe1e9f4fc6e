/** What a person who opens the admin centre has to know, read from what cycles left behind. */
import { newId, newTimeOrderedId } from '@drawbridge/base';
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { aJob, aLogRecord, aMoment, anEscrow, aPage } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { SqlOverview } from '../../../src/sql/provisioning/overview.ts';
import { SqlProvisioningLog } from '../../../src/sql/provisioning/provisioning-log.ts';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const minuteMs = 60_000;
const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

onBothEngines(({ database }) => {
  const overview = () => new SqlOverview(database());

  /** An application with a job, and what a page of it leaves behind. */
  async function anApplication(
    log: readonly Partial<ProvisioningLogRecord>[],
    escrows: Parameters<typeof aPage>[0] = {},
  ) {
    const servicePrincipalId = newId();
    await sql`
      insert into service_principals (id, app_id, display_name, service_principal_type, account_enabled,
        app_role_assignment_required, application_template_id, attributes, created_at)
      values (${servicePrincipalId}, ${newId()}, 'Payroll', 'Application', true, true, ${newId()}, '{}', now())
    `.execute(database().kysely);
    const { jobs, cycles } = openStores(database());
    const job = aJob({ servicePrincipalId });
    await jobs.create(job);
    const records = log.map((given) => {
      const activityAt = given.activityAt ?? aMoment;
      return aLogRecord({ jobId: job.id, servicePrincipalId, id: newTimeOrderedId(activityAt.getTime()), ...given });
    });
    await cycles.commitPage(job.id, undefined, aPage({ ...escrows, log: records }));
    return { servicePrincipalId, job };
  }

  test('outcomes are counted by the hour, over pages and for each application', async () => {
    const one = await anApplication([
      { activityAt: later(0) },
      { activityAt: later(0), action: 'disable' },
      { activityAt: later(0), status: 'failure', action: 'update' },
      { activityAt: later(60 * minuteMs), status: 'skipped', action: 'other' },
    ]);
    const two = await anApplication([{ activityAt: later(0) }]);
    const since = later(-60 * minuteMs);
    const none = { created: 0, updated: 0, disabled: 0, deleted: 0, failed: 0, skipped: 0 };
    expect(await overview().outcomesSince(since, [one.servicePrincipalId])).toMatchObject([
      { ...none, created: 1, disabled: 1, failed: 1 },
      { ...none, skipped: 1 },
    ]);
    const both = await overview().outcomesSince(since, [one.servicePrincipalId, two.servicePrincipalId]);
    expect(both[0]).toMatchObject({ created: 2 });
    expect(await overview().outcomesSince(later(2 * 60 * minuteMs), undefined)).toEqual([]);
    const log = new SqlProvisioningLog(database(), { tenantId: newId(), initiatorName: '' });
    await log.trim(later(24 * 60 * minuteMs), 1000);
    expect(await overview().outcomesSince(since, undefined)).toEqual([]);
  });

  test('the time from leaving to the end of the deprovisioning is measured for people who left', async () => {
    const left = (seconds: number): Partial<ProvisioningLogRecord> => ({
      action: 'disable',
      durationMs: 0,
      leftAt: later(-seconds * 1000),
    });
    const { servicePrincipalId } = await anApplication([
      ...Array.from({ length: 19 }, () => left(2)),
      left(100),
      // Neither a failure, nor a group, nor what nobody knows the moment of.
      { ...left(500), status: 'failure' },
      { ...left(500), objectType: 'Group' },
      { action: 'delete' },
    ]);
    const latency = await overview().leaversSince(later(-minuteMs), [servicePrincipalId]);
    expect(latency.count).toBe(20);
    expect(latency.medianMs).toBeCloseTo(2000);
    expect(latency.p95Ms).toBeGreaterThan(2000);
    expect(await overview().leaversSince(later(minuteMs), [servicePrincipalId])).toEqual({ count: 0 });
  });

  test('what fails is named with its application, also those who left and still have their accounts', async () => {
    const { servicePrincipalId, job } = await anApplication([], {
      escrows: [
        anEscrow({ firstFailedAt: aMoment, leftAt: later(-minuteMs) }),
        anEscrow({ firstFailedAt: later(minuteMs) }),
      ],
    });
    const healthy = await anApplication([]);
    const confined = [servicePrincipalId, healthy.servicePrincipalId];
    expect(await overview().ailingJobs(confined, 10)).toEqual([
      { servicePrincipalId, displayName: 'Payroll', jobId: job.id, failing: { count: 2, since: aMoment } },
    ]);
    expect(await overview().leaversWaiting(confined)).toEqual({ count: 1, since: later(-minuteMs) });
    expect(await overview().leaversWaiting([healthy.servicePrincipalId])).toBeUndefined();
  });
});
