/**
 * What the clients are pointed at: the service as a process, on one of the two databases, with HTTPS by its own certificate
 * authority; a SCIM application that it reaches directly; an administrator of each kind. One for all suites of a file.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '@drawbridge/testkit/postgres';
import {
  GraphClient,
  runProgram,
  startProgram,
  type ClientCredentials,
  type RunningProgram,
} from '@drawbridge/testkit/processes';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { trust } from './trust.ts';

export const databases = ['embedded', 'postgresql'] as const;
export type Database = (typeof databases)[number];

export type Account = { readonly id: string; readonly userPrincipalName: string; readonly password: string };

export type Installation = {
  /** `https://localhost:PORT`, and the parts of it. */
  readonly url: string;
  readonly host: string;
  readonly tenantId: string;
  readonly dataDirectory: string;
  /** An API client that may do everything. */
  readonly client: ClientCredentials;
  /** The same, for what a test does beside the client that it is about. */
  readonly graph: GraphClient;
  /** Somebody who signs in, and may do everything. */
  readonly person: Account;
  /** The application to provision into. */
  readonly scim: { readonly url: string; readonly token: string };
  [Symbol.asyncDispose](): Promise<void>;
};

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';

export async function startInstallation(database: Database): Promise<Installation> {
  await using cleanup = new AsyncDisposableStack();
  const folder = cleanup.use(await temporaryFolder()).path;
  const token = randomBytes(24).toString('base64url');
  const databaseUrl = database === 'postgresql' ? await cleanup.use(await startPostgres()).createDatabase() : '';
  const data = join(folder, 'service');
  const [service, scimApp] = await Promise.all([
    startProgram('service', ['serve', '--data', data, '--port', '0', '--tls-port', '0', '--tls-host', '127.0.0.1'], {
      env: { DATABASE_URL: databaseUrl, DRAWBRIDGE_ALLOW_PRIVATE_ADDRESSES: 'true' },
      readyTimeoutMs: 120_000,
    }),
    startProgram('scim-app', ['--port', '0', '--data', join(folder, 'scim-app')], {
      env: { DRAWBRIDGE_SCIM_TOKEN: token },
    }),
  ]);
  cleanup.use(service);
  cleanup.use(scimApp);
  const { tlsUrl, caFile, tenantId } = ready(service);
  const ca = await readFile(caFile, 'utf8');
  trust(ca);
  const client = await makeClient(data);
  const graph = new GraphClient(tlsUrl, client, { ca });
  cleanup.defer(() => graph.close());
  const person = await makeAdministrator(graph);
  const stack = cleanup.move();
  return {
    url: tlsUrl,
    host: new URL(tlsUrl).host,
    tenantId,
    dataDirectory: data,
    client,
    graph,
    person,
    scim: { url: `${scimApp.ready['url']}/scim`, token },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function ready({ ready: { tlsUrl = '', caFile = '', tenantId = '' } }: RunningProgram) {
  return { tlsUrl, caFile, tenantId };
}

async function makeClient(data: string): Promise<ClientCredentials> {
  const args = ['client', 'create', '--data', data, '--name', 'Clients', '--role', 'Global Administrator'];
  const { code, stdout, stderr } = await runProgram('service', args);
  if (code !== 0) throw new Error(`drawbridge ${args.join(' ')} ended with ${code}:\n${stderr}`);
  return JSON.parse(stdout) as ClientCredentials;
}

async function makeAdministrator(graph: GraphClient): Promise<Account> {
  const userPrincipalName = 'ada@corp.example';
  const password = 'seven purple mountains';
  const { id } = await graph.call<{ id: string }>('POST', '/v1.0/users', {
    userPrincipalName,
    displayName: 'Ada Lovelace',
    mailNickname: 'ada',
    accountEnabled: true,
    passwordProfile: { password, forceChangePasswordNextSignIn: false },
  });
  await graph.call('POST', '/v1.0/roleManagement/directory/roleAssignments', {
    principalId: id,
    roleDefinitionId: globalAdministrator,
    directoryScopeId: '/',
  });
  return { id, userPrincipalName, password };
}
