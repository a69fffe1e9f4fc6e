import { newId, newTimeOrderedId } from '@drawbridge/base';
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { aJob, aLogRecord, aMoment, aPage } from '@drawbridge/testkit';
import { beforeEach, describe, expect, test } from 'vitest';
import { SqlProvisioningLog, type LogQuery } from '../../../src/sql/provisioning/provisioning-log.ts';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const recordAt = (activityAt: Date, given: Partial<ProvisioningLogRecord> = {}): ProvisioningLogRecord =>
  aLogRecord({ id: newTimeOrderedId(activityAt.getTime()), activityAt, ...given });

onBothEngines(({ database }) => {
  let log: SqlProvisioningLog;
  beforeEach(() => {
    log = new SqlProvisioningLog(database());
  });

  async function append(...records: ProvisioningLogRecord[]): Promise<void> {
    const { jobs, cycles } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await cycles.commitPage(job.id, undefined, aPage({ log: records }));
  }
  const idsOf = async (query: Partial<LogQuery>): Promise<readonly string[]> =>
    (await log.list({ order: 'oldest-first', limit: 100, ...query })).map((record) => record.id);

  test('a record comes back as it was, with every step, value and character', async () => {
    const full = recordAt(later(1), {
      action: 'update',
      status: 'failure',
      durationMs: 412,
      source: { id: newId(), displayName: 'Ana "Bright" \\u0000 \u{1f309}' },
      target: { id: 'a/b', displayName: '' },
      error: {
        errorCode: 'EntryConflict',
        errorCategory: 'failure',
        reason: 'The endpoint answered 409 with zero \0 and half \udc00.',
        recommendedAction: 'Remove the duplicate.',
        additionalDetails: null,
      },
      steps: [
        {
          name: 'EntryExportUpdate',
          type: 'export',
          status: 'failure',
          description: 'Failed to update',
          timestamp: later(2).toISOString(),
          details: { ErrorCode: 'EntryConflict', ['__proto__']: 'x' },
        },
      ],
      modifiedProperties: [{ displayName: 'title', oldValue: null, newValue: '"' }],
    });
    const bare = aLogRecord();
    await append(full, bare);
    expect(await log.get(full.id)).toEqual(full);
    expect(await log.get(bare.id)).toEqual(bare);
    expect(await log.get(newId())).toBeUndefined();
  });

  test('text that PostgreSQL cannot hold does not keep a page from being stored', async () => {
    const record = recordAt(later(1), {
      source: { id: newId(), displayName: 'zero \0', principalName: 'half \ud800' },
      target: { id: 'zero \0', displayName: 'both \0\udfff' },
    });
    await append(record);
    const stored = await log.get(record.id);
    expect(stored?.source).toMatchObject({ displayName: 'zero \ufffd', principalName: 'half \ufffd' });
    expect(stored?.target).toEqual({ id: 'zero \ufffd', displayName: 'both \ufffd\ufffd' });
    expect(await idsOf({ targetId: 'zero \0' })).toEqual([record.id]);
    expect(await idsOf({ identityContains: 'zero \0' })).toEqual([record.id]);
  });

  test('a fraction of a millisecond is rounded', async () => {
    const record = aLogRecord({ durationMs: 12.6 });
    await append(record);
    expect((await log.get(record.id))?.durationMs).toBe(13);
  });

  describe('filters', () => {
    const wanted = recordAt(later(5), {
      servicePrincipalId: newId(),
      jobId: 'scim.a.b',
      action: 'disable',
      status: 'warning',
      source: { id: newId(), displayName: 'Ana Bright', principalName: 'ana@corp.example' },
      target: { id: 't-1', displayName: 'Ana' },
    });
    const other = recordAt(later(9));
    const filters: Partial<LogQuery> = {
      servicePrincipalId: wanted.servicePrincipalId,
      jobId: wanted.jobId,
      cycleId: wanted.cycleId,
      changeId: wanted.changeId,
      action: wanted.action,
      status: wanted.status,
      sourceId: wanted.source.id,
      targetId: 't-1',
    };

    for (const [name, value] of Object.entries(filters)) {
      test(`by ${name} find what has it, and nothing else`, async () => {
        await append(wanted, other);
        expect(await idsOf({ [name]: value })).toEqual([wanted.id]);
        expect(await log.count({ [name]: value })).toBe(1);
      });
    }

    test('must all hold', async () => {
      await append(wanted, other);
      expect(await idsOf(filters)).toEqual([wanted.id]);
      expect(await idsOf({ ...filters, changeId: other.changeId })).toEqual([]);
      expect(await idsOf({})).toEqual([wanted.id, other.id]);
      expect(await log.count({})).toBe(2);
    });

    test('find a part of the display name or the principal name, with its case, and never as a pattern', async () => {
      await append(wanted, other);
      expect(await idsOf({ identityContains: 'a Bri' })).toEqual([wanted.id]);
      expect(await idsOf({ identityContains: 'ana@' })).toEqual([wanted.id]);
      expect(await idsOf({ identityContains: 'ANA' })).toEqual([]);
      expect(await idsOf({ identityContains: 'A%B' })).toEqual([]);
      expect(await idsOf({ identityContains: '' })).toHaveLength(2);
    });

    test('by time leave out the moment itself', async () => {
      await append(wanted, other);
      expect(await idsOf({ after: later(5) })).toEqual([other.id]);
      expect(await idsOf({ after: later(4), before: later(9) })).toEqual([wanted.id]);
      expect(await idsOf({ before: later(5) })).toEqual([]);
      expect(await log.count({ after: later(4), before: later(10) })).toBe(2);
      expect(await idsOf({ after: new Date(-1), before: new Date(8.64e15) })).toHaveLength(2);
    });
  });

  test('pages in both orders walk every record once, by time, also records of one moment', async () => {
    const records = Array.from({ length: 11 }, (_, index) => recordAt(later(Math.floor(index / 3))));
    const servicePrincipalId = newId();
    await append(
      ...records.map((record) => ({ ...record, servicePrincipalId })).reverse(),
      recordAt(later(2), { servicePrincipalId: newId() }),
    );
    const sorted = records.map((record) => record.id).sort();
    for (const order of ['oldest-first', 'newest-first'] as const) {
      const walked: string[] = [];
      for (let cursor: string | undefined; ; cursor = walked.at(-1)) {
        const page = await idsOf({ servicePrincipalId, order, cursor, limit: 4 });
        if (page.length === 0) break;
        expect(page.length).toBeLessThanOrEqual(4);
        walked.push(...page);
      }
      expect(walked).toEqual(order === 'oldest-first' ? sorted : sorted.toReversed());
    }
  });

  test('trimming takes the oldest first, no more than allowed, and nothing that is young enough', async () => {
    const records = Array.from({ length: 5 }, (_, index) => recordAt(later(index)));
    await append(...records);
    expect(await log.trim(later(3), 2)).toBe(2);
    expect(await idsOf({})).toEqual(records.slice(2).map((record) => record.id));
    expect(await log.trim(later(3), 2)).toBe(1);
    expect(await log.trim(later(3), 2)).toBe(0);
    expect(await log.count({})).toBe(2);
  });

  test('the log outlives its job', async () => {
    const { jobs, cycles } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await cycles.commitPage(job.id, undefined, aPage({ log: [aLogRecord({ jobId: job.id })] }));
    await jobs.remove(job.id);
    expect(await log.count({ jobId: job.id })).toBe(1);
  });
});
