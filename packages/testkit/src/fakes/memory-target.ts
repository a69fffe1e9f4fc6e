/**
 * A SCIM 2.0 target in memory, behind the Transport port: the engine talks to it through the real ScimClient. Its faults
 * are knobs: every request may be refused, delayed, answered by something else, or carried out with its answer lost.
 */
import { createHash } from 'node:crypto';
import { ProvisioningError, Secret, TransportError, systemClock, type Clock } from '@drawbridge/base';
import {
  applyPatch,
  compileFilter,
  createObject,
  deleteMember,
  errorDocument,
  errorToDocument,
  groupResourceType,
  isObject,
  listResponse,
  parseFilter,
  readDocument,
  readPatch,
  userResourceType,
  type ResourceType,
  type ScimObject,
} from '@drawbridge/scim';
import { ScimClient, TargetGate, bearerAuthorization, type Dialect } from '@drawbridge/scim-client';
import type { HttpRequest, HttpResponse, Transport } from '@drawbridge/transport';

export type SeenRequest = {
  readonly method: string;
  /** Below the base URL, decoded: `/Users?filter=userName eq "kari"`. */
  readonly path: string;
  readonly body: ScimObject | undefined;
  readonly ifMatch?: string;
};

/**
 * What goes wrong with a request: `down` (no connection), `lost` (carried out, and the answer lost), a status, or an answer.
 * Undefined: nothing.
 */
export type TargetFault =
  | 'down'
  | 'lost'
  | number
  | { readonly status: number; readonly text: string; readonly headers?: Record<string, string> };

type Kind = 'Users' | 'Groups';

/** One write as it was carried out, or refused; of a batch, one operation. */
export type SeenWrite = {
  readonly method: string;
  readonly kind: Kind;
  readonly targetId: string;
  readonly status: number;
  readonly before: ScimObject | undefined;
  readonly after: ScimObject | undefined;
  readonly body: ScimObject | undefined;
};

type Answer = { status: number; body?: ScimObject; text?: string; headers?: Record<string, string> };

const kinds: Record<Kind, { readonly resourceType: ResourceType }> = {
  Users: { resourceType: userResourceType },
  Groups: { resourceType: groupResourceType },
};

const limits = { maxBytes: 16 * 1024 * 1024, maxOperations: 10_000 };

export class MemoryTarget implements Transport {
  readonly baseUrl = 'https://target.example/scim';
  readonly requests: SeenRequest[] = [];
  /** Decides what goes wrong; asked before each request is carried out. */
  fault: (request: SeenRequest) => TargetFault | undefined | Promise<TargetFault | undefined> = () => undefined;
  /** Told of every write when it is over. */
  onWrite: (write: SeenWrite) => void = () => undefined;
  /** Off: two users may have one userName, as some targets allow. */
  isUnique = true;
  /** On: two groups may not have one displayName, which few targets ask for. */
  hasUniqueGroups = false;
  /** A page of a list holds no more than this. */
  maxPageSize = 1_000;
  /** What /ServiceProviderConfig answers; absent: there is none. With `bulk.supported` there is /Bulk. */
  config: Record<string, unknown> | undefined;
  /** Resources carry a version, and If-Match is obeyed. */
  hasVersions = false;
  /** On: whoever is disabled is taken out of all groups, as some targets do. */
  losesDisabled = false;
  /** Whom it does not take as a member, by id, as a target does that validates members against something of its own. */
  refusesMember: (targetId: string) => boolean = () => false;
  readonly #resources: Record<Kind, Map<string, ScimObject>> = { Users: new Map(), Groups: new Map() };
  #nextId = 1;

