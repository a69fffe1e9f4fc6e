/**
 * `@microsoft/msgraph-sdk`: the models and the request adapter of the generated SDK, with the credentials of
 * `@azure/identity`. What it reads is written out again and compared with the answer as it came, so that an enum, a date
 * or a nested object that the SDK cannot read is noticed.
 */
import { ClientCertificateCredential, ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import {
  HttpMethod,
  RequestInformation,
  type ModelSerializerFunction,
  type Parsable,
  type ParsableFactory,
} from '@microsoft/kiota-abstractions';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import * as models from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerApplication } from '../support/application.ts';
import { makeCertificate } from '../support/certificate.ts';
import type { Installation } from '../support/installation.ts';

const clientSecret = (installation: Installation): TokenCredential => {
  const { url, tenantId, client } = installation;
  return new ClientSecretCredential(tenantId, client.clientId, client.clientSecret, {
    authorityHost: url,
    disableInstanceDiscovery: true,
  });
};

function adapterFor({ url }: Installation, credential: TokenCredential): GraphRequestAdapter {
  const hosts = new Set([new URL(url).hostname]);
  const authentication = new AzureIdentityAuthenticationProvider(credential, [`${url}/.default`], undefined, hosts);
  const adapter = new GraphRequestAdapter(authentication);
  adapter.baseUrl = `${url}/v1.0`;
  return adapter;
}

