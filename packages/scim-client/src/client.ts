/**
 * Says to a target what the engine decided, in SCIM 2.0 (RFC 7644) and in the target's dialect, over whatever road.
 * Every answer is read and judged here: callers get resources or an error of the catalog, never a status.
 */
import { ProvisioningError, ScimError, newId, type Clock, type ErrorCode, type Logger } from '@drawbridge/base';
import {
  buildPatch,
  eqFilter,
  getMember,
  readListResponse,
  readSchemas,
  type ListResponse,
  type PatchDialect,
  type PatchOperation,
  type Schema,
  type ScimObject,
} from '@drawbridge/scim';
import type { Transport } from '@drawbridge/transport';
import { answerInvalid, isWebPage, readAnswer, type Answered } from './answered.ts';
import type { Authorization } from './authorization.ts';
import { BulkQueue, type BulkLimits, type BulkOperation } from './bulk.ts';
import { Exchange, type Outgoing } from './exchange.ts';
import { judgeProbe } from './probe.ts';
import { isSuccess, readError } from './read-error.ts';
import { ResourceUrls, parameter, withoutMembers, type Endpoint } from './resource-url.ts';
import type { TargetGate } from './target-gate.ts';

export type ScimClientOptions = {
  /** As `parseTenantUrl` gives it. */
  readonly baseUrl: string;
  readonly authorization: Authorization;
  readonly transport: Transport;
  readonly dialect: PatchDialect;
  /** The one gate of the target, shared by everybody who asks it. */
  readonly gate: TargetGate;
  readonly clock: Clock;
  /** For one exchange, without the time spent at the gate. Default 60,000. */
  readonly deadlineMs?: number;
  readonly userAgent?: string;
  readonly logger?: Logger;
};

/** Write only if the resource still has this version (RFC 7644 §3.14); absent: whatever it has. */
type WriteOptions = { readonly ifMatch?: string | undefined };

export type ReadOptions = {
  /** Ask for groups without their members, which may be many (RFC 7644 §3.9). */
  readonly excludeMembers?: boolean;
};

/** A place by position from 1 (RFC 7644 §3.4.2.4), or the cursor that the page before ended with (RFC 9865 §2). */
export type ListOptions = ReadOptions & { readonly count: number } & (
    { readonly startIndex: number } | { readonly cursor: string }
  );

/** What clients made of one another have in common. */
type Shared = {
  readonly exchange?: Exchange;
  readonly bulk?: BulkLimits | undefined;
  readonly permit?: Outgoing['permit'];
};

/**
 * All methods throw the errors of `Transport.send` as they are, and TransportError or ScimError with a TARGET_… code
 * and `details` { method, url, status, scimType, retryAfterMs } for what the target answered. 429 and 503 are repeated a
 * few times first; nothing else is. Messages show the whole URL and never the token.
 */
export class ScimClient {
  readonly #urls: ResourceUrls;
  readonly #exchange: Exchange;
  readonly #dialect: PatchDialect;
  readonly #clock: Clock;
  readonly #options: ScimClientOptions;
  readonly #shared: Shared;
  readonly #permit: Pick<Outgoing, 'permit'>;
  readonly #bulk: BulkQueue | undefined;

  constructor(options: ScimClientOptions, { exchange, bulk, permit }: Shared = {}) {
    this.#options = options;
    this.#permit = { permit };
    const { transport, authorization, gate, clock, deadlineMs = 60_000, userAgent = 'Drawbridge' } = options;
    this.#urls = new ResourceUrls(options.baseUrl);
    this.#exchange =
      exchange ??
      new Exchange({
        transport,
        authorization,
        gate,
        clock,
        deadlineMs,
        userAgent,
        logger: options.logger,
      });
    this.#dialect = options.dialect;
    this.#clock = clock;
    const url = this.#urls.collection('Bulk');
    this.#bulk = bulk && new BulkQueue({ exchange: this.#exchange, url, clock, limits: bulk, permit });
    this.#shared = { exchange: this.#exchange, bulk, permit };
  }

