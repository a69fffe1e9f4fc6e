/**
 * The command line's own API client: a Global Administrator whose secret stands in a file that only the owner of the data
 * directory can read. So the command line needs no private door: it gets a token and calls the API like everybody else.
 */
import { isUuid, newId, Secret } from '@drawbridge/base';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeClientSecret, matchesHash } from '../oauth/client-secret.ts';
import { directoryRoles } from '../oauth/directory-roles.ts';
import type { Services } from '../services.ts';

const fileName = 'console.json';
const displayName = 'Drawbridge command line';

const stored = z.object({ tenantId: z.string(), clientId: z.string(), clientSecret: z.string() });

export type ConsoleClient = { readonly tenantId: string; readonly clientId: string; readonly clientSecret: Secret };

/** Undefined when the file is not there or is not readable as one. */
export async function readConsoleClient(dataDirectory: string): Promise<ConsoleClient | undefined> {
  const text = await readFile(join(dataDirectory, fileName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const parsed = stored.safeParse(safeJson(text));
  return parsed.success ? { ...parsed.data, clientSecret: new Secret(parsed.data.clientSecret) } : undefined;
}

/** Makes the client if this installation has none whose secret is in the data directory. */
export async function ensureConsoleClient(services: Services, dataDirectory: string): Promise<ConsoleClient> {
  const existing = await readConsoleClient(dataDirectory);
  if (existing?.tenantId === services.tenantId && (await isValid(services, existing))) return existing;
  const client = await makeClient(services, displayName);
  const file = join(dataDirectory, fileName);
  const draft = `${file}.${newId()}`;
  const content = {
    tenantId: services.tenantId,
    clientId: client.clientId,
    clientSecret: client.clientSecret.reveal(),
  };
  await writeFile(draft, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, file);
  return client;
}

async function isValid({ directory, credentials }: Services, client: ConsoleClient): Promise<boolean> {
  if (!isUuid(client.clientId)) return false;
  const where = [{ property: 'appId', op: 'eq', value: client.clientId }] as const;
  const [application] = (await directory.listApplications({ where, limit: 1 })).items;
  const [principal] = (await directory.listServicePrincipals({ where, limit: 1 })).items;
  if (!application || principal?.accountEnabled !== true) return false;
  const passwords = await credentials.listPasswords(application.id);
  return passwords.some((password) => matchesHash(client.clientSecret, password.hash));
}

async function makeClient(
  { directory, credentials, roles, clock, tenantId }: Services,
  name: string,
): Promise<ConsoleClient> {
  const appId = newId();
  const application = await directory.createApplication({ displayName: name, appId, signInAudience: 'AzureADMyOrg' });
  const principal = await directory.createServicePrincipal({
    appId,
    displayName: name,
    servicePrincipalType: 'Application',
    accountEnabled: true,
    appRoleAssignmentRequired: false,
  });
  const { secret, hash, hint } = makeClientSecret();
  const createdAt = clock.now();
  await credentials.addPassword({
    keyId: newId(),
    applicationId: application.id,
    displayName: name,
    hint,
    hash,
    createdAt,
  });
  await roles.assign(principal.id, directoryRoles['Global Administrator']);
  return { tenantId, clientId: appId, clientSecret: secret };
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A half-written or foreign file is the same as none: a new client is made.
    return undefined;
  }
}
