import { newId, newTimeOrderedId } from '@drawbridge/base';
import { aLogRecord, aPage } from '@drawbridge/testkit';
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob, type TestJob } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Thing = Record<string, unknown> & { id: string };
type List = { value: Thing[]; '@odata.count'?: number; '@odata.nextLink'?: string };

let service: TestService;
let job: TestJob;
let other: TestJob;
const records: ProvisioningLogRecord[] = [];
const start = Date.UTC(2026, 10, 22, 10);
const cycleId = newId();

beforeAll(async () => {
  service = await startService();
  [job, other] = [await addJob(service.graph), await addJob(service.graph)];
  for (let index = 0; index < 12; index++) {
    const activityAt = new Date(start + index * 6 * 3_600_000);
    const owner = index < 10 ? job : other;
    records.push(
      aLogRecord({
        id: newTimeOrderedId(activityAt.getTime()),
        activityAt,
        jobId: owner.jobId,
        servicePrincipalId: owner.id,
        cycleId: index < 5 ? cycleId : newId(),
        changeId: newId(),
        action: index % 2 === 0 ? 'create' : 'update',
        status: index === 3 ? 'failure' : 'success',
        source: { id: newId(), displayName: `Özge ${index}`, principalName: `ozge${index}@corp.example` },
        target: { id: `t${index}`, displayName: '' },
      }),
    );
  }
  for (const owner of [job, other]) {
    const log = records.filter(({ jobId }) => jobId === owner.jobId);
    await service.services.cycles.commitPage(owner.jobId, undefined, aPage({ log }));
  }
});
afterAll(() => service.close());

const path = '/v1.0/auditLogs/provisioning';
const list = (filter: string, more = '') =>
  service.graph.call<List>('GET', `${path}?$filter=${encodeURIComponent(filter)}${more}`);
const placesOf = ({ value }: List) => value.map(({ id }) => records.findIndex((record) => record.id === id));