  /** The same client, whose writes travel together where they come together (RFC 7644 §3.7). */
  bulking(bulk: BulkLimits): ScimClient {
    return new ScimClient(this.#options, { ...this.#shared, bulk });
  }

  /**
   * The same client, which asks before each write goes out: after a wait at the gate, and before each repetition. What
   * `permit` throws is thrown to whoever writes, and nothing is sent.
   */
  permitted(permit: () => void): ScimClient {
    return new ScimClient(this.#options, { ...this.#shared, permit });
  }

  get dialect(): PatchDialect {
    return this.#dialect;
  }

  /** How many requests were sent so far, repetitions included. */
  get requests(): number {
    return this.#exchange.requests;
  }

  /**
   * Test Connection: asks for a user that cannot exist, by the first matching attribute.
   * @throws TARGET_UNAUTHORIZED for 401 and 403; TARGET_NOT_SCIM for whatever is no empty list.
   */
  async probe(matchingPath: string, signal?: AbortSignal): Promise<void> {
    const url = this.#urls.collection('Users', [this.#filter(matchingPath, newId())]);
    judgeProbe(await this.#exchange.send(get(url), signal), this.#clock.now());
  }

  /** The resources whose value at the path equals the given one. */
  async find(
    endpoint: Endpoint,
    path: string,
    value: string | boolean | number,
    options?: ReadOptions,
    signal?: AbortSignal,
  ): Promise<readonly ScimObject[]> {
    const filter = this.#filter(path, value);
    const url = this.#urls.collection(endpoint, options?.excludeMembers ? [withoutMembers, filter] : [filter]);
    return (await this.#readList(url, signal)).resources;
  }

  /** @throws TransportError TARGET_RESOURCE_GONE when there is no such resource. */
  async read(endpoint: Endpoint, id: string, options?: ReadOptions, signal?: AbortSignal): Promise<ScimObject> {
    const url = this.#urls.resource(endpoint, id, options?.excludeMembers ? [withoutMembers] : []);
    const answered = await this.#succeed({ method: 'GET', url, isResource: true }, signal);
    return withId(readAnswer(answered), answered);
  }

  /**
   * Returns what the target made of the resource, at least its `id`.
   * @throws TransportError TARGET_CONFLICT when the target has another one with a value that must be unique.
   */
  async create(endpoint: Endpoint, resource: ScimObject, signal?: AbortSignal): Promise<ScimObject> {
    const url = this.#urls.collection(endpoint);
    const outgoing: Outgoing = { method: 'POST', url, isResource: false, body: encode(resource), ...this.#permit };
    const answered = await this.#write({ outgoing, path: `/${endpoint}`, data: resource }, signal);
    return withId(readAnswer(answered), answered);
  }

  /**
   * Returns the resource if the target tells it, which it need not do, and not whole. Without operations nothing is sent.
   * @throws TransportError TARGET_CHANGED when the resource has not the version asked for any more.
   */
  async patch(
    endpoint: Endpoint,
    id: string,
    operations: readonly PatchOperation[],
    signal?: AbortSignal,
    { ifMatch }: WriteOptions = {},
  ): Promise<ScimObject | undefined> {
    if (operations.length === 0) return undefined;
    const data = buildPatch(operations, this.#dialect);
    const url = this.#urls.resource(endpoint, id);
    const outgoing: Outgoing = { method: 'PATCH', url, isResource: true, body: encode(data), ifMatch, ...this.#permit };
    const answered = await this.#write({ outgoing, path: pathOf(endpoint, id), data }, signal);
    return answered.response.body.byteLength === 0 ? undefined : readAnswer(answered);
  }

  /**
   * A resource that is not there is a success: it is what was wanted.
   * @throws ScimError TARGET_ANSWER_INVALID when a web page says that all went well: then the target was never asked.
   */
  async delete(endpoint: Endpoint, id: string, signal?: AbortSignal): Promise<'deleted' | 'already-gone'> {
    const url = this.#urls.resource(endpoint, id);
    const outgoing: Outgoing = { method: 'DELETE', url, isResource: true, ...this.#permit };
    const answered = await this.#exchange.send(outgoing, signal);
    const { status } = answered.response;
    if (status === 404 || status === 410) return 'already-gone';
    if (!isSuccess(status)) throw readError(answered, this.#clock.now());
    if (isWebPage(answered.response)) throw answerInvalid(answered, 'A web page is no answer to a delete.');
    return 'deleted';
  }

  /** One page. The target may return fewer than `count`, and gives `nextCursor` only if it pages by cursor. */
  async list(
    endpoint: Endpoint,
    { count, excludeMembers, ...place }: ListOptions,
    signal?: AbortSignal,
  ): Promise<Pick<ListResponse, 'totalResults' | 'resources' | 'nextCursor'>> {
    const from = 'cursor' in place ? parameter('cursor', place.cursor) : `startIndex=${place.startIndex}`;
    const page = [from, `count=${count}`];
    const url = this.#urls.collection(endpoint, excludeMembers ? [withoutMembers, ...page] : page);
    const { totalResults, resources, nextCursor } = await this.#readList(url, signal);
    return { totalResults, resources, ...(nextCursor === undefined ? {} : { nextCursor }) };
  }

  /** What the target says of its schemas (RFC 7644 §4). */
  async schemas(signal?: AbortSignal): Promise<readonly Schema[]> {
    const answered = await this.#succeed(get(this.#urls.collection('Schemas')), signal);
    return judging(answered, () => readSchemas(readAnswer(answered)));
  }

  /** What the target says it can do; undefined when it says nothing readable, for it is not relied on. */
  async serviceProviderConfig(signal?: AbortSignal): Promise<ScimObject | undefined> {
    try {
      return readAnswer(await this.#succeed(get(this.#urls.collection('ServiceProviderConfig')), signal));
    } catch (error) {
      if (error instanceof ProvisioningError && saysNothing.has(error.code)) return undefined;
      throw error;
    }
  }

  /** Entra's form of a filter on an element is outside the RFC's grammar: only targets built for Entra get it. */
  #filter(path: string, value: string | boolean | number): string {
    return parameter('filter', eqFilter(path, value, { strict: this.#dialect === 'rfc' }));
  }

  async #succeed(outgoing: Outgoing, signal: AbortSignal | undefined): Promise<Answered> {
    const answered = await this.#exchange.send(outgoing, signal);
    if (!isSuccess(answered.response.status)) throw readError(answered, this.#clock.now());
    return answered;
  }

  /** On its own, or with others. */
  async #write(operation: BulkOperation, signal: AbortSignal | undefined): Promise<Answered> {
    if (!this.#bulk) return this.#succeed(operation.outgoing, signal);
    const answered = await this.#bulk.send(operation, signal);
    if (!isSuccess(answered.response.status)) throw readError(answered, this.#clock.now());
    return answered;
  }

  async #readList(url: string, signal: AbortSignal | undefined): Promise<ListResponse> {
    const answered = await this.#succeed(get(url), signal);
    const list = judging(answered, () => readListResponse(readAnswer(answered)));
    for (const resource of list.resources) withId(resource, answered);
    return list;
  }
}

const pathOf = (endpoint: Endpoint, id: string): string => `/${endpoint}/${encodeURIComponent(id.toWellFormed())}`;

const get = (url: string): Outgoing => ({ method: 'GET', url, isResource: false });

const encode = (document: ScimObject): Uint8Array => Buffer.from(JSON.stringify(document));

/** Codes of a target that has no ServiceProviderConfig. */
const saysNothing: ReadonlySet<ErrorCode> = new Set([
  'TARGET_METHOD_NOT_SUPPORTED',
  'TARGET_REJECTED_VALUE',
  'TARGET_ANSWER_INVALID',
]);

/** Puts the request to what a reader finds wrong with a document. */
function judging<T>(answered: Answered, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ScimError) || error.details['url'] !== undefined) throw error;
    throw answerInvalid(answered, error.message);
  }
}

/** Every resource has an id (RFC 7643 §3.1). Targets that count send it as a number, or spell it otherwise. */
function withId(resource: ScimObject, answered: Answered): ScimObject {
  const id = getMember(resource, 'id');
  if ((typeof id !== 'string' && typeof id !== 'number') || id === '') {
    throw answerInvalid(answered, 'A resource in it has no id.');
  }
  if (resource['id'] !== String(id)) resource['id'] = String(id);
  return resource;
}
