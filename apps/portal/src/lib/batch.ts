/**
 * Many small requests as `$batch`es of twenty, one batch after the other. What the service throttles is sent again when it
 * says so; what it refuses is answered in the place of the request.
 */
import { wait } from './clock.ts';
import { graph, GraphProblem, type GraphMethod } from './graph.ts';

export type BatchRequest = { readonly method: GraphMethod; readonly url: string; readonly body?: unknown };

type Answered = {
  readonly responses: readonly {
    readonly id: string;
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  }[];
};

const batchSize = 20;
const throttled = 429;

/** One entry a request, in their order: undefined when it succeeded. `onProgress` is told how many are done. */
export async function sendBatches(
  requests: readonly BatchRequest[],
  { onProgress, signal }: { onProgress?: (done: number) => void; signal?: AbortSignal } = {},
): Promise<readonly (GraphProblem | undefined)[]> {
  const problems: (GraphProblem | undefined)[] = requests.map(() => undefined);
  let waiting = requests.map((_request, index) => index);
  while (waiting.length > 0 && signal?.aborted !== true) {
    const now = waiting.slice(0, batchSize);
    const again: number[] = [];
    let pauseSeconds = 0;
    const { responses } = await graph<Answered>('POST', '/$batch', {
      body: { requests: now.map((index) => ({ id: String(index), ...requests[index] })) },
      signal,
    });
    for (const { id, status, headers, body } of responses) {
      const index = Number(id);
      if (status === throttled) {
        again.push(index);
        pauseSeconds = Math.max(pauseSeconds, Number(headers?.['Retry-After'] ?? 1));
      } else if (status >= 400)
        problems[index] = new GraphProblem(status, (body ?? {}) as object, `It answered ${status}.`);
    }
    waiting = [...again, ...waiting.slice(batchSize)];
    onProgress?.(requests.length - waiting.length);
    if (pauseSeconds > 0) await wait(pauseSeconds * 1000);
  }
  return problems;
}

/** The answers to at most twenty questions, asked in one request; undefined where one was refused. */
export async function readBatch<Answer>(
  urls: readonly string[],
  signal?: AbortSignal,
): Promise<readonly (Answer | undefined)[]> {
  if (urls.length === 0) return [];
  const requests = urls.map((url, index) => ({ id: String(index), method: 'GET', url }));
  const { responses } = await graph<Answered>('POST', '/$batch', { body: { requests }, signal });
  const byId = new Map(responses.map((response) => [response.id, response]));
  return urls.map((_url, index) => {
    const { status = 0, body } = byId.get(String(index)) ?? {};
    return status >= 200 && status < 300 ? (body as Answer) : undefined;
  });
}
