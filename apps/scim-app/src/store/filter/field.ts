/**
 * What a path of a filter leads to: one value, or the elements of a multi-valued attribute. Documents are jsonb; what
 * stands in columns or other tables is a field made by `user-fields.ts` or `group-fields.ts`.
 */
import { findSubAttribute, type Attribute, type AttributePath, type Filter, type Schema } from '@drawbridge/scim';
import { sql } from 'kysely';
import { isPresent, jsonOperand, unsuitable, type Operand, type Sql } from './operand.ts';

export interface Field {
  /** True where at least one value passes the test; else false or NULL. */
  some(test: (operand: Operand) => Sql): Sql;
  /** True where there is a value with content; else false or NULL. */
  readonly isPresent: Sql;
  /** True where one element, taken as a whole, passes: the paths of `inner` are sub-attributes. Undefined: not complex. */
  readonly someElement?: (test: (inner: Scope) => Sql, filter: Filter) => Sql;
  /** A quick and exact answer to `eq`, when an index has one. */
  readonly equals?: (literal: string) => Sql | undefined;
  /** To sort by; undefined for what has many values. */
  readonly operand?: Operand;
}

/** Where the paths of a filter begin. Undefined for what the resource type does not know. */
export type Scope = (path: AttributePath) => Field | undefined;

export const oneValue = (operand: Operand): Field => ({
  some: (test) => test(operand),
  isPresent: isPresent(operand),
  operand,
});

/** Elements that stand in a table of their own. `rows` is `from … where …`, tied to the resource's row. */
export function manyRows(rows: Sql, elements: Elements, sub = 'value'): Field {
  const exists = (test: Sql): Sql => sql`exists (select 1 ${rows} and ${test})`;
  const leaf = elements[sub];
  return {
    some: (test) => {
      if (!leaf) throw unsuitable({ name: sub }, 'this server does not search by it');
      return exists(test(leaf));
    },
    isPresent: leaf && sub !== 'value' ? exists(isPresent(leaf)) : sql`exists (select 1 ${rows})`,
    someElement: (test) => exists(test(rowScope(elements))),
  };
}

/** The searchable columns of such rows, by the name of the sub-attribute. */
export type Elements = Readonly<Record<string, Operand>>;

const rowScope =
  (elements: Elements): Scope =>
  ({ urn, name, subName }) => {
    const known = Object.entries(elements).find(([key]) => key.toLowerCase() === name.toLowerCase());
    return known && urn === undefined && subName === undefined ? oneValue(known[1]) : undefined;
  };

/** An attribute of the document. `column` is the jsonb column that holds it. */
export function documentField(
  column: Sql,
  extension: Schema | undefined,
  attribute: Attribute,
  sub: Attribute | undefined,
): Field {
  const holder = extension ? sql`${column} -> ${sql.lit(extension.id)}` : column;
  const json = sql`${holder} -> ${sql.lit(attribute.name)}`;
  return attribute.multiValued ? manyElements(json, attribute, sub) : oneAttribute(json, attribute, sub);
}

function oneAttribute(json: Sql, attribute: Attribute, sub: Attribute | undefined): Field {
  if (attribute.type !== 'complex') return oneValue(jsonOperand(attribute, json, sql`(${json} #>> '{}')`));
  const leaf = sub ?? findSubAttribute(attribute, 'value');
  return {
    ...(leaf ? oneValue(subOperand(json, leaf)) : noValueOfItsOwn(attribute)),
    ...(sub ? {} : { isPresent: sql`(${json} not in ('{}', 'null'))` }),
    someElement: (test) => sql`(${test(elementScope(json, attribute))})`,
  };
}

function manyElements(json: Sql, attribute: Attribute, sub: Attribute | undefined): Field {
  const exists = (test: Sql): Sql => sql`exists (select 1 from jsonb_array_elements(${json}) as element where ${test})`;
  const element = sql`element`;
  if (attribute.type !== 'complex') {
    const operand = jsonOperand(attribute, element, sql`(element #>> '{}')`);
    return { some: (test) => exists(test(operand)), isPresent: exists(isPresent(operand)) };
  }
  const leaf = sub ?? findSubAttribute(attribute, 'value');
  return {
    some: leaf ? (test) => exists(test(subOperand(element, leaf))) : noValueOfItsOwn(attribute).some,
    isPresent: exists(sub ? isPresent(subOperand(element, sub)) : sql`true`),
    someElement: (test) => exists(test(elementScope(element, attribute))),
  };
}

/** The sub-attributes of an element; an unknown one has no value, a third level does not exist (RFC 7643 §2.3.8). */
const elementScope =
  (json: Sql, attribute: Attribute): Scope =>
  (path) => {
    const sub =
      path.urn === undefined && path.subName === undefined ? findSubAttribute(attribute, path.name) : undefined;
    return sub && oneValue(subOperand(json, sub));
  };

const subOperand = (json: Sql, sub: Attribute): Operand =>
  jsonOperand(sub, sql`${json} -> ${sql.lit(sub.name)}`, sql`(${json} ->> ${sql.lit(sub.name)})`);

function noValueOfItsOwn(attribute: Attribute): Field {
  return {
    some: () => {
      throw unsuitable(attribute, 'it is complex and has no value of its own: compare one of its sub-attributes');
    },
    isPresent: sql`false`,
  };
}
