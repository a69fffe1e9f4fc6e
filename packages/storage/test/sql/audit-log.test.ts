import { newId, newTimeOrderedId } from '@drawbridge/base';
import { aMoment } from '@drawbridge/testkit';
import { beforeEach, expect, test } from 'vitest';
import {
  SqlAuditLog,
  type AuditCondition,
  type AuditField,
  type AuditRecord,
  type AuditTarget,
  type AuditTargetField,
} from '../../src/sql/logs/audit-log.ts';
import { onBothEngines } from './both-engines.ts';

const later = (ms: number): Date => new Date(aMoment.getTime() + ms);

const aTarget = (given: Partial<AuditTarget> = {}): AuditTarget => ({
  id: newId(),
  type: 'User',
  displayName: 'Ana Bright',
  userPrincipalName: 'ana@corp.example',
  modifiedProperties: [],
  ...given,
});

function aRecord(given: Partial<AuditRecord> = {}): AuditRecord {
  const activityAt = given.activityAt ?? aMoment;
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
    initiator: { type: 'application', id: newId(), appId: newId(), displayName: 'A script' },
    targets: [aTarget()],
    details: [],
    ...given,
  };
}

const is = (field: AuditField, value: string): AuditCondition => ({
  kind: 'compare',
  field,
  operator: 'eq',
  value,
  lowered: false,
});
const starts = (field: AuditField, value: string): AuditCondition => ({
  kind: 'text',
  function: 'startsWith',
  field,
  value,
  lowered: false,
});
const targetIs = (field: AuditTargetField, value: string): AuditCondition => ({
  kind: 'anyTarget',
  condition: { kind: 'compare', field, operator: 'eq', value, lowered: false },
});

