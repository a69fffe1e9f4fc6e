/**
 * Many writes in one request (RFC 7644 §3.7). Callers ask for one at a time and get the answer that a request of its own
 * would have had: what is asked for within a moment travels together, as the target's limits allow. A target that refuses
 * the whole batch gets its operations one by one.
 *
 *   create, patch, delete ─▶ queue ─▶ POST /Bulk ─▶ each operation's status and body, as an answer of its own
 */
import { toProvisioningError, type Clock } from '@drawbridge/base';
import { bulkRequestUrn, createObject, getMember, isObject, type ScimObject } from '@drawbridge/scim';
import { answerInvalid, readAnswer, type Answered } from './answered.ts';
import type { Exchange, Outgoing } from './exchange.ts';
import { isSuccess } from './read-error.ts';

export type BulkLimits = { readonly maxOperations: number; readonly maxPayloadBytes: number };

/** A write with its path below the base URL and its document, from which both forms of it are made. */
export type BulkOperation = {
  readonly outgoing: Outgoing;
  readonly path: string;
  readonly data: ScimObject | undefined;
};

type Waiting = BulkOperation & {
  readonly bytes: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answered: Answered) => void;
  readonly reject: (thrown: unknown) => void;
};

type BulkQueueOptions = {
  readonly exchange: Exchange;
  /** Of the endpoint `/Bulk`. */
  readonly url: string;
  readonly clock: Clock;
  readonly limits: BulkLimits;
  /** As `Outgoing` has it, for whole batches. */
  readonly permit: (() => void) | undefined;
};

/** So long others are waited for. */
const windowMs = 5;
/** Method, path, bulkId and braces of one operation. */
const bytesAroundOperation = 200;
const bytesAroundBatch = 200;

export class BulkQueue {
  readonly #options: BulkQueueOptions;
  #waiting: Waiting[] = [];
  #bytes = bytesAroundBatch;
  #timer: { cancel(): void } | undefined;
  #isRefused = false;

  constructor(options: BulkQueueOptions) {
    this.#options = options;
  }

  /** The answer to one operation. Rejects as `Exchange.send` does. */
  send(operation: BulkOperation, signal: AbortSignal | undefined): Promise<Answered> {
    const { limits, exchange, clock } = this.#options;
    const bytes = (operation.outgoing.body?.byteLength ?? 0) + operation.path.length + bytesAroundOperation;
    if (this.#isRefused || bytes + bytesAroundBatch > limits.maxPayloadBytes) {
      return exchange.send(operation.outgoing, signal);
    }
    if (this.#bytes + bytes > limits.maxPayloadBytes) this.#flush();
    return new Promise<Answered>((resolve, reject) => {
      this.#waiting.push({ ...operation, bytes, signal, resolve, reject });
      this.#bytes += bytes;
      if (this.#waiting.length >= limits.maxOperations) this.#flush();
      else this.#timer ??= clock.after(windowMs, () => this.#flush());
    });
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const batch = this.#waiting;
    this.#waiting = [];
    this.#bytes = bytesAroundBatch;
    if (batch.length > 0) void this.#send(batch);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    if (batch.length === 1) return this.#oneByOne(batch);
    try {
      const answered = await this.#options.exchange.send(this.#request(batch), batch[0]!.signal);
      if (isSuccess(answered.response.status)) return spread(answered, batch);
      // 413, 501, 404 …: this target takes no batches, whatever it says, or not these.
      this.#isRefused = answered.response.status !== 413;
      await this.#oneByOne(batch);
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      for (const { reject } of batch) reject(error);
    }
  }

  #request(batch: readonly Waiting[]): Outgoing {
    const operations = batch.map(({ outgoing, path, data }, index) =>
      createObject({
        method: outgoing.method,
        path,
        bulkId: String(index),
        ...(outgoing.ifMatch === undefined ? {} : { version: outgoing.ifMatch }),
        ...(data === undefined ? {} : { data }),
      }),
    );
    const document = createObject({ schemas: [bulkRequestUrn], Operations: operations });
    const { url, permit } = this.#options;
    return { method: 'POST', url, isResource: false, body: Buffer.from(JSON.stringify(document)), permit };
  }

  async #oneByOne(batch: readonly Waiting[]): Promise<void> {
    await Promise.all(
      batch.map(({ outgoing, signal, resolve, reject }) =>
        this.#options.exchange.send(outgoing, signal).then(resolve, reject),
      ),
    );
  }
}

/** Gives each operation its own answer. Operations are told by bulkId, or by place where a target leaves it out. */
function spread(answered: Answered, batch: readonly Waiting[]): void {
  let results: readonly ScimObject[];
  try {
    const list = getMember(readAnswer(answered), 'Operations');
    results = Array.isArray(list) ? list.filter(isObject) : [];
  } catch (thrown) {
    for (const { reject } of batch) reject(thrown);
    return;
  }
  const byId = new Map(results.map((result) => [getMember(result, 'bulkId'), result]));
  for (const [index, waiting] of batch.entries()) {
    const byPlace = results.length === batch.length ? results[index] : undefined;
    const result =
      byId.get(String(index)) ?? (byPlace && getMember(byPlace, 'bulkId') === undefined ? byPlace : undefined);
    const status = result && statusOf(result);
    if (result === undefined || status === undefined) {
      waiting.reject(answerInvalid(answered, `The answer does not tell what became of operation ${index}.`));
    } else waiting.resolve(answerOf(answered, waiting, { result, status }));
  }
}

/** `"201"`, or `{ "code": "201" }` as early drafts and some servers have it. */
function statusOf(result: ScimObject): number | undefined {
  const told = getMember(result, 'status');
  const status = Number(isObject(told) ? getMember(told, 'code') : told);
  return Number.isInteger(status) && status >= 200 && status <= 599 ? status : undefined;
}

function answerOf(
  answered: Answered,
  { outgoing: { method, url, isResource } }: Waiting,
  { result, status }: { readonly result: ScimObject; readonly status: number },
): Answered {
  const response = getMember(result, 'response');
  const location = getMember(result, 'location');
  const document = isObject(response) ? response : method === 'POST' ? resourceAt(location) : undefined;
  const body = document === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(document));
  return { ...answered, method, url, isResource, response: { ...answered.response, status, body } };
}

/** What was created and not shown is known by its address. */
function resourceAt(location: unknown): ScimObject | undefined {
  if (typeof location !== 'string') return undefined;
  const id = /\/([^/?#]+)\/?(?:[?#].*)?$/.exec(location)?.[1];
  try {
    return id === undefined ? undefined : createObject({ id: decodeURIComponent(id) });
  } catch (thrown) {
    if (thrown instanceof URIError) return undefined;
    throw thrown;
  }
}
