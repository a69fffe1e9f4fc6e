/** A small Graph client for tests, benchmarks and the demo: client credentials, JSON, errors as exceptions. */
import { Pool } from 'undici';

export type ClientCredentials = { readonly tenantId: string; readonly clientId: string; readonly clientSecret: string };

export class GraphError extends Error {
  readonly status: number;
  readonly body: unknown;

  constructor(method: string, path: string, status: number, body: unknown) {
    const { code, message } = (body as { error?: { code?: string; message?: string } } | undefined)?.error ?? {};
    super(`${method} ${path} answered ${status}: ${code ?? ''} ${message ?? JSON.stringify(body)}`);
    this.status = status;
    this.body = body;
  }
}

export class GraphClient {
  readonly #pool: Pool;
  readonly #credentials: ClientCredentials;
  #token: string | undefined;

  constructor(url: string, credentials: ClientCredentials, options: { ca?: string } = {}) {
    this.#pool = new Pool(url, {
      connections: 16,
      headersTimeout: 600_000,
      bodyTimeout: 600_000,
      ...(options.ca === undefined ? {} : { connect: { ca: options.ca } }),
    });
    this.#credentials = credentials;
  }

  /** The answer's JSON; undefined for 204. Throws GraphError for 4xx and 5xx. */
  async call<T = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<T> {
    this.#token ??= await this.#signIn();
    const headers = {
      authorization: `Bearer ${this.#token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const answer = await this.#pool.request({
      method,
      path,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await answer.body.text();
    const document: unknown = text === '' ? undefined : parse(text);
    if (answer.statusCode === 401 && this.#token !== undefined) this.#token = undefined;
    if (answer.statusCode >= 400) throw new GraphError(method, path, answer.statusCode, document);
    return document as T;
  }

  /** All items of a collection, page by page. */
  async *list<T = Record<string, unknown>>(path: string): AsyncGenerator<T> {
    let next: string | undefined = path;
    while (next !== undefined) {
      const page: { value: T[]; '@odata.nextLink'?: string } = await this.call('GET', next);
      yield* page.value;
      const link: string | undefined = page['@odata.nextLink'];
      next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
    }
  }

  async #signIn(): Promise<string> {
    const { tenantId, clientId, clientSecret } = this.#credentials;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
      scope: 'https://graph.microsoft.com/.default',
    });
    const path = `/${tenantId}/oauth2/v2.0/token`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await this.#pool.request({ method: 'POST', path, headers, body: form.toString() });
    const document = (await answer.body.json()) as { access_token?: string };
    if (document.access_token === undefined) throw new GraphError('POST', path, answer.statusCode, document);
    return document.access_token;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // `$count` answers text.
    return text;
  }
};