onBothEngines(({ database }) => {
  let log: SqlAuditLog;
  beforeEach(() => {
    log = new SqlAuditLog(database());
  });
  const idsOf = async (where?: AuditCondition): Promise<readonly string[]> =>
    (await log.list({ where, order: 'oldest-first', limit: 100 })).map((record) => record.id);

  test('a record comes back as it was, by whomever it was caused', async () => {
    const initiators: AuditRecord['initiator'][] = [
      {
        type: 'user',
        id: newId(),
        displayName: 'Admin',
        userPrincipalName: 'admin@corp.example',
        ipAddress: '10.0.0.7',
      },
      { type: 'application', id: newId(), appId: newId(), displayName: 'A "script"' },
      { type: 'system', displayName: 'The service' },
    ];
    for (const initiator of initiators) {
      const modifiedProperties = [{ displayName: 'title', oldValue: null, newValue: '"\\u0000\u{1f309}"' }];
      const record = aRecord({
        initiator,
        result: 'failure',
        resultReason: 'No.',
        targets: [aTarget({ modifiedProperties }), aTarget({ id: null, type: 'Other', displayName: null })],
        details: [{ key: 'JobId', value: 'scim.a.b' }],
      });
      await log.append([record]);
      expect(await log.get(record.id)).toEqual(record);
    }
    expect(await log.get(newId())).toBeUndefined();
  });

  test('a record lives and dies with the transaction it is written in', async () => {
    const record = aRecord();
    const undone = database().transaction(async (tx) => {
      await log.append([record], tx);
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await log.get(record.id)).toBeUndefined();
    await database().transaction((tx) => log.append([record], tx));
    expect(await log.get(record.id)).toEqual(record);
  });

  test('every filter finds what has it, and nothing else', async () => {
    const user = {
      type: 'user',
      id: newId(),
      displayName: 'Admin',
      userPrincipalName: 'admin@x',
      ipAddress: '::1',
    } as const;
    const wanted = aRecord({
      activity: 'Quarantine',
      category: 'ProvisioningManagement',
      operationType: 'Other',
      service: 'Account Provisioning',
      result: 'failure',
      initiator: user,
      targets: [aTarget({ displayName: 'Özge' }), aTarget()],
    });
    const other = aRecord({ activityAt: later(5) });
    if (other.initiator.type !== 'application') throw new Error('The other is an application.');
    await log.append([wanted, other]);
    const filters: [AuditCondition, AuditRecord][] = [
      [is('id', wanted.id), wanted],
      [is('activityDisplayName', 'Quarantine'), wanted],
      [starts('activityDisplayName', 'Quar'), wanted],
      [is('category', 'UserManagement'), other],
      [is('operationType', 'Other'), wanted],
      [is('loggedByService', 'Core Directory'), other],
      [is('correlationId', wanted.correlationId), wanted],
      [is('result', 'failure'), wanted],
      [is('initiatedBy/user/id', user.id), wanted],
      [is('initiatedBy/user/displayName', 'Admin'), wanted],
      [starts('initiatedBy/user/userPrincipalName', 'admin@'), wanted],
      [is('initiatedBy/app/appId', other.initiator.appId), other],
      [is('initiatedBy/app/displayName', 'A script'), other],
      [is('initiatedBy/app/servicePrincipalId', other.initiator.id), other],
      [targetIs('id', wanted.targets[1]!.id!), wanted],
      [targetIs('displayName', 'Özge'), wanted],
      [{ kind: 'compare', field: 'activityDateTime', operator: 'ge', value: later(5), lowered: false }, other],
    ];
    for (const [where, record] of filters) {
      expect(await idsOf(where), JSON.stringify(where)).toEqual([record.id]);
      expect(await log.count(where)).toBe(1);
    }
    expect(await idsOf({ kind: 'anyTarget', condition: undefined })).toHaveLength(2);
    expect(await idsOf({ kind: 'not', operand: targetIs('displayName', 'Özge') })).toEqual([other.id]);
    expect(await idsOf(is('initiatedBy/user/displayName', 'A script'))).toEqual([]);
  });

  test('pages in both orders walk every record once, with its own targets', async () => {
    const records = Array.from({ length: 9 }, (_, index) => aRecord({ activityAt: later(Math.floor(index / 3)) }));
    await log.append(records.toReversed());
    for (const order of ['oldest-first', 'newest-first'] as const) {
      const walked: AuditRecord[] = [];
      for (let cursor: string | undefined; ; cursor = walked.at(-1)?.id) {
        const page = await log.list({ order, cursor, limit: 4 });
        if (page.length === 0) break;
        walked.push(...page);
      }
      const sorted = records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(walked).toEqual(order === 'oldest-first' ? sorted : sorted.toReversed());
    }
  });

  test('trimming takes the oldest with their targets, no more than allowed', async () => {
    const records = Array.from({ length: 5 }, (_, index) => aRecord({ activityAt: later(index) }));
    await log.append(records);
    expect(await log.trim(later(3), 2)).toBe(2);
    expect(await log.trim(later(3), 2)).toBe(1);
    expect(await log.trim(later(3), 2)).toBe(0);
    expect(await idsOf()).toEqual(records.slice(3).map(({ id }) => id));
    const targets = await database().kysely.selectFrom('audit_targets').select('audit_id').execute();
    expect(targets).toHaveLength(2);
  });

  test('hostile text is a value and nothing else', async () => {
    await log.append([
      aRecord({ activity: "'; drop table audit_log; --", targets: [aTarget({ displayName: 'zero \0 half \ud800' })] }),
    ]);
    for (const text of ["' or '1'='1", '%', '_', '\\', '\0', '\ud800', '$1', "'; drop table audit_log; --x"])
      expect(await idsOf(is('activityDisplayName', text))).toEqual([]);
    expect(await idsOf(is('activityDisplayName', "'; drop table audit_log; --"))).toHaveLength(1);
    expect(await idsOf(targetIs('displayName', 'zero \ufffd half \ufffd'))).toHaveLength(1);
  });
});
