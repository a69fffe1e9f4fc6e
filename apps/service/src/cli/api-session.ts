/**
 * The API as the commands use it: over loopback when a service holds the data directory, else in process, on the same
 * routes, without listening. Either way with a token and a permission.
 */
import { ApiError, ConfigError, silentLogger, StorageError, systemClock, type Clock } from '@drawbridge/base';
import { lockDataDirectory, readLockHolder } from '@drawbridge/storage/database';
import { request } from 'undici';
import { compose } from '../compose.ts';
import { readSettings } from '../config.ts';
import { routesOf } from '../http/routes.ts';
import { createServer } from '../http/server.ts';
import { ensureConsoleClient, readConsoleClient, type ConsoleClient } from './console-client.ts';

export type Answer = { readonly status: number; readonly body: unknown };
type Exchange = (
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body?: string,
) => Promise<Answer>;

export class ApiSession {
  readonly tenantId: string;
  readonly #exchange: Exchange;
  readonly #client: ConsoleClient;
  #token: string | undefined;

  constructor(client: ConsoleClient, exchange: Exchange) {
    this.tenantId = client.tenantId;
    this.#client = client;
    this.#exchange = exchange;
  }

  /** Posts JSON, or reads when there is no body. Throws ApiError with the service's own sentence. */
  async call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    this.#token ??= await this.#signIn();
    const headers = { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' };
    const answer = await this.#exchange(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
    if (answer.status < 400) return answer.body as T;
    const message = (answer.body as { error?: { message?: string } } | undefined)?.error?.message;
    throw new ApiError('REQUEST_INVALID', message ?? `The service answered ${answer.status} to ${method} ${path}.`);
  }

  async #signIn(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: this.#client.clientId,
      client_secret: this.#client.clientSecret.reveal(),
      scope: 'https://graph.microsoft.com/.default',
    });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.#exchange('POST', `/${this.tenantId}/oauth2/v2.0/token`, headers, form.toString());
    const token = (answer.body as { access_token?: string } | undefined)?.access_token;
    if (token === undefined) {
      throw new ApiError(
        'CLIENT_INVALID',
        'The service does not accept the command line’s own credentials (console.json in the data directory). Restart the service: it makes new ones.',
      );
    }
    return token;
  }
}

/** How long a command waits for a service that is starting, or for another command that holds the directory. */
const patienceMs = 30_000;

/** Opens a session on the data directory, runs `work`, and leaves everything as it was. */
export async function withApi<T>(
  flags: Readonly<Record<string, unknown>>,
  work: (api: ApiSession) => Promise<T>,
): Promise<T> {
  const settings = readSettings(flags);
  const clock = systemClock;
  const deadline = clock.monotonicMs() + patienceMs;
  for (;;) {
    const holder = await readLockHolder(settings.dataDirectory, clock);
    if (holder?.facts['url'] !== undefined)
      return work(await overLoopback(settings.dataDirectory, holder.facts['url']));
    try {
      if (!holder) return await inProcess(flags, clock, work);
    } catch (thrown) {
      if (!(thrown instanceof StorageError) || thrown.code !== 'DATA_DIRECTORY_LOCKED') throw thrown;
    }
    if (clock.monotonicMs() > deadline) {
      throw new StorageError(
        'DATA_DIRECTORY_LOCKED',
        `${settings.dataDirectory} is held by process ${holder?.pid ?? 'unknown'} (${holder?.purpose ?? 'unknown'}), which did not become ready within ${patienceMs / 1000} s. Stop that process, or try again.`,
      );
    }
    await clock.sleep(100);
  }
}

async function overLoopback(dataDirectory: string, url: string): Promise<ApiSession> {
  const client = await readConsoleClient(dataDirectory);
  if (!client) {
    throw new ConfigError(
      'CLIENT_INVALID',
      `console.json is missing in ${dataDirectory}, or this user may not read it. Run the command as the user of the service.`,
    );
  }
  return new ApiSession(client, async (method, path, headers, body) => {
    try {
      const timeouts = { headersTimeout: 600_000, bodyTimeout: 600_000 };
      const answer = await request(`${url}${path}`, { method, headers, body: body ?? null, ...timeouts });
      const text = await answer.body.text();
      return { status: answer.statusCode, body: text === '' ? undefined : JSON.parse(text) };
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ApiError(
        'SERVICE_UNREACHABLE',
        `The service at ${url} did not answer ${method} ${path}: ${reason}. Check that it still runs, then run the command again.`,
        { cause },
      );
    }
  });
}

async function inProcess<T>(
  flags: Readonly<Record<string, unknown>>,
  clock: Clock,
  work: (api: ApiSession) => Promise<T>,
): Promise<T> {
  const settings = readSettings(flags);
  const logger = silentLogger;
  await using lock = await lockDataDirectory(settings.dataDirectory, { purpose: 'command', clock });
  const composed = await compose(settings, { clock, logger, lock });
  try {
    const app = await createServer({ tokens: composed.services.tokens, clock, logger }, routesOf(composed.services));
    const client = await ensureConsoleClient(composed.services, settings.dataDirectory);
    return await work(
      new ApiSession(client, async (method, path, headers, body) => {
        const answer = await app.inject({
          method,
          url: path,
          headers,
          ...(body === undefined ? {} : { payload: body }),
        });
        return { status: answer.statusCode, body: answer.payload === '' ? undefined : answer.json() };
      }),
    );
  } finally {
    await composed.close();
  }
}
