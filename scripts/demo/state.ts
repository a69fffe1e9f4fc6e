/** What the demo remembers between runs. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export type DemoState = {
  ports?: { service: number; tls: number; scim: number };
  scimToken?: string;
  credentials?: { tenantId: string; clientId: string; clientSecret: string };
  /** Who signs in to the admin centre. */
  administrator?: { userPrincipalName: string; password: string };
  enrolled?: boolean;
  servicePrincipalId?: string;
  jobId?: string;
  finished?: boolean;
};

const file = (folder: string): string => join(folder, 'demo.json');

export async function readState(folder: string): Promise<DemoState> {
  await mkdir(folder, { recursive: true });
  const text = await readFile(file(folder), 'utf8').catch(() => '{}');
  return JSON.parse(text) as DemoState;
}

export async function writeState(folder: string, state: DemoState): Promise<void> {
  await writeFile(file(folder), JSON.stringify(state, null, 2), { mode: 0o600 });
}
