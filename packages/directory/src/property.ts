/**
 * What a property of a directory object is: its Graph name, type and limits, where it is stored, how it may be
 * filtered, and the name under which attribute mappings know it. Each kind of object has one table of these
 * (`user.ts`, `group.ts`, `application.ts`, `service-principal.ts`); validation, SQL, API and engine all read that table.
 */
export const propertyTypes = ['string', 'boolean', 'uuid', 'dateTime', 'strings', 'json'] as const;
export type PropertyType = (typeof propertyTypes)[number];

export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

type ValueTypes = {
  string: string;
  boolean: boolean;
  uuid: string;
  /** ISO 8601 in UTC. */
  dateTime: string;
  strings: readonly string[];
  json: Json;
};

/** A stored value. `null` never stands here: a property without a value is absent. */
export type PropertyValue = string | number | boolean | readonly string[] | Json;

/** Flat, under the names of the property table. */
export type PropertyValues = Readonly<Record<string, PropertyValue>>;

/** `text`: values of its own, found at once by an index over the text without case. `exact`, `any`: an index serves it otherwise. */
export type FilterSupport = 'text' | 'exact' | 'any';

export type Property<Name extends string = string, Type extends PropertyType = PropertyType> = {
  /** The Graph name. */
  readonly name: Name;
  readonly type: Type;
  /** Of the string, or of each string. */
  readonly maxLength: number;
  /** A column of its own (its name in snake case); otherwise a member of the `attributes` document. */
  readonly column: boolean;
  /** Must have a value. */
  readonly required: boolean;
  /** The Graph object that holds it, when it is not at the top: `onPremisesExtensionAttributes`. */
  readonly within?: string;
  /** The name in attribute mappings; undefined when mappings do not offer it. */
  readonly sync?: string;
  readonly filter?: FilterSupport;
  /** May be ordered by; only columns that are required and have an index for it. */
  readonly sortable?: boolean;
  /** Not a Graph property: stored with the object, set by an operation of its own. */
  readonly internal?: boolean;
  /** Says what is wrong with a value of the right type, or undefined when nothing is. */
  readonly check?: (value: string) => string | undefined;
};

type Options = Partial<Omit<Property, 'name' | 'type' | 'sync'>> & {
  /** `false`: not offered to mappings. Absent: under the Graph name. */
  readonly sync?: string | false;
};

/** Longest list of strings in one property. */
export const maxListLength = 250;

export function property<const Name extends string, const Type extends PropertyType>(
  name: Name,
  type: Type,
  { sync, ...options }: Options = {},
): Property<Name, Type> {
  const syncName = sync === undefined ? name : sync;
  const base = { name, type, maxLength: 256, column: false, required: false };
  return { ...base, ...(syncName === false || type === 'json' ? {} : { sync: syncName }), ...options };
}

/** The Graph-shaped value type of a property table: every member optional, because every value may be absent. */
export type ValuesOf<Table extends readonly Property[]> = {
  readonly [P in Table[number] as P['name']]?: ValueTypes[P['type']] | undefined;
};

/** What a caller may write: `null` clears. */
export type InputOf<Values> = { readonly [Name in keyof Values]?: Values[Name] | null | undefined };
