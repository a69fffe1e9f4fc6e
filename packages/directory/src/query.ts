/**
 * A list of directory objects: conditions joined by AND, one order, one page after a place. The API translates OData to
 * this; the store translates this to SQL.
 */
import { DirectoryError } from '@drawbridge/base';
import { checkConditions, readMoment, type Condition, type FieldType } from './condition.ts';
import { isCustomExtension } from './custom-extension.ts';
import { propertiesOf, propertyOf, type ObjectKind, type StoredObject } from './object.ts';
import type { Property } from './property.ts';

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

/** What is there to filter by, by the type of each property. */
const typesOf: Readonly<Record<Property['type'], FieldType | undefined>> = {
  string: 'text',
  boolean: 'boolean',
  uuid: 'uuid',
  dateTime: 'moment',
  strings: 'texts',
  json: undefined,
};

export function fieldTypeOf(kind: ObjectKind, name: string): FieldType | undefined {
  if (name === 'id') return 'uuid';
  if (name === 'createdDateTime' || name === 'deletedDateTime') return 'moment';
  const property = propertyOf(kind, name);
  if (property) return typesOf[property.type];
  return isCustomExtension(name) ? 'text' : undefined;
}

/** Throws DirectoryError REQUEST_INVALID for unknown properties, QUERY_UNSUPPORTED for what cannot be asked of them. */
export function checkQuery(kind: ObjectKind, { where = [], orderBy, select = [] }: ObjectQuery): void {
  checkConditions(where, {
    resource: kind,
    typeOf: (name) => fieldTypeOf(kind, name),
    isKnown: (name) => propertyOf(kind, name) !== undefined,
  });
  if (orderBy && !isSortable(kind, orderBy.property)) {
    const possible = propertiesOf[kind].filter(({ sortable }) => sortable).map(({ name }) => name);
    throw new DirectoryError(
      'QUERY_UNSUPPORTED',
      `A list of ${kind} objects cannot be ordered by '${orderBy.property.slice(0, 128)}', but by ${[...possible, ...sortableDates].join(', ')}.`,
    );
  }
  for (const name of select) {
    if (!propertyOf(kind, name) && !name.startsWith('extension_')) {
      throw new DirectoryError(
        'REQUEST_INVALID',
        `Could not find a property named '${name.slice(0, 128)}' on type '${kind}'.`,
      );
    }
  }
}

const sortableDates: readonly string[] = ['createdDateTime', 'deletedDateTime'];

const isSortable = (kind: ObjectKind, name: string): boolean =>
  sortableDates.includes(name) || (propertyOf(kind, name)?.sortable ?? false);

const ranges: ReadonlySet<string> = new Set(['gt', 'ge', 'lt', 'le']);

/**
 * The order of a list. Graph leaves it open unless it is asked for, so a prefix or a span of time that has an index is
 * walked along it: its first page then costs what it holds, whatever the planner believes.
 */
export function orderOf(kind: ObjectKind, { where = [], orderBy }: ObjectQuery): ObjectQuery['orderBy'] {
  if (orderBy) return orderBy;
  for (const condition of where) {
    if (condition.op === 'startsWith' && propertyOf(kind, condition.property)?.sortable) {
      return { property: condition.property };
    }
    if (ranges.has(condition.op) && 'property' in condition && sortableDates.includes(condition.property)) {
      return { property: condition.property };
    }
  }
  return undefined;
}

/** Throws DirectoryError PAGE_TOKEN_INVALID also for the place of a list in another order. */
export function placeIn(orderBy: ObjectQuery['orderBy'], token: string): ListPlace {
  const place = readPlace(token);
  const isPlace =
    orderBy === undefined
      ? place.key === undefined
      : place.key !== undefined && (!sortableDates.includes(orderBy.property) || readMoment(place.key) !== undefined);
  if (!isPlace) throw invalidToken();
  return place;
}

/** Where the next page begins, as `readPlace` reads it. */
export function placeAfter(last: StoredObject, orderBy: ObjectQuery['orderBy']): string {
  if (!orderBy) return writePlace({ id: last.id });
  if (orderBy.property === 'createdDateTime') return writePlace({ id: last.id, key: last.createdAt.toISOString() });
  if (orderBy.property === 'deletedDateTime')
    return writePlace({ id: last.id, key: last.deletedAt?.toISOString() ?? '' });
  return writePlace({ id: last.id, key: String(last.values[orderBy.property]) });
}

export const writePlace = (place: ListPlace): string =>
  Buffer.from(JSON.stringify(place.key === undefined ? [place.id] : [place.id, place.key])).toString('base64url');

/** Throws DirectoryError PAGE_TOKEN_INVALID. */
export function readPlace(token: string): ListPlace {
  if (token.length > 2048) throw invalidToken();
  let place: unknown;
  try {
    place = JSON.parse(Buffer.from(token, 'base64url').toString());
  } catch {
    throw invalidToken();
  }
  if (!Array.isArray(place) || place.length < 1 || place.length > 2) throw invalidToken();
  const [id, key] = place as unknown[];
  if (
    typeof id !== 'string' ||
    !placeId.test(id) ||
    (key !== undefined && (typeof key !== 'string' || key.includes('\u0000')))
  ) {
    throw invalidToken();
  }
  return key === undefined ? { id } : { id, key };
}

const invalidToken = (): DirectoryError =>
  new DirectoryError('PAGE_TOKEN_INVALID', 'The page token is not valid. Start the list again from its first page.');

/** A GUID, or the id of an assignment. */
const placeId = /^[A-Za-z0-9_-]{1,64}$/;