  get users(): readonly ScimObject[] {
    return [...this.#resources.Users.values()];
  }

  get groups(): readonly ScimObject[] {
    return [...this.#resources.Groups.values()];
  }

  user(userName: string): ScimObject | undefined {
    return this.users.find((user) => user['userName'] === userName);
  }

  group(displayName: string): ScimObject | undefined {
    return this.groups.find((group) => group['displayName'] === displayName);
  }

  /** Ids of the members of a group, sorted. */
  membersOf(displayName: string): readonly string[] {
    const group = this.group(displayName);
    return group ? memberIds(group).sort() : [];
  }

  /** Puts a resource there as if somebody else had made it. */
  seed(kind: Kind, resource: Record<string, unknown>): string {
    const id = String(this.#nextId++);
    const document = readDocument(JSON.stringify({ schemas: [kinds[kind].resourceType.schema.id], ...resource, id }));
    this.#resources[kind].set(id, document);
    return id;
  }

  forget(kind: Kind, id: string): void {
    this.#resources[kind].delete(id);
  }

  /** Requests that change something. */
  get writes(): readonly SeenRequest[] {
    return this.requests.filter(({ method }) => method !== 'GET');
  }

  /** The real client, on this target. */
  client(options: { clock?: Clock; dialect?: Dialect } = {}): ScimClient {
    const clock = options.clock ?? systemClock;
    return new ScimClient({
      baseUrl: this.baseUrl,
      authorization: bearerAuthorization(new Secret('t')),
      transport: this,
      dialect: options.dialect ?? 'rfc',
      gate: new TargetGate({ clock }),
      clock,
    });
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    const seen = this.#see(request);
    const fault = await this.fault(seen);
    if (fault === 'down') throw new TransportError('TARGET_UNREACHABLE', 'The target does not accept connections.');
    if (typeof fault === 'number') return toResponse(refusal(fault));
    if (typeof fault === 'object') return toResponse(fault);
    const answer = this.#answer(seen);
    if (fault === 'lost') throw new TransportError('TARGET_CONNECTION_LOST', 'The answer was lost.');
    return toResponse(answer);
  }

  #see({ method, url, body, headers }: HttpRequest): SeenRequest {
    const path = decodeURIComponent(url.slice(this.baseUrl.length).replaceAll('+', ' '));
    const ifMatch = headers['if-match'];
    const seen = {
      method,
      path,
      body: body && readDocument(body, limits),
      ...(ifMatch === undefined ? {} : { ifMatch }),
    };
    this.requests.push(seen);
    return seen;
  }

  #answer(request: SeenRequest): Answer {
    if (request.path === '/ServiceProviderConfig' && this.config)
      return { status: 200, text: JSON.stringify(this.config) };
    if (request.path === '/Bulk' && this.config) return this.#bulk(request.body!);
    const [, kind, id, query = ''] = /^\/(Users|Groups)(?:\/([^?]*))?(?:\?(.*))?$/.exec(request.path) ?? [];
    if (kind === undefined) return refusal(404);
    return request.method === 'GET'
      ? this.#routed(kind as Kind, id, query, request)
      : this.#written(kind as Kind, id, request);
  }

  #written(kind: Kind, id: string | undefined, request: SeenRequest): Answer {
    const before = id === undefined ? undefined : this.#resources[kind].get(id);
    const answer = this.#routed(kind, id, '', request);
    const targetId = id ?? String(answer.status === 201 ? answer.body?.['id'] : '');
    const { method, body } = request;
    const after = this.#resources[kind].get(targetId);
    this.onWrite({ method, kind, targetId, status: answer.status, before, after, body });
    return answer;
  }

