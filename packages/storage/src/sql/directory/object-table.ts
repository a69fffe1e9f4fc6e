/** How the property table of each kind of object lies in SQL: which columns, of which type, and what is in the document. */
import {
  propertiesOf,
  type ObjectKind,
  type Property,
  type PropertyType,
  type PropertyValue,
  type StoredObject,
} from '@drawbridge/directory';
import { sql, type RawBuilder } from 'kysely';

export type Column = { readonly property: string; readonly name: string; readonly type: string };

export type ObjectTable = {
  readonly kind: ObjectKind;
  readonly table: RawBuilder<unknown>;
  readonly columns: readonly Column[];
  readonly columnOf: ReadonlyMap<string, Column>;
};

export type ObjectRow = {
  readonly id: string;
  readonly attributes?: Readonly<Record<string, PropertyValue>>;
  readonly created_at: Date;
  readonly deleted_at: Date | null;
} & Readonly<Record<string, unknown>>;

const sqlTypes: Readonly<Record<PropertyType, string>> = {
  string: 'text',
  boolean: 'boolean',
  uuid: 'uuid',
  dateTime: 'text',
  strings: 'text[]',
  json: 'jsonb',
};

const snakeCase = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const toColumn = ({ name, type }: Property): Column => ({
  property: name,
  name: snakeCase(name),
  type: sqlTypes[type],
});

function objectTable(kind: ObjectKind, table: string): ObjectTable {
  const columns = propertiesOf[kind].filter(({ column }) => column).map(toColumn);
  const columnOf = new Map(columns.map((column) => [column.property, column]));
  return { kind, table: sql.table(table), columns, columnOf };
}

export const objectTables: Readonly<Record<ObjectKind, ObjectTable>> = {
  User: objectTable('User', 'users'),
  Group: objectTable('Group', 'groups'),
  Application: objectTable('Application', 'applications'),
  ServicePrincipal: objectTable('ServicePrincipal', 'service_principals'),
};

/** Values by column name, and the rest as a document. */
export function splitValues(
  { columnOf }: ObjectTable,
  values: Readonly<Record<string, PropertyValue | null>>,
): { columns: Record<string, PropertyValue | null>; document: Record<string, PropertyValue | null> } {
  const columns: Record<string, PropertyValue | null> = {};
  const document: Record<string, PropertyValue | null> = {};
  for (const [property, value] of Object.entries(values)) {
    const column = columnOf.get(property);
    if (column) columns[column.name] = value;
    else document[property] = value;
  }
  return { columns, document };
}

/** Called for every row of a page: no closures, no copies beyond the values themselves. */
export function toObject({ kind, columns }: ObjectTable, row: ObjectRow): StoredObject {
  const values: Record<string, PropertyValue> = {};
  for (const { name, property } of columns) {
    const value = row[name] as PropertyValue | null | undefined;
    if (value !== null && value !== undefined) values[property] = value;
  }
  if (row.attributes) Object.assign(values, row.attributes);
  const object = { kind, id: row.id, values, createdAt: row.created_at };
  return row.deleted_at === null ? object : { ...object, deletedAt: row.deleted_at };
}
