/** Starts the application on a free port with a data directory of its own, and speaks SCIM to it over real HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ScimObject, ScimValue } from '@drawbridge/scim';
import { startScimApp, type ScimAppOptions } from '../../src/index.ts';

export const token = 'test-token';
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; an empty object when there is none. */
  readonly body: ScimObject;
  readonly id: string;
  /** Of a ListResponse. */
  readonly resources: readonly ScimObject[];
};

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export class ScimCaller {
  readonly #baseUrl: string;

  constructor(url: string) {
    this.#baseUrl = `${url}/scim`;
  }

  /** A string is sent as it is; anything else as JSON. */
  async send(method: Method, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await fetch(this.#baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json; charset=utf-8' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed = (text === '' ? {} : JSON.parse(text)) as ScimObject;
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: parsed,
      id: String(parsed['id']),
      resources: (parsed['Resources'] ?? []) as ScimObject[],
    };
  }

  get = (path: string, headers?: Record<string, string>): Promise<Answer> => this.send('GET', path, undefined, headers);
  post = (path: string, body: unknown): Promise<Answer> => this.send('POST', path, body);
  put = (path: string, body: unknown, headers?: Record<string, string>): Promise<Answer> =>
    this.send('PUT', path, body, headers);
  delete = (path: string, headers?: Record<string, string>): Promise<Answer> =>
    this.send('DELETE', path, undefined, headers);

  /** A PATCH with these operations, exactly as given. */
  patch = (path: string, ...operations: readonly unknown[]): Promise<Answer> =>
    this.send('PATCH', path, { schemas: [patchOp], Operations: operations });

  find = (endpoint: 'Users' | 'Groups', filter: string, more: Record<string, string> = {}): Promise<Answer> =>
    this.get(`/${endpoint}?${new URLSearchParams({ filter, ...more })}`);

  /** Makes a user and returns its id. */
  async user(more: Record<string, unknown> = {}): Promise<string> {
    const { id, status, text } = await this.post('/Users', aUser(more));
    if (status !== 201) throw new Error(`${status} ${text}`);
    return id;
  }

  async group(more: Record<string, unknown> = {}): Promise<string> {
    const { id, status, text } = await this.post('/Groups', { displayName: uniqueName('group'), ...more });
    if (status !== 201) throw new Error(`${status} ${text}`);
    return id;
  }

  async memberIds(groupId: string): Promise<string[]> {
    const { body } = await this.get(`/Groups/${groupId}`);
    return ((body['members'] ?? []) as ScimObject[]).map((member) => String(member['value'])).sort();
  }
}

let lastNumber = 0;
export const uniqueName = (word: string): string => `${word}-${(lastNumber += 1)}@corp.example`;

export const aUser = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: uniqueName('user'),
  ...more,
});

export type TestApp = ScimCaller & { readonly url: string; readonly close: () => Promise<void> };

export async function startTestApp(options: Partial<ScimAppOptions> = {}): Promise<TestApp> {
  const directory = await mkdtemp(join(tmpdir(), 'scim-app-'));
  const app = await startScimApp({ port: 0, token, dataDirectory: directory, ...options });
  const close = async (): Promise<void> => {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  };
  return Object.assign(new ScimCaller(app.url), { url: app.url, close });
}

/** The value of a nested member, by names and indexes: `at(body, 'emails', 0, 'value')`. */
export function at(value: ScimValue | undefined, ...path: readonly (string | number)[]): ScimValue | undefined {
  let current: ScimValue | undefined = value;
  for (const step of path) current = (current as Record<string | number, ScimValue> | undefined)?.[step];
  return current;
}
