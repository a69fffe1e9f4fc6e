/**
 * A list of directory objects: conditions joined by AND, one order, one page after a place. The API translates OData to
 * this; the store translates this to SQL and refuses what no index serves.
 */
import { DirectoryError } from '@drawbridge/base';
import { unsupportedFilter } from './failure.ts';
import { propertyOf, type ObjectKind } from './object.ts';

export type Condition =
  /** Text is compared without case. `null`: has no value. */
  | { readonly property: string; readonly op: 'eq'; readonly value: string | boolean | null }
  | { readonly property: string; readonly op: 'in'; readonly values: readonly string[] }
  | { readonly property: string; readonly op: 'startsWith'; readonly value: string }
  /** A collection property contains the value: `tags/any(t:t eq 'x')`. */
  | { readonly property: string; readonly op: 'any'; readonly value: string };

export type ObjectQuery = {
  readonly where?: readonly Condition[] | undefined;
  /** Absent: by id. */
  readonly orderBy?: { readonly property: string; readonly descending?: boolean } | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
  /** Only these properties (and id); absent: all. */
  readonly select?: readonly string[] | undefined;
  /** Absent: only the living. `only`: the recycle bin. */
  readonly deleted?: 'include' | 'only' | undefined;
};

export type UserQuery = ObjectQuery;
export type GroupQuery = ObjectQuery;

export type Page<Item> = { readonly items: readonly Item[]; /** Absent on the last page. */ readonly next?: string };

/** A place in an ordered list: the last object, and its value of the ordering property. */
export type ListPlace = { readonly id: string; readonly key?: string };

/** As `ObjectQuery`, with the page token read. */
export type StoreQuery = Omit<ObjectQuery, 'after'> & { readonly after?: ListPlace | undefined };

const operators = { text: ['eq', 'in', 'startsWith'], exact: ['eq', 'in'], any: ['any'] } as const;
const maxInValues = 1000;

/** Throws DirectoryError QUERY_UNSUPPORTED for unknown properties and for operators without an index. */
export function checkQuery(kind: ObjectKind, { where = [], orderBy, select = [] }: ObjectQuery): void {
  for (const condition of where) {
    const supported: readonly string[] = operatorsOf(kind, condition.property);
    if (!supported.includes(condition.op)) throw unsupportedFilter(condition.property, kind);
    if (condition.op === 'in' && condition.values.length > maxInValues) {
      throw new DirectoryError(
        'QUERY_UNSUPPORTED',
        `A filter 'in' holds at most ${maxInValues} values; this one has ${condition.values.length}.`,
      );
    }
  }
  if (orderBy && !propertyOf(kind, orderBy.property)?.sortable) {
    throw new DirectoryError(
      'QUERY_UNSUPPORTED',
      `A list of ${kind} objects cannot be ordered by '${orderBy.property.slice(0, 128)}'.`,
    );
  }
  for (const name of select) {
    if (!propertyOf(kind, name) && !name.startsWith('extension_')) {
      throw new DirectoryError(
        'QUERY_UNSUPPORTED',
        `Could not find a property named '${name.slice(0, 128)}' on type '${kind}'.`,
      );
    }
  }
}

function operatorsOf(kind: ObjectKind, name: string): readonly string[] {
  if (name === 'id') return operators.exact;
  const support = propertyOf(kind, name)?.filter;
  return support === undefined ? [] : operators[support];
}

/**
 * The order of a list. Graph leaves it open unless it is asked for, so a prefix is walked along its own index: the first
 * page of a rare prefix then costs what it holds, whatever the planner believes about prefixes.
 */
export function orderOf({ where = [], orderBy }: Pick<ObjectQuery, 'where' | 'orderBy'>): ObjectQuery['orderBy'] {
  const prefix = where.find(({ op }) => op === 'startsWith');
  return orderBy ?? (prefix && { property: prefix.property });
}

export const writePlace = (place: ListPlace): string =>
  Buffer.from(JSON.stringify(place.key === undefined ? [place.id] : [place.id, place.key])).toString('base64url');

/** Throws DirectoryError PAGE_TOKEN_INVALID. */
export function readPlace(token: string): ListPlace {
  const invalid = (): DirectoryError =>
    new DirectoryError('PAGE_TOKEN_INVALID', 'The page token is not valid. Start the list again from its first page.');
  if (token.length > 2048) throw invalid();
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalid();
  }
  if (!Array.isArray(place) || place.length < 1 || place.length > 2) throw invalid();
  const [id, key] = place as unknown[];
  if (
    typeof id !== 'string' ||
    !placeId.test(id) ||
    (key !== undefined && (typeof key !== 'string' || key.includes('\u0000')))
  ) {
    throw invalid();
  }
  return key === undefined ? { id } : { id, key };
}

/** A GUID, or the id of an assignment. */
const placeId = /^[A-Za-z0-9_-]{1,64}$/;
