/**
 * What a log record must fulfil, as a tree, and its translation to SQL: every value is a parameter, every column a literal
 * of this code base. Which properties and operators a log has is checked by its caller.
 */
import { sql, type RawBuilder } from 'kysely';
import { anyUuid, storable } from '../rows.ts';
import { firstIdAt } from './log-time.ts';

export type LogCondition<Field extends string, TargetField extends string = never> =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly LogCondition<Field, TargetField>[] }
  | { readonly kind: 'not'; readonly operand: LogCondition<Field, TargetField> }
  | {
      readonly kind: 'compare';
      readonly field: Field;
      readonly operator: 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
      /** A moment for the field of time, a UUID for a field of ids. */
      readonly value: string | number | Date | null;
      /** The property in lower case is compared. */
      readonly lowered: boolean;
    }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly string[] }
  | {
      readonly kind: 'text';
      readonly function: 'startsWith' | 'endsWith' | 'contains';
      readonly field: Field;
      readonly value: string;
      readonly lowered: boolean;
    }
  /** One of the record's target resources fulfils it; absent: there is one. */
  | { readonly kind: 'anyTarget'; readonly condition: LogCondition<TargetField> | undefined };

/** Where a field lies. A search (`contains` and the like) may look at more than the field itself. */
export type LogColumn = {
  readonly type: 'text' | 'uuid' | 'integer' | 'time';
  readonly column: RawBuilder<unknown>;
  readonly searched?: readonly RawBuilder<unknown>[];
};

export type LogColumns<Field extends string> = Readonly<Record<Field, LogColumn>>;

type AnyTarget<TargetField extends string> = (condition: LogCondition<TargetField> | undefined) => RawBuilder<boolean>;

export function toPredicate<Field extends string, TargetField extends string = never>(
  condition: LogCondition<Field, TargetField>,
  columns: LogColumns<Field>,
  anyTarget?: AnyTarget<TargetField>,
): RawBuilder<boolean> {
  const translate = (part: LogCondition<Field, TargetField>): RawBuilder<boolean> => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return sql`(${sql.join(part.operands.map(translate), part.kind === 'and' ? sql` and ` : sql` or `)})`;
      case 'not':
        // What is not known to hold does not hold: a missing value must not make both a condition and its opposite false.
        return sql`(${translate(part.operand)} is not true)`;
      case 'compare':
        return compare(columns[part.field], part);
      case 'in':
        return isOneOf(columns[part.field], part.values);
      case 'text':
        return search(columns[part.field], part);
      case 'anyTarget':
        return anyTarget ? anyTarget(part.condition) : sql<boolean>`false`;
    }
  };
  return translate(condition);
}

const operators = { eq: '=', ne: '<>', gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

type Compare = Extract<LogCondition<string>, { kind: 'compare' }>;

function compare({ type, column }: LogColumn, { operator, value, lowered }: Compare): RawBuilder<boolean> {
  if (value === null) return operator === 'eq' ? sql`${column} is null` : sql`${column} is not null`;
  if (value instanceof Date) return compareTime(column, operator, value);
  const sign = sql.raw(operators[operator]);
  if (type === 'uuid') return sql`${column} ${sign} ${value}::uuid`;
  if (type === 'integer') return sql`${column} ${sign} ${value}::numeric`;
  const text = lowered ? sql`lower(${column})` : column;
  const given = sql`${storable(String(value))}::text`;
  return operator === 'ne' ? sql`${text} is distinct from ${given}` : sql`${text} ${sign} ${given}`;
}

function compareTime(id: RawBuilder<unknown>, operator: Compare['operator'], at: Date): RawBuilder<boolean> {
  const from = sql`${firstIdAt(at.getTime())}::uuid`;
  const after = sql`${firstIdAt(at.getTime() + 1)}::uuid`;
  switch (operator) {
    case 'gt':
      return sql`${id} >= ${after}`;
    case 'ge':
      return sql`${id} >= ${from}`;
    case 'lt':
      return sql`${id} < ${from}`;
    case 'le':
      return sql`${id} < ${after}`;
    case 'eq':
      return sql`(${id} >= ${from} and ${id} < ${after})`;
    case 'ne':
      return sql`(${id} < ${from} or ${id} >= ${after})`;
  }
}

function isOneOf({ type, column }: LogColumn, values: readonly string[]): RawBuilder<boolean> {
  if (type === 'uuid') return sql`${column} = ${anyUuid(values)}`;
  return sql`${column} = any(${values.map(storable)}::text[])`;
}

type Search = Extract<LogCondition<string>, { kind: 'text' }>;

function search({ column, searched = [column] }: LogColumn, part: Search): RawBuilder<boolean> {
  const given = sql`${storable(part.value)}::text`;
  const hits = searched.map((one) => {
    const text = part.lowered ? sql`lower(${one}::text)` : sql`${one}::text`;
    switch (part.function) {
      case 'contains':
        return sql`position(${given} in ${text}) > 0`;
      case 'startsWith':
        return sql`starts_with(${text}, ${given})`;
      case 'endsWith':
        return sql`right(${text}, length(${given})) = ${given}`;
    }
  });
  return sql`(${sql.join(hits, sql` or `)})`;
}
