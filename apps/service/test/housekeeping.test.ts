/** What housekeeping takes away, and when. */
import { newId, newTimeOrderedId, systemClock, type Clock } from '@drawbridge/base';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSettings } from '../src/config.ts';
import { startHousekeeping } from '../src/housekeeping.ts';
import { eventually, startService, type TestService } from './support/service.ts';

const dayMs = 24 * 60 * 60_000;
let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

it('audit records go when their retention is over, younger ones stay', async () => {
  const { auditLog } = service.services;
  const now = systemClock.now().getTime();
  const aged = (days: number) => {
    const activityAt = new Date(now - days * dayMs);
    return {
      id: newTimeOrderedId(activityAt.getTime()),
      activityAt,
      activity: 'Update user',
      category: 'UserManagement',
      operationType: 'Update',
      service: 'Core Directory',
      correlationId: newId(),
      result: 'success',
      resultReason: '',
      initiator: { type: 'system', displayName: 'test' },
      targets: [],
      details: [],
    } as const;
  };
  const [old, young] = [aged(8), aged(6)];
  await auditLog.append([old, young]);

  const [sleeping, wakeUp] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let naps = 0;
  const clock: Clock = {
    ...systemClock,
    sleep: async (ms, signal) => {
      naps += 1;
      sleeping.resolve();
      // The first sleep ends when the test says so, the next with the housekeeping.
      if (naps === 1) return wakeUp.promise;
      return systemClock.sleep(ms, signal);
    },
  };
  const settings = readSettings({ dataDirectory: service.dataDirectory, auditRetentionDays: '7' }, {});
  const housekeeping = startHousekeeping({ ...service.services, clock }, settings);
  await sleeping.promise;
  expect(await auditLog.get(old.id)).toBeDefined();
  wakeUp.resolve();
  await eventually(
    () => auditLog.get(old.id),
    (record) => record === undefined,
  );
  expect(await auditLog.get(young.id)).toBeDefined();
  await housekeeping.close();
});