describe('the provisioning log', () => {
  it('shows a record as Graph does', async () => {
    const record = records[3]!;
    const shown = await service.graph.call('GET', `${path}/${record.id}`);
    expect(shown).toMatchObject({
      '@odata.context': `${service.url}/v1.0/$metadata#auditLogs/provisioning/$entity`,
      id: record.id,
      activityDateTime: record.activityAt.toISOString(),
      tenantId: service.services.tenantId,
      jobId: job.jobId,
      cycleId,
      changeId: record.changeId,
      provisioningAction: 'update',
      provisioningStatusInfo: { status: 'failure' },
      initiatedBy: { initiatorType: 'system' },
      servicePrincipal: { id: job.id, displayName: 'Payroll' },
      sourceSystem: { displayName: 'Azure Active Directory', details: {} },
      targetSystem: { displayName: 'customappsso', details: { ServicePrincipalId: job.id } },
      sourceIdentity: { id: record.source.id, displayName: 'Özge 3', identityType: 'User' },
      targetIdentity: { id: 't3' },
    });
    expect(shown['provisioningSteps']).toEqual(expect.any(Array));
    expect((await refusal(service.graph.call('GET', `${path}/${newId()}`))).status).toBe(404);
    expect((await refusal(service.graph.call('GET', `${path}/x`))).status).toBe(404);
  });

  it('is newest first, in pages, counted on the first', async () => {
    const pages: number[][] = [];
    const counts: unknown[] = [];
    let next: string | undefined = `${path}?$top=5&$count=true`;
    while (next !== undefined) {
      const page: List = await service.graph.call('GET', next);
      pages.push(placesOf(page));
      counts.push(page['@odata.count']);
      next = page['@odata.nextLink']?.slice(service.url.length);
    }
    expect(pages).toEqual([
      [11, 10, 9, 8, 7],
      [6, 5, 4, 3, 2],
      [1, 0],
    ]);
    expect(counts).toEqual([12, undefined, undefined]);
    expect(placesOf(await service.graph.call('GET', `${path}?$orderby=activityDateTime%20asc&$top=2`))).toEqual([0, 1]);
    const selected = await service.graph.call<List>('GET', `${path}?$top=1&$select=jobId`);
    expect(selected.value).toEqual([{ id: records[11]!.id, jobId: other.jobId }]);
  });

  it('is filtered by what an administrator looks for', async () => {
    const cases: [string, number[]][] = [
      [`servicePrincipal/id eq '${other.id}'`, [11, 10]],
      [`jobId eq '${job.jobId}' and provisioningAction eq 'create'`, [8, 6, 4, 2, 0]],
      [`cycleId eq '${cycleId}'`, [4, 3, 2, 1, 0]],
      [`changeId eq '${records[7]!.changeId}'`, [7]],
      ["provisioningStatusInfo/status eq 'failure'", [3]],
      [`sourceIdentity/id eq '${records[5]!.source.id}'`, [5]],
      ["targetIdentity/id eq 't9'", [9]],
      ["contains(sourceIdentity/displayName,'Özge 1')", [11, 10, 1]],
      ['activityDateTime gt 2026-11-24 and activityDateTime lt 2026-11-25T04:00:00Z', [10, 9, 8, 7]],
      [`activityDateTime ge ${records[10]!.activityAt.toISOString()}`, [11, 10]],
      [`activityDateTime le ${records[1]!.activityAt.toISOString()}`, [1, 0]],
      [`activityDateTime eq ${records[1]!.activityAt.toISOString()}`, [1]],
      [`not (jobId eq '${job.jobId}')`, [11, 10]],
      [`jobId ne '${job.jobId}'`, [11, 10]],
      [`cycleId in ('${records[9]!.cycleId}','${records[8]!.cycleId}')`, [9, 8]],
      [`provisioningStatusInfo/status eq 'failure' or targetIdentity/id eq 't9'`, [9, 3]],
      [`contains(tolower(sourceIdentity/displayName),'özge 1')`, [11, 10, 1]],
      [
        `startswith(sourceIdentity/displayName,'Özge 1') and (provisioningAction eq 'create' or targetIdentity/id eq 't1')`,
        [10, 1],
      ],
      [`tolower(sourceIdentity/displayName) eq 'özge 7'`, [7]],
      [`durationInMilliseconds ge 0 and jobId eq '${other.jobId}'`, [11, 10]],
      [
        `tenantId eq '${service.services.tenantId}' and sourceIdentity/identityType eq 'User' and targetIdentity/id eq 't4'`,
        [4],
      ],
      [`sourceSystem/displayName eq 'Azure Active Directory' and id eq '${records[6]!.id}'`, [6]],
      [`servicePrincipal/displayName eq 'Payroll' and targetIdentity/id eq 't5'`, [5]],
      [`contains(servicePrincipal/displayName,'payroll')`, []],
      [`contains(servicePrincipal/id,'${other.id.slice(-12)}')`, [11, 10]],
      [
        `((contains(tolower(servicePrincipal/id),'${other.id}') or contains(tolower(servicePrincipal/displayName),'${other.id}')) and activityDateTime gt 2026-11-22 and activityDateTime lt 2026-11-30)`,
        [11, 10],
      ],
    ];
    for (const [filter, places] of cases) {
      const found = await list(filter, '&$count=true');
      expect(placesOf(found), filter).toEqual(places);
      expect(found['@odata.count'], filter).toBe(places.length);
    }
  });

  it('says which filters it does not know, and which values are none', async () => {
    const unsupported = [
      "constructor eq 'x'", "jobId gt 'x'", 'contains(activityDateTime,\'x\')', "tolower(cycleId) eq 'x'", "modifiedProperties/any(m:m eq 'x')",
      "provisioningSteps/all(s:s/name eq 'x')", "durationInMilliseconds in ('1')", "targetResources/any(t:t/id eq 'x')",
    ]; // prettier-ignore
    for (const filter of unsupported)
      expect(await refusal(list(filter)), filter).toMatchObject({ status: 400, code: 'Request_UnsupportedQuery' });
    const invalid = [
      "cycleId eq 'x'", "provisioningAction eq 'Create'", "provisioningStatusInfo/status eq 'bad'", 'jobId eq 5', 'activityDateTime gt 2026-13-45',
      'cycleId eq null', "durationInMilliseconds gt 'x'", "sourceIdentity/identityType eq 'user'", "activityDateTime gt '+275760-09-13T00:00:00Z'", "activityDateTime le 'yesterday'", 'activityDateTime gt null',
    ]; // prettier-ignore
    for (const filter of invalid)
      expect(await refusal(list(filter)), filter).toMatchObject({ status: 400, code: 'Request_BadRequest' });
    expect((await refusal(service.graph.call('GET', `${path}?$orderby=jobId`))).status).toBe(400);
    expect((await refusal(service.graph.call('GET', `${path}?$top=1001`))).status).toBe(400);
  });

  it('is closed to those who may only change people', async () => {
    const graph = service.graphAs(await service.client('User Administrator'));
    expect((await refusal(graph.call('GET', path))).status).toBe(403);
    const reader = service.graphAs(await service.client('Reports Reader'));
    expect(await reader.call<List>('GET', path)).toMatchObject({ value: expect.any(Array) });
  });
});
