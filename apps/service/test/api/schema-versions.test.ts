/** The schemas that a job had: listed, read, brought back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addJob } from '../support/application.ts';
import { refusal, startService, type TestService } from '../support/service.ts';

type Version = {
  id: string;
  version: string;
  isCurrent: boolean;
  savedDateTime: string | null;
  savedBy: { application?: { id: string; displayName: string } } | null;
  changes: string[];
  restoredFromVersion: string | null;
};
type Page = { value: Version[]; '@odata.nextLink'?: string };
type Schema = {
  version: string;
  synchronizationRules: { objectMappings: { sourceObjectName: string; flowTypes: string }[] }[];
};

let service: TestService;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

const call = <T>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) =>
  service.graph.call<T>(method, path, body);

/** Saves the schema with other actions for people. */
async function setActions(job: string, flowTypes: string): Promise<void> {
  const schema = await call<Schema>('GET', `${job}/schema`);
  const user = schema.synchronizationRules[0]!.objectMappings.find(
    ({ sourceObjectName }) => sourceObjectName === 'User',
  )!;
  user.flowTypes = flowTypes;
  await call('PUT', `${job}/schema`, schema);
}

describe('the versions of a schema', () => {
  it('begin with the one that the job was made with', async () => {
    const { job } = await addJob(service.graph);
    const { value } = await call<Page>('GET', `${job}/schemaVersions`);
    expect(value).toEqual([
      {
        id: '1',
        version: 'v1.1',
        isCurrent: true,
        savedDateTime: expect.stringMatching(/^\d{4}-/),
        savedBy: null,
        changes: [],
        restoredFromVersion: null,
      },
    ]);
  });

  it('say who saved them and what they changed, newest first, page by page', async () => {
    const { job } = await addJob(service.graph);
    await setActions(job, 'Add, Update');
    await setActions(job, 'Add');
    await call('DELETE', `${job}/schema`);
    const first = await call<Page>('GET', `${job}/schemaVersions?$top=3`);
    expect(first.value.map(({ id, isCurrent }) => [id, isCurrent])).toEqual([
      ['4', true],
      ['3', false],
      ['2', false],
    ]);
    expect(first.value[0]).toMatchObject({
      changes: ['User: actions'],
      savedBy: { application: { id: expect.any(String), displayName: expect.any(String) } },
    });
    const second = await call<Page>(
      'GET',
      new URL(first['@odata.nextLink']!).pathname + new URL(first['@odata.nextLink']!).search,
    );
    expect(second.value.map(({ id }) => id)).toEqual(['1']);
    expect(second['@odata.nextLink']).toBeUndefined();
    expect((await refusal(call('GET', `${job}/schemaVersions?$skiptoken=x`))).status).toBe(400);
  });

  it('are not made by saving what is there already', async () => {
    const { job } = await addJob(service.graph);
    await call('PUT', `${job}/schema`, await call('GET', `${job}/schema`));
    expect((await call<Page>('GET', `${job}/schemaVersions`)).value).toHaveLength(1);
  });

  it('are read whole', async () => {
    const { job } = await addJob(service.graph);
    await setActions(job, 'Add');
    const kept = await call<Version & { schema: Schema }>('GET', `${job}/schemaVersions/1`);
    expect(kept).toMatchObject({ id: '1', isCurrent: false });
    const user = kept.schema.synchronizationRules[0]!.objectMappings.find((m) => m.sourceObjectName === 'User');
    expect(user?.flowTypes).toBe('Add, Update, Delete');
    for (const none of ['3', '0', '-1', '1e3', '99999999999', 'x'])
      expect((await refusal(call('GET', `${job}/schemaVersions/${none}`))).status).toBe(404);
  });

  it('are brought back as a new version, which the audit log tells', async () => {
    const { job, id } = await addJob(service.graph);
    await setActions(job, 'Add');
    expect(await call('POST', `${job}/schemaVersions/1/restore`)).toBeUndefined();
    const { value } = await call<Page>('GET', `${job}/schemaVersions`);
    expect(value[0]).toMatchObject({ id: '3', isCurrent: true, restoredFromVersion: '1', changes: ['User: actions'] });
    const schema = await call<Schema>('GET', `${job}/schema`);
    expect(schema.version).toBe('v1.3');
    expect(schema.synchronizationRules[0]!.objectMappings.every(({ flowTypes }) => flowTypes !== 'Add')).toBe(true);
    const filter = `targetResources/any(t:t/id eq '${id}') and activityDisplayName eq 'Update attribute mappings or scope'`;
    const audits = await call<{ value: { additionalDetails: { key: string; value: string }[] }[] }>(
      'GET',
      `/v1.0/auditLogs/directoryAudits?$filter=${encodeURIComponent(filter)}&$top=1`,
    );
    expect(audits.value[0]?.additionalDetails).toContainEqual({ key: 'RestoredSchemaVersion', value: '1' });
  });

  it('are not brought back when they are current, or when there is no such version', async () => {
    const { job } = await addJob(service.graph);
    await call('POST', `${job}/schemaVersions/1/restore`);
    expect((await call<Page>('GET', `${job}/schemaVersions`)).value).toHaveLength(1);
    expect((await refusal(call('POST', `${job}/schemaVersions/2/restore`))).status).toBe(404);
  });

  it('are for those who may read and change the schema', async () => {
    const { job } = await addJob(service.graph);
    const administrator = service.graphAs(await service.client('Cloud Application Administrator'));
    expect((await administrator.call<Page>('GET', `${job}/schemaVersions`)).value).toHaveLength(1);
    await administrator.call('POST', `${job}/schemaVersions/1/restore`);
    const reader = service.graphAs(await service.client('Reports Reader'));
    expect((await refusal(reader.call('GET', `${job}/schemaVersions`))).status).toBe(403);
    expect((await refusal(reader.call('POST', `${job}/schemaVersions/1/restore`))).status).toBe(403);
  });
});
