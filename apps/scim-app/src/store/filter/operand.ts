/**
 * One comparison as SQL. An operand is a value of a row or of an element, as an expression that is NULL where the
 * value is absent; the literal is always bound as a parameter.
 */
import { ScimError } from '@drawbridge/base';
import {
  dateTimeToMs,
  foldCase,
  textToBoolean,
  type Attribute,
  type CompareOperator,
  type FilterLiteral,
} from '@drawbridge/scim';
import { sql, type RawBuilder } from 'kysely';

export type Sql = RawBuilder<unknown>;

export type Operand = {
  /** What to call it in an error. */
  readonly name: string;
  readonly type: 'text' | 'boolean' | 'number' | 'time';
  readonly value: Sql;
  /** For text: `exact`, else compared without case; `folded` when the expression is folded already. */
  readonly letters?: 'exact' | 'folded' | 'any';
};

/** The operand for an attribute that stands in JSON: `json` as jsonb, `text` as its text. */
export function jsonOperand(attribute: Attribute, json: Sql, text: Sql): Operand {
  const { name } = attribute;
  if (attribute.type === 'boolean') return { name, type: 'boolean', value: sql`(${text} = 'true')` };
  if (attribute.type === 'integer' || attribute.type === 'decimal') {
    return { name, type: 'number', value: sql`case jsonb_typeof(${json}) when 'number' then (${text})::numeric end` };
  }
  return { name, type: 'text', value: text, letters: attribute.caseExact ? 'exact' : 'any' };
}

/** NULL or a boolean. Throws ScimError SCIM_INVALID_FILTER when operator or literal do not suit the operand. */
export function compare(operator: CompareOperator, operand: Operand, literal: FilterLiteral): Sql {
  switch (operand.type) {
    case 'text':
      return compareText(operator, operand, literal);
    case 'boolean':
      return compareBoolean(operator, operand, literal);
    case 'number':
      return order(operator, operand, operand.value, sql`${numberOf(operand, literal)}::numeric`);
    case 'time':
      return order(operator, operand, operand.value, sql`${timeOf(operand, literal)}::timestamptz`);
  }
}

/** Whether the operand has content; an empty string is none. */
export const isPresent = ({ type, value }: Operand): Sql =>
  type === 'text' ? sql`(${value} <> '')` : sql`(${value}) is not null`;

/** The expression by which results are sorted. */
export const sortKey = (operand: Operand): Sql => (operand.type === 'text' ? folded(operand) : operand.value);

const symbols = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

function compareText(operator: CompareOperator, operand: Operand, literal: FilterLiteral): Sql {
  if (typeof literal !== 'string') throw unsuitable(operand, 'it is compared with a quoted string');
  const own = folded(operand);
  const wanted = sql`${bindable(operand.letters === 'exact' ? literal : foldCase(literal))}::text`;
  switch (operator) {
    case 'co':
      return sql`strpos(${own}, ${wanted}) > 0`;
    case 'sw':
      return sql`${own} ^@ ${wanted}`;
    case 'ew':
      return sql`right(${own}, length(${wanted})) = ${wanted}`;
    default:
      return order(operator, operand, own, wanted);
  }
}

/** Compared by code point: the order of the letters of a language would depend on the database's locale. */
function folded({ letters, value }: Operand): Sql {
  return letters === 'any' ? sql`(lower((${value}) collate "und-x-icu") collate "C")` : sql`((${value}) collate "C")`;
}

function compareBoolean(operator: CompareOperator, operand: Operand, literal: FilterLiteral): Sql {
  const wanted = typeof literal === 'string' ? textToBoolean(literal) : literal;
  if (typeof wanted !== 'boolean') throw unsuitable(operand, 'it is compared with true or false');
  if (operator !== 'eq' && operator !== 'ne') throw unsuitable(operand, `it is boolean, so ${operator} cannot be used`);
  return sql`${operand.value} = ${wanted === (operator === 'eq')}::boolean`;
}

function order(operator: CompareOperator, operand: Operand, own: Sql, wanted: Sql): Sql {
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    throw unsuitable(operand, `it is no text, so ${operator} cannot be used`);
  }
  return sql`${own} ${sql.raw(symbols[operator])} ${wanted}`;
}

function numberOf(operand: Operand, literal: FilterLiteral): number {
  if (typeof literal !== 'number') throw unsuitable(operand, 'it is compared with a number');
  return literal;
}

function timeOf(operand: Operand, literal: FilterLiteral): Date {
  const ms = typeof literal === 'string' ? dateTimeToMs(literal) : undefined;
  if (ms === undefined) throw unsuitable(operand, 'it is compared with a date and time such as "2026-01-31T08:00:00Z"');
  return new Date(ms);
}

/** PostgreSQL's text holds everything but U+0000. */
export function bindable(text: string): string {
  if (!text.includes('\0') && text.isWellFormed()) return text;
  throw new ScimError(
    'SCIM_INVALID_FILTER',
    'The filter compares with text that no value here can hold: U+0000 or half a character.',
  );
}

export const unsuitable = ({ name }: { readonly name: string }, reason: string): ScimError =>
  new ScimError('SCIM_INVALID_FILTER', `The filter cannot use ${name} like this: ${reason}.`, {
    details: { attribute: name },
  });
