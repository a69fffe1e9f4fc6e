/** The whole service in the process of a test: real sockets on loopback, a database of its own, clients with a role. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId, silentLogger, systemClock, type Clock, type Logger } from '@drawbridge/base';
import { lockDataDirectory } from '@drawbridge/storage/database';
import { GraphClient, type ClientCredentials } from '@drawbridge/testkit/processes';
import { ensureConsoleClient } from '../../src/cli/console-client.ts';
import { compose, type Composed } from '../../src/compose.ts';
import { readSettings } from '../../src/config.ts';
import { listen } from '../../src/listen.ts';
import { makeClientSecret } from '../../src/oauth/client-secret.ts';
import { directoryRoles, type DirectoryRole } from '../../src/oauth/directory-roles.ts';
import type { Services } from '../../src/services.ts';

export type TestService = AsyncDisposable & {
  readonly url: string;
  readonly tlsUrl: string;
  readonly caPem: string;
  readonly dataDirectory: string;
  readonly services: Services;
  readonly composed: Composed;
  /** A Global Administrator. */
  readonly graph: GraphClient;
  /** A new application with a secret and a role. */
  client(role?: DirectoryRole): Promise<ClientCredentials & { applicationId: string; principalId: string }>;
  graphAs(credentials: ClientCredentials): GraphClient;
  tokenOf(role?: DirectoryRole): Promise<string>;
  close(): Promise<void>;
};

export type TestServiceOptions = {
  readonly clock?: Clock;
  readonly logger?: Logger;
  readonly worker?: boolean;
  /** As flags; they win over those that every test has. */
  readonly settings?: Readonly<Record<string, string>>;
};

export async function startService(options: TestServiceOptions = {}): Promise<TestService> {
  const { clock = systemClock, logger = silentLogger } = options;
  const dataDirectory = await mkdtemp(join(tmpdir(), 'drawbridge-service-'));
  const settings = readSettings(
    { dataDirectory, port: 0, tlsPort: 0, tlsHost: '127.0.0.1', allowPrivateAddresses: 'true', ...options.settings },
    {},
  );
  const lock = await lockDataDirectory(dataDirectory, { purpose: 'test', clock });
  const composed = await compose(settings, { clock, logger, lock });
  const { services, authority } = composed;
  const listening = await listen(settings, { services, authority, clock, logger });
  const administrator = await ensureConsoleClient(services, dataDirectory);
  if (options.worker ?? false) composed.worker.start();
  const clients: GraphClient[] = [];

  const graphAs = (credentials: ClientCredentials): GraphClient => {
    const graph = new GraphClient(listening.url, credentials);
    clients.push(graph);
    return graph;
  };
  const client: TestService['client'] = async (role) => {
    const appId = newId();
    const displayName = `Test client ${appId}`;
    const application = await services.directory.createApplication({ displayName, appId });
    const principal = await services.directory.createServicePrincipal({
      appId,
      displayName,
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appRoleAssignmentRequired: false,
    });
    const { secret, hash, hint } = makeClientSecret();
    const createdAt = clock.now();
    const applicationId = application.id;
    await services.credentials.addPassword({ keyId: newId(), applicationId, displayName, hint, hash, createdAt });
    if (role) await services.roles.assign(principal.id, directoryRoles[role]);
    const principalId = principal.id;
    return { tenantId: services.tenantId, clientId: appId, clientSecret: secret.reveal(), applicationId, principalId };
  };
  const close = async (): Promise<void> => {
    await Promise.all(clients.map((graph) => graph.close()));
    const closed = listening.close();
    await composed.stop();
    await closed;
    await composed.close();
    await lock.release();
    await rm(dataDirectory, { recursive: true, force: true });
  };
  return {
    url: listening.url,
    tlsUrl: listening.tlsUrl,
    caPem: authority.certificatePem,
    dataDirectory,
    services,
    composed,
    graph: graphAs({ ...administrator, clientSecret: administrator.clientSecret.reveal() }),
    client,
    graphAs,
    tokenOf: async (role) => {
      const { tenantId, clientId, clientSecret } = await client(role);
      const answer = await requestToken(listening.url, tenantId, {
        client_id: clientId,
        client_secret: clientSecret,
      });
      return (answer.body as { access_token: string }).access_token;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export type RawAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
};

/** One request as any client may send it. */
export async function send(url: string, init: RequestInit = {}): Promise<RawAnswer> {
  const answer = await fetch(url, { redirect: 'manual', ...init });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.startsWith('application/json') ?? false;
  return { status: answer.status, headers: answer.headers, text, body: isJson && text ? JSON.parse(text) : undefined };
}

export function requestToken(
  url: string,
  tenantId: string,
  form: Readonly<Record<string, string>>,
): Promise<RawAnswer> {
  const fields = { grant_type: 'client_credentials', scope: 'https://graph.microsoft.com/.default', ...form };
  return send(`${url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(fields) });
}

/** Status, code and message of a GraphError. */
export async function refusal(work: Promise<unknown>): Promise<{ status: number; code: string; message: string }> {
  const thrown = await work.then(
    () => undefined,
    (reason: unknown) => reason as { status: number; body: { error: { code: string; message: string } } },
  );
  if (!thrown) throw new Error('The request was answered, but should have been refused.');
  return { status: thrown.status, ...thrown.body.error };
}

/** Asks again until the answer is as wanted. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  timeoutMs = 20_000,
): Promise<T> {
  const deadline = systemClock.monotonicMs() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (systemClock.monotonicMs() > deadline) throw new Error(`Not in time; last: ${JSON.stringify(answer)}`);
    await systemClock.sleep(25);
  }
}