export function kiotaSuite(installation: () => Installation): void {
  let adapter: GraphRequestAdapter;
  let base: string;
  let ruleId: string;
  let userId: string;

  const errors = { XXX: createODataErrorFromDiscriminatorValue };
  const request = (method: HttpMethod, path: string): RequestInformation => {
    const information = new RequestInformation(method, `{+baseurl}${encodeURI(path)}`, {});
    information.headers.add('Accept', 'application/json');
    return information;
  };
  const read = async <T extends Parsable>(path: string, factory: ParsableFactory<T>): Promise<T> =>
    (await adapter.send(request(HttpMethod.GET, path), factory, errors))!;

  /** Reads by the SDK, and expects to write what the service sent. */
  async function readWhole<T extends Parsable>(
    path: string,
    factory: ParsableFactory<T>,
    serialize: ModelSerializerFunction<T>,
  ): Promise<T> {
    const value = await read(path, factory);
    const writer = adapter.getSerializationWriterFactory().getSerializationWriter('application/json');
    writer.writeObjectValue(undefined, value, serialize);
    const written = JSON.parse(Buffer.from(writer.getSerializedContent()).toString()) as unknown;
    const sent = await installation().graph.call('GET', encodeURI(`/v1.0${path}`));
    expect(normalized(written)).toEqual(normalized(sent));
    return value;
  }

  beforeAll(async () => {
    adapter = adapterFor(installation(), clientSecret(installation()));
    const { graph, scim } = installation();
    const { servicePrincipal } = await graph.call<{ servicePrincipal: { id: string } }>(
      'POST',
      '/v1.0/applicationTemplates/8adf8e6e-67b2-4cf2-a259-e3dc5476c621/instantiate',
      { displayName: 'Expenses' },
    );
    const synchronization = `/servicePrincipals/${servicePrincipal.id}/synchronization`;
    const job = await graph.call<{ id: string }>('POST', `/v1.0${synchronization}/jobs`, { templateId: 'scim' });
    base = `${synchronization}/jobs/${job.id}`;
    await graph.call('PUT', `/v1.0${synchronization}/secrets`, {
      value: [
        { key: 'BaseAddress', value: scim.url },
        { key: 'SecretToken', value: scim.token },
        { key: 'SyncAll', value: 'true' },
      ],
    });
    ({ id: userId } = installation().person);
  });

  describe('msgraph-sdk (Kiota)', () => {
    test('users and groups are listed', async () => {
      await installation().graph.call('POST', '/v1.0/groups', {
        displayName: 'Everybody',
        mailEnabled: false,
        mailNickname: 'everybody',
        securityEnabled: true,
      });
      const users = await readWhole(
        '/users?$top=5',
        models.createUserCollectionResponseFromDiscriminatorValue,
        models.serializeUserCollectionResponse,
      );
      expect(users.value?.length).toBeGreaterThan(0);
      const groups = await readWhole(
        '/groups?$top=5',
        models.createGroupCollectionResponseFromDiscriminatorValue,
        models.serializeGroupCollectionResponse,
      );
      expect(groups.value?.[0]?.securityEnabled).toBe(true);
    });

    test('applications, their templates and the service principal are read', async () => {
      await readWhole(
        '/applications?$top=2',
        models.createApplicationCollectionResponseFromDiscriminatorValue,
        models.serializeApplicationCollectionResponse,
      );
      const templates = await readWhole(
        '/applicationTemplates',
        models.createApplicationTemplateCollectionResponseFromDiscriminatorValue,
        models.serializeApplicationTemplateCollectionResponse,
      );
      expect(templates.value?.[0]?.displayName).toBe('On-premises SCIM app');
      await readWhole(
        base.split('/').slice(0, 3).join('/'),
        models.createServicePrincipalFromDiscriminatorValue,
        models.serializeServicePrincipal,
      );
    });

    test('jobs are listed with schedule and status', async () => {
      const jobs = await readWhole(
        base.split('/').slice(0, 5).join('/'),
        models.createSynchronizationJobCollectionResponseFromDiscriminatorValue,
        models.serializeSynchronizationJobCollectionResponse,
      );
      expect(jobs.value?.[0]?.schedule?.state).toBe('Disabled');
      expect(jobs.value?.[0]?.status?.code).toBe('NotRun');
    });

    test('the whole schema is read: every enum, every nested object', async () => {
      const schema = await readWhole(
        `${base}/schema`,
        models.createSynchronizationSchemaFromDiscriminatorValue,
        models.serializeSynchronizationSchema,
      );
      ruleId = schema.synchronizationRules?.[0]?.id ?? '';
      expect(ruleId).not.toBe('');
    });

    test('a schema that it read is taken back, once it says what the SDK could not read', async () => {
      const put = (schema: models.SynchronizationSchema): Promise<void> => {
        const information = request(HttpMethod.PUT, `${base}/schema`);
        information.setContentFromParsable(adapter, 'application/json', schema, models.serializeSynchronizationSchema);
        return adapter.sendNoResponseContent(information, errors);
      };
      const schema = await read<models.SynchronizationSchema>(
        `${base}/schema`,
        models.createSynchronizationSchemaFromDiscriminatorValue,
      );
      await expect(put(schema)).rejects.toMatchObject({ responseStatusCode: 400 });
      const mappings = schema.synchronizationRules?.flatMap(({ objectMappings }) => objectMappings ?? []) ?? [];
      for (const mapping of mappings) mapping.flowTypes = ['Add', 'Update', 'Delete'];
      await put(schema);
    });

    test('a person is provisioned on demand', async () => {
      const information = request(HttpMethod.POST, `${base}/provisionOnDemand`);
      const parameters: models.SynchronizationJobApplicationParameters = {
        ruleId,
        subjects: [{ objectId: userId, objectTypeName: 'User' }],
      };
      const body = { additionalData: { parameters: [parameters] } };
      const writeBody: ModelSerializerFunction<Parsable> = (writer) =>
        writer.writeCollectionOfObjectValues(
          'parameters',
          body.additionalData.parameters,
          models.serializeSynchronizationJobApplicationParameters,
        );
      information.setContentFromParsable(adapter, 'application/json', body, writeBody);
      const answer = await adapter.send<models.StringKeyStringValuePair>(
        information,
        models.createStringKeyStringValuePairFromDiscriminatorValue,
        errors,
      );
      expect(JSON.parse(answer?.value ?? '[]')).toMatchObject([{ action: 'Create' }]);
    });

    test('both logs are read whole', async () => {
      const records = await readWhole(
        `/auditLogs/provisioning?$filter=sourceIdentity/id eq '${userId}'`,
        models.createProvisioningObjectSummaryCollectionResponseFromDiscriminatorValue,
        models.serializeProvisioningObjectSummaryCollectionResponse,
      );
      expect(records.value?.[0]?.provisioningAction).toBe('create');
      const audits = await readWhole(
        "/auditLogs/directoryAudits?$top=5&$filter=activityDisplayName eq 'Add user'",
        models.createDirectoryAuditCollectionResponseFromDiscriminatorValue,
        models.serializeDirectoryAuditCollectionResponse,
      );
      expect(audits.value?.[0]?.result).toBe('success');
    });

    test('an error is Graph’s error', async () => {
      const failed = read('/users/nobody@corp.example', models.createUserFromDiscriminatorValue);
      await expect(failed).rejects.toMatchObject({
        responseStatusCode: 404,
        errorEscaped: { code: 'Request_ResourceNotFound', innerError: { requestId: expect.any(String) as string } },
      });
    });

    test('an application signs in with its certificate', async () => {
      const { privateKeyPem, certificatePem, der } = await makeCertificate();
      const { id, appId } = await registerApplication(installation(), {
        displayName: 'Reports by Azure.Identity',
        keyCredentials: [{ type: 'AsymmetricX509Cert', usage: 'Verify', key: der }],
      });
      expect(id).not.toBe('');
      const { url, tenantId } = installation();
      const credential = new ClientCertificateCredential(
        tenantId,
        appId,
        { certificate: `${certificatePem}\n${privateKeyPem}` },
        { authorityHost: url, disableInstanceDiscovery: true },
      );
      const information = request(HttpMethod.GET, '/auditLogs/directoryAudits?$top=1');
      const answer = await adapterFor(installation(), credential).send<models.DirectoryAuditCollectionResponse>(
        information,
        models.createDirectoryAuditCollectionResponseFromDiscriminatorValue,
        errors,
      );
      expect(answer?.value).toHaveLength(1);
    });
  });
}

/** Several values in one text, which this SDK takes for a list and reads as none. */
const flags = new Set(['flowTypes', 'discoverabilities']);

/** The same whatever stands for absent (the SDK makes an empty object of null), and however a moment is written. */
function normalized(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => normalized(each) ?? {});
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? new Date(value).toISOString() : value;
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .filter(([name]) => !name.startsWith('@odata.') && !flags.has(name))
    .map(([name, each]) => [name, normalized(each)] as const)
    .filter(([, each]) => each !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
