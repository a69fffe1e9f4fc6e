/**
 * The portal's one door to the service: the public API, with the signed-in person's token. Answers are JSON; what fails is a
 * GraphProblem that keeps the service's own words, its code and the request-id.
 */
import { accessToken, signInAgain } from './session.ts';

export type GraphMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export type GraphRequest = {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: JSON. */
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
};

/** A page of a collection. */
export type GraphPage<Item> = {
  readonly value: readonly Item[];
  readonly '@odata.nextLink'?: string;
  readonly '@odata.count'?: number;
};

/** The service's own request to an application that failed, as far as it came. */
export type TargetRequest = {
  readonly method?: string;
  readonly url?: string;
  readonly status?: number;
  readonly agentId?: string;
};

type Envelope = {
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: readonly { readonly code?: string; readonly target?: string; readonly message?: string }[];
    readonly innerError?: {
      readonly code?: string;
      readonly 'request-id'?: string;
      readonly target?: TargetRequest;
    };
  };
};

export class GraphProblem extends Error {
  /** 0: the service was not reached. */
  readonly status: number;
  /** Graph's code. */
  readonly code: string;
  /** Drawbridge's own code (docs/reference/errors.md), when the service said one. */
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  readonly details: readonly { readonly code?: string; readonly target?: string; readonly message?: string }[];
  readonly target: TargetRequest | undefined;
  /** When it may be tried again, if the service said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(status: number, envelope: Envelope, fallback: string, retryAfter: string | null = null) {
    super(envelope.error?.message ?? fallback);
    this.name = 'GraphProblem';
    this.status = status;
    this.code = envelope.error?.code ?? 'Unreachable';
    this.reason = envelope.error?.innerError?.code;
    this.requestId = envelope.error?.innerError?.['request-id'];
    this.details = envelope.error?.details ?? [];
    this.target = envelope.error?.innerError?.target;
    this.retryAfterSeconds = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) : undefined;
  }
}

/** The answer itself, for downloads. Throws GraphProblem. `path` begins with `/`, and is under `/beta`; or is a link the service gave. */
export async function graphResponse(method: GraphMethod, path: string, request: GraphRequest = {}): Promise<Response> {
  const { body, headers, signal, contentType = 'application/json' } = request;
  const send = async (): Promise<Response> =>
    fetch(pathOf(path), {
      method,
      headers: {
        authorization: `Bearer ${await accessToken()}`,
        ...(body === undefined ? {} : { 'content-type': contentType }),
        ...headers,
      },
      body: body === undefined ? null : body instanceof Blob || typeof body === 'string' ? body : JSON.stringify(body),
      signal: signal ?? null,
      cache: 'no-store',
    });
  let response: Response;
  try {
    response = await send();
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    throw new GraphProblem(
      0,
      {},
      'The service cannot be reached. Check that it runs and that this computer reaches it.',
    );
  }
  if (response.ok) return response;
  const envelope = (await response.json().catch(() => ({}))) as Envelope;
  const fallback = `The service answered ${response.status}.`;
  const problem = new GraphProblem(response.status, envelope, fallback, response.headers.get('retry-after'));
  if (response.status === 401) await signInAgain();
  throw problem;
}

/** The answer's JSON; undefined when it has none. Throws GraphProblem. */
export async function graph<Answer>(method: GraphMethod, path: string, request?: GraphRequest): Promise<Answer> {
  const response = await graphResponse(method, path, request);
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}

export const get = <Answer>(path: string, signal?: AbortSignal): Promise<Answer> => graph('GET', path, { signal });

/** A value in an OData literal: quotes doubled, then escaped for a URL. */
export const literal = (value: string): string => `'${encodeURIComponent(value.replaceAll("'", "''"))}'`;

/** Links that the service gives are absolute, perhaps under another name of it: only path and query count. */
function pathOf(path: string): string {
  if (path.startsWith('/')) return path.startsWith('/beta/') || path.startsWith('/v1.0/') ? path : `/beta${path}`;
  const { pathname, search } = new URL(path);
  return pathname + search;
}
