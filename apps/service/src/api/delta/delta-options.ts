/** The options of a delta query: of the first request, what is asked for; of the later ones, only the token. */
import { ApiError, isUuid } from '@drawbridge/base';
import type { DeltaQuery, DeltaRelation, ObjectKind } from '@drawbridge/directory';
import type { FastifyRequest } from 'fastify';
import { preferredPageSize } from '../../http/odata/preferences.ts';
import { storedNames } from '../selectable.ts';

const maxIds = 50;
const defaultPageSize = 200;
const maxPageSize = 999;

/** Which relations a kind has in delta queries. */
export const relationsOf: Readonly<Record<ObjectKind, readonly DeltaRelation[]>> = {
  User: ['manager'],
  Group: ['members', 'owners'],
  Application: [],
  ServicePrincipal: [],
};

export type DeltaOptions = {
  /** Absent on the first request. */
  readonly token?: string | undefined;
  /** Begins with what changes from now on. */
  readonly isLatest: boolean;
  readonly select?: readonly string[] | undefined;
  readonly query: DeltaQuery;
};

const known = ['select', 'filter', 'expand', 'deltatoken', 'skiptoken', 'top', 'orderby', 'count'];

/** Throws QUERY_UNSUPPORTED, REQUEST_INVALID. */
export function readDeltaOptions(request: FastifyRequest, kinds: readonly ObjectKind[]): DeltaOptions {
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(request.query as Record<string, unknown>)) {
    const option = name.toLowerCase().replace(/^\$/, '');
    if (!known.includes(option) || ['top', 'orderby', 'count'].includes(option))
      throw new ApiError(
        'QUERY_UNSUPPORTED',
        `The query option '${name.slice(0, 64)}' is not supported on delta queries.`,
      );
    if (typeof value !== 'string')
      throw new ApiError('REQUEST_INVALID', `The query option '${name.slice(0, 64)}' may be given once.`);
    given.set(option, value);
  }
  const deltaToken = given.get('deltatoken');
  const isLatest = deltaToken?.toLowerCase() === 'latest';
  const select = listOf(given.get('select'));
  return {
    token: isLatest ? undefined : (given.get('skiptoken') ?? deltaToken),
    isLatest,
    select,
    query: { kinds, ids: idsOf(given.get('filter')), ...chosen(kinds, select, listOf(given.get('expand')) ?? []) },
  };
}

const listOf = (text: string | undefined): readonly string[] | undefined => {
  const names = text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return names === undefined || names.length === 0 ? undefined : names;
};

/** Without `$select`, members and owners of groups are told; a manager only when selected, as in Graph. */
function chosen(
  kinds: readonly ObjectKind[],
  select: readonly string[] | undefined,
  expand: readonly string[],
): Pick<DeltaQuery, 'select' | 'relations'> {
  const possible = kinds.length === 1 ? kinds.flatMap((kind) => relationsOf[kind]) : [];
  const isRelation = (name: string): name is DeltaRelation => (possible as readonly string[]).includes(name);
  const unknown = expand.find((name) => !isRelation(name));
  if (unknown !== undefined)
    throw new ApiError('QUERY_UNSUPPORTED', `$expand=${unknown.slice(0, 64)} is not supported on delta queries.`);
  if (!select)
    return {
      relations: [...new Set([...possible.filter((name) => name !== 'manager'), ...expand])] as DeltaRelation[],
    };
  const relations = [...new Set([...select.filter(isRelation), ...(expand as readonly DeltaRelation[])])];
  const properties = select.filter((name) => !isRelation(name));
  const names = new Set(kinds.flatMap((kind) => storedNamesOfAny(kinds, kind, properties)));
  return { select: [...names], relations };
}

/** Of several kinds, each may have some of the properties. */
function storedNamesOfAny(
  kinds: readonly ObjectKind[],
  kind: ObjectKind,
  properties: readonly string[],
): readonly string[] {
  if (kinds.length === 1) return storedNames(kind, properties);
  return properties.flatMap((name) => {
    try {
      return storedNames(kind, [name]);
    } catch {
      // Another of the kinds may have it; what none has selects nothing.
      return [];
    }
  });
}

const idFilter = /^\(*\s*id\s+eq\s+'([^']*)'\s*\)*$/i;

/** `id eq 'a' or id eq 'b'`: nothing else filters a delta query. */
function idsOf(filter: string | undefined): readonly string[] | undefined {
  if (filter === undefined) return undefined;
  const ids = filter.split(/\s+or\s+/i).map((part) => idFilter.exec(part.trim())?.[1]?.toLowerCase());
  if (ids.length > maxIds) throw new ApiError('QUERY_UNSUPPORTED', `A delta query filters by at most ${maxIds} ids.`);
  return ids.map((id) => {
    if (id !== undefined && isUuid(id)) return id;
    throw new ApiError('QUERY_UNSUPPORTED', "Delta queries support only $filter=id eq '{id}', joined by 'or'.");
  });
}

export const deltaPageSize = (request: FastifyRequest): number =>
  Math.min(preferredPageSize(request.headers.prefer) ?? defaultPageSize, maxPageSize);
