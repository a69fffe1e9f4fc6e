import { newId, newTimeOrderedId } from '@drawbridge/base';
import type { ProvisioningLogRecord } from '@drawbridge/engine';
import { aLogRecord, aPage } from '@drawbridge/testkit';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { csvRow } from '../../src/api/logs/csv.ts';
import { addJob, type TestJob } from '../support/application.ts';
import { send, startService, type TestService } from '../support/service.ts';

const count = 50_000;
let service: TestService;
let job: TestJob;
let token: string;

const formula = '=HYPERLINK("http://evil.example","x")';
const recordOf = (index: number): ProvisioningLogRecord =>
  aLogRecord({
    id: newTimeOrderedId(Date.UTC(2026, 10, 22) + index),
    activityAt: new Date(Date.UTC(2026, 10, 22) + index),
    jobId: job.jobId,
    servicePrincipalId: job.id,
    changeId: newId(),
    status: index % 1000 === 7 ? 'failure' : 'success',
    source: {
      id: newId(),
      displayName: index === 7 ? formula : `Person ${index}`,
      principalName: `p${index}@corp.example`,
    },
    modifiedProperties: [{ displayName: 'title', oldValue: null, newValue: `a "quoted",\nvalue ${index}` }],
  });

beforeAll(async () => {
  service = await startService();
  job = await addJob(service.graph);
  token = await service.tokenOf('Reports Reader');
  for (let start = 0; start < count; start += 5000) {
    const log = Array.from({ length: 5000 }, (_, offset) => recordOf(start + offset));
    await service.services.cycles.commitPage(job.jobId, undefined, aPage({ log }));
  }
}, 240_000);
afterAll(() => service.close());

const path = '/v1.0/auditLogs/provisioning/export';
const file = (query: string) =>
  send(`${service.url}${path}?${query}`, { headers: { authorization: `Bearer ${token}` } });
const failures = `$filter=${encodeURIComponent("provisioningStatusInfo/status eq 'failure'")}`;

describe('the export of a log', () => {
  it('is every record once, in one row each, as CSV that no spreadsheet executes', async () => {
    const answer = await file('format=csv&$orderby=activityDateTime asc');
    expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="provisioning-logs.csv"');
    const rows = parse<Record<string, string>>(answer.text, { bom: true, columns: true });
    expect(rows).toHaveLength(count);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(count);
    expect(rows[7]!['sourceIdentity/displayName']).toBe(`'${formula}`);
    expect(JSON.parse(rows[8]!['modifiedProperties']!)).toEqual([
      { displayName: 'title', oldValue: null, newValue: 'a "quoted",\nvalue 8' },
    ]);
    expect(rows[49_999]!['sourceIdentity/details/UserPrincipalName']).toBe('p49999@corp.example');
  });

  it('is what the filter leaves, as NDJSON and as one JSON list', async () => {
    const lines = (await file(`format=ndjson&${failures}`)).text.trimEnd().split('\n');
    expect(lines).toHaveLength(count / 1000);
    const records = lines.map((line) => JSON.parse(line) as { sourceIdentity: { displayName: string } });
    expect(records.at(-1)!.sourceIdentity.displayName).toBe(formula);
    expect(JSON.parse((await file(`format=json&${failures}`)).text)).toEqual(records);
    const nothing = `$filter=${encodeURIComponent("jobId eq 'none'")}`;
    expect(JSON.parse((await file(`format=json&${nothing}`)).text)).toEqual([]);
    expect((await file(`format=ndjson&${nothing}`)).text).toBe('');
    expect((await file(nothing)).text.split('\r\n')).toHaveLength(2);
  });

  it('is read as fast as the client takes it, and no further when the client goes', async () => {
    const { provisioningLog } = service.services;
    const list = provisioningLog.list.bind(provisioningLog);
    let pages = 0;
    provisioningLog.list = (query) => (pages++, list(query));
    try {
      const stop = new AbortController();
      const answer = await fetch(`${service.url}${path}?format=ndjson`, {
        headers: { authorization: `Bearer ${token}` },
        signal: stop.signal,
      });
      const reader = answer.body!.getReader();
      await reader.read();
      // Someone else's request takes its turn many times over; an export that did not wait would be through by then.
      for (let turn = 0; turn < 50; turn++) await service.graph.call('GET', '/v1.0/users?$top=1');
      expect(pages).toBeLessThan(count / 1000 / 2);
      stop.abort();
      await reader.cancel().catch(() => undefined);
      const taken = pages;
      for (let turn = 0; turn < 20; turn++) await service.graph.call('GET', '/v1.0/users?$top=1');
      expect(pages).toBeLessThanOrEqual(taken + 1);
    } finally {
      provisioningLog.list = list;
    }
  });

  it('refuses what it cannot do before it begins', async () => {
    const queries = [
      'format=xml',
      'format=__proto__',
      '$top=5&$skiptoken=x',
      '$count=true',
      '$select=id',
      '$filter=((',
      '$orderby=jobId',
      'x=1',
      "$filter=nothing eq 'x'",
    ];
    for (const query of queries) {
      const answer = await file(query);
      expect(answer.status, query).toBe(400);
      expect(answer.body, query).toMatchObject({ error: { code: expect.any(String) } });
    }
  });

  it('is there for the audit log too', async () => {
    const answer = await send(`${service.url}/v1.0/auditLogs/directoryAudits/export?format=csv`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const rows = parse<Record<string, string>>(answer.text, { bom: true, columns: true });
    expect(rows.map((row) => row['activityDisplayName'])).toContain('Add provisioning configuration');
  });
});

describe('a row of CSV', () => {
  it('is read back as it was, and never begins a cell like a formula', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), (cells) => {
        const [read] = parse(csvRow(cells), { record_delimiter: '\r\n' });
        expect(
          read?.map((cell: string, index: number) => (cell === cells[index] ? cell : cell.slice(1))) ?? [''],
        ).toEqual(cells);
        for (const cell of read ?? []) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
      }),
    );
  });
});
