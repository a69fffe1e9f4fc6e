import { newId, newTimeOrderedId } from '@drawbridge/base';
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { aJob, aLogRecord, aMoment, aPage } from '@drawbridge/testkit';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  SqlProvisioningLog,
  type LogQuery,
  type ProvisioningLogCondition,
  type ProvisioningLogField,
} from '../../../src/sql/provisioning/provisioning-log.ts';
import { onBothEngines } from '../both-engines.ts';
import { openStores } from './open-stores.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);
const recordAt = (activityAt: Date, given: Partial<ProvisioningLogRecord> = {}): ProvisioningLogRecord =>
  aLogRecord({ id: newTimeOrderedId(activityAt.getTime()), activityAt, ...given });

const tenantId = newId();
const is = (field: ProvisioningLogField, value: string | number | Date): ProvisioningLogCondition => ({
  kind: 'compare',
  field,
  operator: 'eq',
  value,
  lowered: false,
});
const at = (operator: 'gt' | 'ge' | 'lt' | 'le', value: Date): ProvisioningLogCondition =>
  ({
    ...is('activityDateTime', value),
    operator,
  }) as ProvisioningLogCondition;
const has = (field: ProvisioningLogField, value: string, lowered = false): ProvisioningLogCondition => ({
  kind: 'text',
  function: 'contains',
  field,
  value,
  lowered,
});
const both = (...operands: ProvisioningLogCondition[]): ProvisioningLogCondition => ({ kind: 'and', operands });
const either = (...operands: ProvisioningLogCondition[]): ProvisioningLogCondition => ({ kind: 'or', operands });
const not = (operand: ProvisioningLogCondition): ProvisioningLogCondition => ({ kind: 'not', operand });