  #routed(kind: Kind, id: string | undefined, query: string, request: SeenRequest): Answer {
    try {
      return this.#route(kind, id, query, request);
    } catch (thrown) {
      if (!(thrown instanceof ProvisioningError)) throw thrown;
      return { status: thrown.status, body: errorToDocument(thrown) };
    }
  }

  #route(kind: Kind, id: string | undefined, query: string, { method, body, ifMatch }: SeenRequest): Answer {
    const resources = this.#resources[kind];
    if (id === undefined) return method === 'POST' ? this.#create(kind, body!) : this.#list(kind, query);
    const resource = resources.get(id);
    if (!resource) return refusal(404);
    if (this.hasVersions && ifMatch !== undefined && ifMatch !== versionOf(resource)) return refusal(412);
    if (method === 'DELETE') {
      resources.delete(id);
      return { status: 204 };
    }
    if (method === 'PATCH') {
      const operations = readPatch(body!, { lenient: true }, limits);
      const patched = applyPatch(resource, operations, kinds[kind].resourceType, { lenient: true }).resource;
      if (kind === 'Groups' && this.#isRefused(resource, patched)) return refusal(400, 'invalidValue');
      resources.set(id, patched);
      if (kind === 'Users' && this.losesDisabled && patched['active'] === false) this.#takeOut(id);
      return { status: 204 };
    }
    return { status: 200, body: this.#versioned(shown(resource, query)) };
  }

  #isRefused(before: ScimObject, after: ScimObject): boolean {
    const had = new Set(memberIds(before));
    return memberIds(after).some((id) => !had.has(id) && this.refusesMember(id));
  }

  #takeOut(userId: string): void {
    for (const [id, group] of this.#resources.Groups) {
      const members = Array.isArray(group['members']) ? group['members'] : [];
      const left = members.filter((one) => (isObject(one) ? one['value'] : one) !== userId);
      if (left.length < members.length) this.#resources.Groups.set(id, createObject({ ...group, members: left }));
    }
  }

  #versioned(resource: ScimObject): ScimObject {
    return this.hasVersions ? createObject({ ...resource, meta: { version: versionOf(resource) } }) : resource;
  }

  #bulk(body: ScimObject): Answer {
    const operations = (body['Operations'] as ScimObject[]).map((operation) => {
      const { method, path, bulkId, data, version } = operation;
      const ifMatch = typeof version === 'string' ? { ifMatch: version } : {};
      const body = data as ScimObject | undefined;
      const answer = this.#answer({ method: String(method), path: String(path), body, ...ifMatch });
      return { method, bulkId, status: String(answer.status), ...(answer.body ? { response: answer.body } : {}) };
    });
    return { status: 200, text: JSON.stringify({ Operations: operations }) };
  }

  #create(kind: Kind, body: ScimObject): Answer {
    const unique = kind === 'Users' ? this.isUnique && 'userName' : this.hasUniqueGroups && 'displayName';
    if (unique && this.#isTaken(kind, unique, String(body[unique]))) return refusal(409, 'uniqueness');
    const id = String(this.#nextId++);
    const resource = createObject({ ...body, id });
    this.#resources[kind].set(id, resource);
    return { status: 201, body: resource };
  }

  #isTaken(kind: Kind, name: string, value: string): boolean {
    const wanted = value.toLowerCase();
    return [...this.#resources[kind].values()].some((other) => String(other[name]).toLowerCase() === wanted);
  }

  #list(kind: Kind, query: string): Answer {
    const text = /(?:^|&)filter=(.*)$/.exec(query)?.[1];
    const all = [...this.#resources[kind].values()];
    const found = text === undefined ? all : all.filter(compileFilter(parseFilter(text), kinds[kind].resourceType));
    const number = (name: string, otherwise: number): number =>
      Number(new RegExp(`(?:^|&)${name}=(\\d+)`).exec(query)?.[1] ?? otherwise);
    const startIndex = number('startIndex', 1);
    const count = Math.min(number('count', this.maxPageSize), this.maxPageSize);
    const resources = found
      .slice(startIndex - 1, startIndex - 1 + count)
      .map((resource) => this.#versioned(shown(resource, query)));
    return { status: 200, body: listResponse({ resources, totalResults: found.length, startIndex }) };
  }
}

const memberIds = ({ members }: ScimObject): string[] =>
  (Array.isArray(members) ? members : []).map((one) => String(isObject(one) ? one['value'] : one));

/** Changes with the content. */
const versionOf = ({ members: _members, ...rest }: ScimObject): string =>
  `W/"${createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16)}"`;

function shown(resource: ScimObject, query: string): ScimObject {
  if (!query.includes('excludedAttributes=members')) return resource;
  const copy = createObject(resource);
  deleteMember(copy, 'members');
  return copy;
}

function refusal(status: number, scimType?: string): Answer {
  const detail = `Refused with ${status}.`;
  return { status, body: errorDocument({ status, detail, ...(scimType ? { scimType } : {}) }) };
}

function toResponse({ status, body, text, headers }: Answer): HttpResponse {
  const content = text ?? (body ? JSON.stringify(body) : '');
  return {
    status,
    headers: { 'content-type': 'application/scim+json', ...headers },
    body: new TextEncoder().encode(content),
    durationMs: 0,
  };
}
