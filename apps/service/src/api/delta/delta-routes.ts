/** `/users/delta` and its like: everything, then what changed since (https://learn.microsoft.com/graph/delta-query-overview). */
import { ProvisioningError } from '@drawbridge/base';
import { objectKinds, type ObjectKind } from '@drawbridge/directory';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { baseUrl, contextUrl } from '../../http/envelope.ts';
import { minimalApplied, prefersMinimal } from '../../http/odata/preferences.ts';
import { described, many, type ObjectType } from '../../http/openapi/route-description.ts';
import type { Permission } from '../../oauth/directory-roles.ts';
import type { Services } from '../../services.ts';
import { readers } from '../kind-permissions.ts';
import { deltaPageSize, readDeltaOptions } from './delta-options.ts';
import { tooOld, type DeltaState } from './delta-token.ts';
import { showDeltaItem } from './show-delta-item.ts';

type Collection = {
  readonly set: string;
  readonly type: ObjectType;
  readonly kinds: readonly ObjectKind[];
  readonly permissions: readonly Permission[];
};

const collections: readonly Collection[] = [
  { set: 'users', type: 'user', kinds: ['User'], permissions: readers.User },
  { set: 'groups', type: 'group', kinds: ['Group'], permissions: readers.Group },
  { set: 'applications', type: 'application', kinds: ['Application'], permissions: readers.Application },
  {
    set: 'servicePrincipals',
    type: 'servicePrincipal',
    kinds: ['ServicePrincipal'],
    permissions: readers.ServicePrincipal,
  },
  {
    set: 'directoryObjects',
    type: 'directoryObject',
    kinds: objectKinds,
    permissions: ['Directory.Read.All', 'Directory.ReadWrite.All'],
  },
];

export function deltaRoutes(app: FastifyInstance, services: Services): void {
  for (const collection of collections) {
    const { set, type, permissions } = collection;
    const options = described(
      { config: { permissions } },
      { summary: `Track changes of ${set} by a delta query.`, answer: many(type) },
    );
    app.get(`/${set}/delta`, options, (request, reply) => answerDelta(request, reply, collection, services));
  }
}

async function answerDelta(
  request: FastifyRequest,
  reply: FastifyReply,
  collection: Collection,
  services: Services,
): Promise<object> {
  const { set, kinds } = collection;
  try {
    const { isFromNow, ...state } = await stateOf(request, collection, services);
    const { select, query, place } = state;
    const { items, next, isComplete } = isFromNow
      ? { items: [], next: place, isComplete: true }
      : await services.directory.delta.read(query, place, deltaPageSize(request));
    const token = services.deltaTokens.write({ ...state, place: next });
    const path = `${baseUrl(request)}${pathOf(request)}`;
    const isMinimal = prefersMinimal(request.headers.prefer);
    if (isMinimal) reply.header('preference-applied', minimalApplied);
    const showing = { select, isMinimal: isMinimal && place.phase === 'changes', isTyped: kinds.length > 1 };
    return {
      '@odata.context': contextUrl(request, select ? `${set}(${select.join(',')})` : set),
      ...(isComplete
        ? { '@odata.deltaLink': `${path}?$deltatoken=${token}` }
        : { '@odata.nextLink': `${path}?$skiptoken=${token}` }),
      value: items.map((item) => showDeltaItem(item, showing)),
    };
  } catch (thrown) {
    const expired = asExpired(thrown);
    if (expired) reply.header('location', `${baseUrl(request)}${pathOf(request)}`);
    throw expired ?? thrown;
  }
}

async function stateOf(
  request: FastifyRequest,
  { set, kinds }: Collection,
  { directory, deltaTokens }: Services,
): Promise<DeltaState & { isFromNow: boolean }> {
  const { token, isLatest: isFromNow, select, query } = readDeltaOptions(request, kinds);
  if (token !== undefined) return { ...deltaTokens.read(token, set), isFromNow };
  const { delta } = directory;
  return { set, select, query, isFromNow, place: isFromNow ? await delta.latest() : await delta.begin(query) };
}

const pathOf = (request: FastifyRequest): string => request.originalUrl.split('?')[0] ?? '';

/** A feed that no longer reaches back is the same to the client as a token that is too old. */
function asExpired(thrown: unknown): ProvisioningError | undefined {
  if (!(thrown instanceof ProvisioningError)) return undefined;
  if (thrown.code === 'CHANGES_TRIMMED') return tooOld();
  return thrown.code === 'DELTA_TOKEN_EXPIRED' ? thrown : undefined;
}