onBothEngines(({ database }) => {
  let log: SqlProvisioningLog;
  beforeEach(() => {
    log = new SqlProvisioningLog(database(), { tenantId, initiatorName: 'the service' });
  });

  async function append(...records: ProvisioningLogRecord[]): Promise<void> {
    const { jobs, cycles } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await cycles.commitPage(job.id, undefined, aPage({ log: records }));
  }
  const found = (where: ProvisioningLogCondition) => idsOf({ where });
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
    expect(await found(is('targetIdentity/id', 'zero \0'))).toEqual([record.id]);
    expect(await found(has('sourceIdentity/displayName', 'zero \0'))).toEqual([record.id]);
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
      durationMs: 777,
      source: { id: newId(), displayName: 'Ana Bright', principalName: 'ana@corp.example' },
      target: { id: 't-1', displayName: 'Ana' },
    });
    const other = recordAt(later(9));
    const filters: Partial<Record<ProvisioningLogField, string | number>> = {
      id: wanted.id,
      'servicePrincipal/id': wanted.servicePrincipalId,
      jobId: wanted.jobId,
      cycleId: wanted.cycleId,
      changeId: wanted.changeId,
      provisioningAction: wanted.action,
      'provisioningStatusInfo/status': wanted.status,
      'sourceIdentity/id': wanted.source.id,
      'sourceIdentity/displayName': 'Ana Bright',
      'targetIdentity/id': 't-1',
      'targetIdentity/displayName': 'Ana',
      durationInMilliseconds: 777,
    };
    const fields = Object.entries(filters) as [ProvisioningLogField, string | number][];

    test.each(fields)('by %s find what has it, and nothing else', async (field, value) => {
      await append(wanted, other);
      expect(await found(is(field, value))).toEqual([wanted.id]);
      expect(await found(not(is(field, value)))).toEqual([other.id]);
      expect(await log.count(is(field, value))).toBe(1);
    });

    test('all hold with and, one is enough with or', async () => {
      await append(wanted, other);
      const all = fields.map(([field, value]) => is(field, value));
      expect(await found(both(...all))).toEqual([wanted.id]);
      expect(await found(both(...all, is('changeId', other.changeId)))).toEqual([]);
      expect(await found(either(is('jobId', wanted.jobId), is('changeId', other.changeId)))).toEqual([
        wanted.id,
        other.id,
      ]);
      expect(await idsOf({})).toEqual([wanted.id, other.id]);
      expect(await log.count(undefined)).toBe(2);
    });

    test('find a part of the display name or the principal name, with its case, and never as a pattern', async () => {
      await append(wanted, other);
      const name = 'sourceIdentity/displayName';
      expect(await found(has(name, 'a Bri'))).toEqual([wanted.id]);
      expect(await found(has(name, 'ana@'))).toEqual([wanted.id]);
      expect(await found(has(name, 'ANA'))).toEqual([]);
      expect(await found(has(name, 'ana bri', true))).toEqual([wanted.id]);
      expect(await found(has(name, 'A%B'))).toEqual([]);
      expect(await found(has(name, ''))).toHaveLength(2);
      expect(await found(not(has('targetIdentity/displayName', 'Ana')))).toEqual([other.id]);
    });

    test('find the beginning, the end and a part of an id', async () => {
      await append(wanted, other);
      const part = { kind: 'text', field: 'servicePrincipal/id', lowered: true } as const;
      const id = wanted.servicePrincipalId;
      expect(await found({ ...part, function: 'startsWith', value: id.slice(0, 13) })).toEqual([wanted.id]);
      expect(await found({ ...part, function: 'endsWith', value: id.slice(-12) })).toEqual([wanted.id]);
      expect(await found({ ...part, function: 'contains', value: id.slice(4, 20) })).toEqual([wanted.id]);
      expect(await found({ ...part, function: 'contains', value: id })).toEqual([wanted.id]);
    });

    test('find the name of an application, also one that is gone, as no name', async () => {
      await append(wanted, other);
      await sql`
        insert into service_principals (id, app_id, display_name, service_principal_type, account_enabled,
          app_role_assignment_required, attributes, created_at)
        values (${wanted.servicePrincipalId}, ${newId()}, ${'Payroll 100%'}, 'Application', true, false, '{}', now())
      `.execute(database().kysely);
      const name = 'servicePrincipal/displayName';
      expect(await found(is(name, 'Payroll 100%'))).toEqual([wanted.id]);
      expect(await found(has(name, 'payroll', true))).toEqual([wanted.id]);
      expect(await found(has(name, 'payroll'))).toEqual([]);
      expect(await found(either(has(name, 'Payroll'), has('servicePrincipal/id', other.servicePrincipalId)))).toEqual([
        wanted.id,
        other.id,
      ]);
      await sql`delete from service_principals`.execute(database().kysely);
      expect(await found(has(name, 'Payroll'))).toEqual([]);
    });

    test('on what all records have in common find all or none', async () => {
      await append(wanted, other);
      expect(await found(is('tenantId', tenantId))).toHaveLength(2);
      expect(await found(is('tenantId', newId()))).toEqual([]);
      expect(await found(has('initiatedBy/displayName', 'service'))).toHaveLength(2);
    });

    test('by time keep the moment itself with ge and le only', async () => {
      await append(wanted, other);
      expect(await found(at('gt', later(5)))).toEqual([other.id]);
      expect(await found(at('ge', later(5)))).toEqual([wanted.id, other.id]);
      expect(await found(both(at('gt', later(4)), at('lt', later(9))))).toEqual([wanted.id]);
      expect(await found(at('lt', later(5)))).toEqual([]);
      expect(await found(at('le', later(5)))).toEqual([wanted.id]);
      expect(await found(is('activityDateTime', later(9)))).toEqual([other.id]);
      expect(await log.count(both(at('gt', later(4)), at('lt', later(10))))).toBe(2);
      expect(await found(both(at('gt', new Date(-1)), at('lt', new Date(8.64e15))))).toHaveLength(2);
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
        const page = await idsOf({ where: is('servicePrincipal/id', servicePrincipalId), order, cursor, limit: 4 });
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
    expect(await log.count(undefined)).toBe(2);
  });

  test('the log outlives its job', async () => {
    const { jobs, cycles } = openStores(database());
    const job = aJob();
    await jobs.create(job);
    await cycles.commitPage(job.id, undefined, aPage({ log: [aLogRecord({ jobId: job.id })] }));
    await jobs.remove(job.id);
    expect(await log.count(is('jobId', job.id))).toBe(1);
  });
});
