/**
 * What goes over the wire to a target and comes back, told without anything secret: headers by an allow-list, the job's
 * credentials wherever they stand, and every attribute that is sensitive or redacted by its mapping.
 */
import { toProvisioningError, type Clock, type Secret } from '@drawbridge/base';
import type { CompiledRule, TracedExchange, TraceListener } from '@drawbridge/engine';
import { parsePath } from '@drawbridge/scim';
import type { HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';

const hidden = '[Redact]';
const longestBody = 64 * 1024;

const shownHeaders = new Set([
  'accept',
  'content-length',
  'content-type',
  'date',
  'etag',
  'if-match',
  'location',
  'retry-after',
  'server',
  'user-agent',
]);

/** Hidden whatever the mappings say. */
const alwaysSensitive = [
  'password',
  'secret',
  'token',
  'access_token',
  'refresh_token',
  'client_secret',
  'authorization',
];

export type TraceOptions = {
  readonly clock: Clock;
  readonly listen: TraceListener;
  readonly secrets: readonly Secret[];
  /** Names of attributes, in lower case. */
  readonly sensitive: ReadonlySet<string>;
};

/** The attributes whose values must not be seen, by the name that stands first in their path. */
export function sensitiveAttributes(rule: CompiledRule): ReadonlySet<string> {
  const names = new Set<string>(alwaysSensitive);
  for (const { mappings } of rule.objects.values()) {
    for (const { isSensitive, expression, path } of mappings) {
      if (isSensitive || expression?.isRedacted) names.add(path.attribute.name.toLowerCase());
    }
  }
  return names;
}

export class TracedTransport implements Transport {
  readonly #road: Transport;
  readonly #options: TraceOptions;
  readonly #redact: Redaction;

  constructor(road: Transport, options: TraceOptions) {
    this.#road = road;
    this.#options = options;
    this.#redact = new Redaction(options);
  }

  async send(request: HttpRequest, signal?: AbortSignal): Promise<HttpResponse> {
    const { clock, listen } = this.#options;
    const [at, startedMs] = [clock.now(), clock.monotonicMs()];
    const tell = (end: Partial<TracedExchange>): void =>
      listen({ ...this.#asked(request), ...end, at, durationMs: Math.max(0, clock.monotonicMs() - startedMs) });
    try {
      const response = await this.#road.send(request, signal);
      tell({
        status: response.status,
        responseHeaders: this.#redact.headers(response.headers),
        responseBody: this.#redact.body(response.body),
      });
      return response;
    } catch (thrown) {
      tell({ failure: this.#redact.text(toProvisioningError(thrown).message) });
      throw thrown;
    }
  }

  #asked({ method, url, headers, body }: HttpRequest): Omit<TracedExchange, 'at' | 'durationMs'> {
    return {
      method,
      url: this.#redact.url(url),
      requestHeaders: this.#redact.headers(headers),
      ...(body ? { requestBody: this.#redact.body(body) } : {}),
    };
  }
}

class Redaction {
  readonly #secrets: readonly string[];
  readonly #sensitive: ReadonlySet<string>;

  constructor({ secrets, sensitive }: Pick<TraceOptions, 'secrets' | 'sensitive'>) {
    this.#secrets = secrets.flatMap(spellings);
    this.#sensitive = sensitive;
  }

  headers(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        shownHeaders.has(name.toLowerCase()) ? this.text(value) : hidden,
      ]),
    );
  }

  /** A query that names a sensitive attribute holds its value too. */
  url(url: string): string {
    const at = url.indexOf('?');
    const query = at < 0 ? '' : url.slice(at).toLowerCase();
    const isSensitive = [...this.#sensitive].some((name) => query.includes(name));
    return this.text(isSensitive ? `${url.slice(0, at)}?${hidden}` : url);
  }

  /** What is no JSON could hold anything: of it only the size is told. */
  body(bytes: Uint8Array): string {
    if (bytes.byteLength === 0) return '';
    if (bytes.byteLength > longestBody) return `(${bytes.byteLength} bytes)`;
    try {
      const document: unknown = JSON.parse(new TextDecoder().decode(bytes));
      return this.text(JSON.stringify(this.#walk(document)));
    } catch {
      // Not JSON, and so not told.
      return `(${bytes.byteLength} bytes, not JSON)`;
    }
  }

  text(text: string): string {
    return this.#secrets.reduce((shown, secret) => shown.replaceAll(secret, hidden), text);
  }

  #walk(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.#walk(one));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const path = entries.find(([name]) => name.toLowerCase() === 'path')?.[1];
    const isOfSensitive = typeof path === 'string' && this.#namesSensitive(path);
    return Object.fromEntries(
      entries.map(([name, inner]) => {
        if (this.#namesSensitive(name)) return [name, hidden];
        if (isOfSensitive) return [name, name.toLowerCase() === 'op' ? inner : hidden];
        return [name, this.#walk(inner)];
      }),
    );
  }

  /** `path` is an attribute's name, or a path in a PATCH, or a key such as `name.givenName` in a value without a path. */
  #namesSensitive(path: string): boolean {
    const lower = path.toLowerCase();
    if (this.#sensitive.has(lower)) return true;
    if (!/[.:[]/.test(path)) return false;
    try {
      return this.#sensitive.has(parsePath(path).attribute.name.toLowerCase());
    } catch {
      // No path: hidden when it so much as mentions one.
      return [...this.#sensitive].some((name) => lower.includes(name));
    }
  }
}

/** A secret as it stands in text, in JSON, in a URL and in Basic credentials. */
function spellings(secret: Secret): readonly string[] {
  const text = secret.reveal();
  if (text.length < 4) return [];
  const spelled = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
  ];
  return [...new Set(spelled)].sort((a, b) => b.length - a.length);
}

const longestRing = 200;

/** The last exchanges of jobs whose settings ask for a trace, in the memory of this process. */
export class WireTraces {
  readonly #byJob = new Map<string, TracedExchange[]>();

  listener(jobId: string): TraceListener {
    return (exchange) => {
      let ring = this.#byJob.get(jobId);
      if (!ring) this.#byJob.set(jobId, (ring = []));
      ring.push(exchange);
      if (ring.length > longestRing) ring.shift();
    };
  }

  /** Oldest first. */
  of(jobId: string): readonly TracedExchange[] {
    return this.#byJob.get(jobId) ?? [];
  }

  forget(jobId: string): void {
    this.#byJob.delete(jobId);
  }
}
