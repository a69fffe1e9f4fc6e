/** `@microsoft/microsoft-graph-client`, with a credential of `@azure/identity`: the whole walk of an administrator. */
import { ClientSecretCredential } from '@azure/identity';
import {
  BatchRequestContent,
  BatchResponseContent,
  Client,
  GraphError,
  PageIterator,
  type PageCollection,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';
import type { Installation } from '../support/installation.ts';

type Entity = { readonly id: string; readonly displayName: string; readonly userPrincipalName: string };
type List<T = Entity> = {
  readonly value: readonly T[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.deltaLink'?: string;
};
type Schema = {
  readonly synchronizationRules: readonly {
    readonly id: string;
    readonly objectMappings: readonly {
      readonly attributeMappings: readonly { readonly targetAttributeName: string; flowType: string }[];
    }[];
  }[];
};
type Job = {
  readonly id: string;
  readonly schedule: { readonly state: string };
  readonly status: { readonly code: string; readonly steadyStateLastAchievedTime: string };
};

export function graphClientSuite(installation: () => Installation): void {
  let client: Client;
  let url: string;

  const newUser = (name: string): Promise<Entity> =>
    client.api('/users').post({
      accountEnabled: true,
      displayName: name,
      mailNickname: name,
      userPrincipalName: `${name}@corp.example`,
      passwordProfile: { password: 'nine yellow rivers', forceChangePasswordNextSignIn: true },
    });

  beforeAll(() => {
    const { tenantId, client: app } = installation();
    ({ url } = installation());
    const credential = new ClientSecretCredential(tenantId, app.clientId, app.clientSecret, {
      authorityHost: url,
      disableInstanceDiscovery: true,
    });
    client = Client.initWithMiddleware({
      baseUrl: url,
      defaultVersion: 'v1.0',
      customHosts: new Set(['localhost']),
      authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [`${url}/.default`] }),
    });
  });

  describe('microsoft-graph-client: directory', () => {
    test('a user is made, read, changed and removed', async () => {
      const made = await newUser('grace');
      expect(await client.api(`/users/${made.id}`).select(['id', 'displayName']).get()).toMatchObject({
        id: made.id,
        displayName: 'grace',
      });
      expect(await client.api(`/users/${made.id}`).patch({ jobTitle: 'Rear Admiral' })).toBeUndefined();
      const found: List = await client.api('/users').filter("jobTitle eq 'Rear Admiral'").get();
      expect(found.value.map(({ id }) => id)).toEqual([made.id]);
      expect(await client.api(`/users/${made.id}`).delete()).toBeUndefined();
      await expect(client.api(`/users/${made.id}`).get()).rejects.toMatchObject({ statusCode: 404 });
    });

    test('all pages of a list are walked by the page iterator', async () => {
      for (const name of ['page1', 'page2', 'page3', 'page4', 'page5']) await newUser(name);
      const first = (await client.api('/users').top(2).select('userPrincipalName').get()) as PageCollection;
      const seen: string[] = [];
      await new PageIterator(client, first, (user: Entity) => seen.push(user.userPrincipalName) > 0).iterate();
      expect(first.value).toHaveLength(2);
      expect(new Set(seen).size).toBe(seen.length);
      expect(seen).toEqual(expect.arrayContaining(['page1', 'page5'].map((name) => `${name}@corp.example`)));
      const { '@odata.count': count } = (await client
        .api('/users')
        .header('ConsistencyLevel', 'eventual')
        .count(true)
        .top(1)
        .get()) as { '@odata.count': number };
      expect(seen).toHaveLength(count);
    });

    test('a batch runs in the order of its dependencies, and tells each answer', async () => {
      const body = JSON.stringify({
        accountEnabled: true,
        displayName: 'Batch',
        mailNickname: 'batch',
        userPrincipalName: 'batch@corp.example',
        passwordProfile: { password: 'nine yellow rivers' },
      });
      const headers = { 'Content-Type': 'application/json' };
      const user = `${url}/v1.0/users/batch@corp.example`;
      const batch = new BatchRequestContent([
        { id: '1', request: new Request(`${url}/v1.0/users`, { method: 'POST', headers, body }) },
        { id: '2', request: new Request(`${user}?$select=displayName`), dependsOn: ['1'] },
        { id: '3', request: new Request(user, { method: 'DELETE' }), dependsOn: ['2'] },
      ]);
      const answers = new BatchResponseContent(await client.api('/$batch').post(await batch.getContent()));
      expect(['1', '2', '3'].map((id) => answers.getResponseById(id).status)).toEqual([201, 200, 204]);
      expect(await answers.getResponseById('2').json()).toMatchObject({ displayName: 'Batch' });
    });

    test('an error tells its code, its sentence and the id of the request', async () => {
      const error: unknown = await client
        .api('/users')
        .post({ displayName: 'Nobody' })
        .catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(GraphError);
      const { statusCode, code, message, requestId, date } = error as GraphError;
      expect({ statusCode, code }).toEqual({ statusCode: 400, code: 'Request_BadRequest' });
      expect(message).not.toBe('');
      expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(date.getTime()).toBeGreaterThan(Date.now() - 60_000);
    });

    test('a group gets and loses members', async () => {
      const group: Entity = await client.api('/groups').post({
        displayName: 'Engineers',
        mailEnabled: false,
        mailNickname: 'engineers',
        securityEnabled: true,
        groupTypes: [],
      });
      const user = await newUser('member');
      await client
        .api(`/groups/${group.id}/members/$ref`)
        .post({ '@odata.id': `${url}/v1.0/directoryObjects/${user.id}` });
      expect(await client.api(`/groups/${group.id}/members`).get()).toMatchObject({ value: [{ id: user.id }] });
      const of: List = await client.api(`/users/${user.id}/memberOf`).get();
      expect(of.value.map(({ id }) => id)).toContain(group.id);
      await client.api(`/groups/${group.id}/members/${user.id}/$ref`).delete();
      expect(await client.api(`/groups/${group.id}/members`).get()).toMatchObject({ value: [] });
    });

    test('a delta query goes round: everything, nothing, then the change and the removal', async () => {
      const round = async (link: string): Promise<{ items: (Entity & { '@removed'?: object })[]; next: string }> => {
        const items = [];
        for (let at = link; ;) {
          const page: List<Entity> = await client.api(at).get();
          items.push(...page.value);
          if (page['@odata.deltaLink'] !== undefined) return { items, next: page['@odata.deltaLink'] };
          at = page['@odata.nextLink']!;
        }
      };
      const [kept, gone] = [await newUser('delta-kept'), await newUser('delta-gone')];
      const all = await round('/users/delta?$select=displayName,userPrincipalName');
      expect(all.items.map(({ id }) => id)).toEqual(expect.arrayContaining([kept.id, gone.id]));
      const nothing = await round(all.next);
      expect(nothing.items).toEqual([]);
      await client.api(`/users/${kept.id}`).patch({ displayName: 'Renamed' });
      await client.api(`/users/${gone.id}`).delete();
      const changes = (await round(nothing.next)).items;
      expect(changes.find(({ id }) => id === kept.id)).toMatchObject({ displayName: 'Renamed' });
      expect(changes.find(({ id }) => id === gone.id)).toMatchObject({ '@removed': { reason: 'changed' } });
    });
  });

  describe('microsoft-graph-client: synchronization', () => {
    let base: string;
    let job: string;
    let servicePrincipalId: string;
    let person: Entity;

    beforeAll(async () => {
      const gallery: List = await client.api('/applicationTemplates').filter("displayName eq 'Custom'").get();
      const made = (await client
        .api(`/applicationTemplates/${gallery.value[0]!.id}/instantiate`)
        .post({ displayName: 'Payroll' })) as { application: Entity; servicePrincipal: Entity };
      servicePrincipalId = made.servicePrincipal.id;
      base = `/servicePrincipals/${servicePrincipalId}/synchronization`;
      job = `${base}/jobs/${((await client.api(`${base}/jobs`).post({ templateId: 'scim' })) as Job).id}`;
      person = await newUser('provisioned');
      await client
        .api(`/servicePrincipals/${servicePrincipalId}/appRoleAssignedTo`)
        .post({ principalId: person.id, resourceId: servicePrincipalId, appRoleId: await roleForUsers() });
    });

    const roleForUsers = async (): Promise<string> => {
      const { appRoles } = (await client.api(`/servicePrincipals/${servicePrincipalId}`).select('appRoles').get()) as {
        appRoles: { id: string; displayName: string; isEnabled: boolean }[];
      };
      return appRoles.find(({ displayName, isEnabled }) => displayName === 'User' && isEnabled)!.id;
    };
    const schema = (): Promise<Schema> => client.api(`${job}/schema`).get();
    const onDemand = async (): Promise<{ key: string; value: string }> =>
      client.api(`${job}/provisionOnDemand`).post({
        parameters: [
          {
            ruleId: (await schema()).synchronizationRules[0]!.id,
            subjects: [{ objectId: person.id, objectTypeName: 'User' }],
          },
        ],
      });

    test('secrets are put, shown without what is secret, and tested', async () => {
      const { scim } = installation();
      const value = [
        { key: 'BaseAddress', value: scim.url },
        { key: 'SecretToken', value: scim.token },
      ];
      expect(await client.api(`${base}/secrets`).put({ value })).toBeUndefined();
      const shown: List<{ key: string; value: string }> = await client.api(`${base}/secrets`).get();
      expect(shown.value).toContainEqual({ key: 'SecretToken', value: '*' });
      expect(await client.api(`${job}/validateCredentials`).post({ useSavedCredentials: true })).toBeUndefined();
      const wrong = { credentials: [value[0], { key: 'SecretToken', value: 'wrong' }] };
      await expect(client.api(`${job}/validateCredentials`).post(wrong)).rejects.toMatchObject({ statusCode: 400 });
    });

    test('a schema is read, changed and put back', async () => {
      const before = await schema();
      const mapping = before.synchronizationRules
        .flatMap(({ objectMappings }) => objectMappings)
        .flatMap(({ attributeMappings }) => attributeMappings)
        .find(({ targetAttributeName }) => targetAttributeName === 'title')!;
      mapping.flowType = 'ObjectAddOnly';
      expect(await client.api(`${job}/schema`).put(before)).toBeUndefined();
      const after = await schema();
      expect(after.synchronizationRules).toEqual(before.synchronizationRules);
      await expect(client.api(`${job}/schema`).put({ ...before, synchronizationRules: 'none' })).rejects.toMatchObject({
        statusCode: 400,
      });
    });

    test('one person is provisioned on demand, and once too often is tried again after Retry-After', async () => {
      const answer = await onDemand();
      const [entry] = JSON.parse(answer.value) as { action: string; statusInfo: { status: string } }[];
      expect(entry).toMatchObject({ action: 'Create', statusInfo: { status: 'Success' } });
      const refused: number[] = [];
      const watched = globalThis.fetch;
      globalThis.fetch = async (...args) => {
        const response = await watched(...args);
        if (response.status === 429) refused.push(Number(response.headers.get('retry-after')));
        return response;
      };
      const started = performance.now();
      try {
        for (let time = 2; time <= 6; time++) await onDemand();
      } finally {
        globalThis.fetch = watched;
      }
      expect(refused).toEqual([expect.any(Number)]);
      expect(performance.now() - started).toBeGreaterThanOrEqual(refused[0]! * 1000);
    });

    test('a job is started, reaches its steady state, is paused and restarted', async () => {
      expect(await client.api(`${job}/start`).post(undefined)).toBeUndefined();
      await waitFor('the first cycle', async () => {
        const { status } = (await client.api(job).get()) as Job;
        return !status.steadyStateLastAchievedTime.startsWith('0001');
      });
      expect(await client.api(`${job}/pause`).post(undefined)).toBeUndefined();
      expect(await client.api(job).get()).toMatchObject({ schedule: { state: 'Paused' } });
      const restart = { criteria: { resetScope: 'Watermark, Escrows, QuarantineState' } };
      expect(await client.api(`${job}/restart`).post(restart)).toBeUndefined();
      expect(await client.api(`${base}/jobs`).get()).toMatchObject({ value: [{ schedule: { state: 'Active' } }] });
    });

    test('both logs tell what happened', async () => {
      type Record = { provisioningAction: string; jobId: string };
      const records: List<Record> = await client
        .api('/auditLogs/provisioning')
        .filter(`sourceIdentity/id eq '${person.id}'`)
        .get();
      expect(records.value.map(({ provisioningAction }) => provisioningAction)).toContain('create');
      const audits: List<{ activityDisplayName: string }> = await client
        .api('/auditLogs/directoryAudits')
        .filter(`targetResources/any(t:t/id eq '${person.id}')`)
        .get();
      expect(audits.value.map(({ activityDisplayName }) => activityDisplayName)).toContain('Add user');
    });

    test('a job is gone as soon as it is deleted', async () => {
      expect(await client.api(job).delete()).toBeUndefined();
      await expect(client.api(job).get()).rejects.toMatchObject({ statusCode: 404 });
    });
  });
}
