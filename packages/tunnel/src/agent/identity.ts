/**
 * What an agent is, on its own disk: one file with its key, its certificate and the authority it trusts, readable by its
 * owner only, and replaced in one step so that a crash leaves the old one or the new one.
 */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AgentError, Secret, newToken } from '@drawbridge/base';

const fileName = 'agent-identity.json';

export type AgentIdentity = {
  readonly agentId: string;
  readonly tenantId: string;
  /** Base URL of the service, without a trailing slash. */
  readonly serviceUrl: string;
  /** PKCS #8, P-256. Made on this host and never sent anywhere. */
  readonly keyPem: Secret;
  readonly certificatePem: string;
  /** The service's own authority, trusted for its TLS. */
  readonly caPem: string;
};

/** Throws AgentError AGENT_NOT_ENROLLED when there is none or it cannot be read. */
export async function readIdentity(stateDirectory: string): Promise<AgentIdentity> {
  const path = join(stateDirectory, fileName);
  let json: string;
  try {
    json = await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const fact = code === 'ENOENT' ? `${stateDirectory} holds no agent identity` : `${path} cannot be read (${code})`;
    throw new AgentError(
      'AGENT_NOT_ENROLLED',
      `${fact}: run drawbridge-agent enrol --service URL --token TOKEN --state ${stateDirectory}`,
      { cause },
    );
  }
  return parseIdentity(json, path);
}

export async function writeIdentity(stateDirectory: string, identity: AgentIdentity): Promise<void> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  const path = join(stateDirectory, fileName);
  const temporary = `${path}.${newToken(6)}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(`${JSON.stringify({ ...identity, keyPem: identity.keyPem.reveal() }, undefined, 2)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncDirectory(stateDirectory);
}

/** So that the rename itself survives a power cut; Windows has no such call and needs none. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const members = ['agentId', 'tenantId', 'serviceUrl', 'keyPem', 'certificatePem', 'caPem'] as const;

function parseIdentity(json: string, path: string): AgentIdentity {
  const broken = (fact: string, cause?: unknown): AgentError =>
    new AgentError('AGENT_NOT_ENROLLED', `${path} ${fact}: enrol this agent again with a new token.`, { cause });
  let stored: Record<string, unknown>;
  try {
    stored = JSON.parse(json) as Record<string, unknown>;
  } catch (cause) {
    throw broken('is no JSON', cause);
  }
  const wrong = members.find((name) => typeof stored?.[name] !== 'string');
  if (wrong !== undefined) throw broken(`lacks ${wrong}`);
  const text = stored as Record<(typeof members)[number], string>;
  return { ...text, keyPem: new Secret(text.keyPem) };
}
