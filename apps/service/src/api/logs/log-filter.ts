/** `$filter` of a log → its conditions: which properties it has, what they can be compared with, and what their values are. */
import { ApiError, isUuid } from '@drawbridge/base';
import type { LogCondition } from '@drawbridge/storage';
import type { Filter, Literal } from '../../http/odata/filter.ts';

export type LogProperty = {
  readonly type: 'text' | 'uuid' | 'time' | 'integer';
  /** The only values there are. */
  readonly oneOf?: readonly string[];
};

export type LogProperties<Field extends string, TargetField extends string = never> = {
  readonly log: string;
  readonly fields: Readonly<Record<Field, LogProperty>>;
  /** What `targetResources/any(t:…)` can ask of `t`. */
  readonly targetFields?: Readonly<Record<TargetField, LogProperty>>;
};

/** Throws QUERY_UNSUPPORTED for a property or operator that the log does not have, REQUEST_INVALID for a wrong value. */
export function toLogCondition<Field extends string, TargetField extends string = never>(
  filter: Filter,
  properties: LogProperties<Field, TargetField>,
): LogCondition<Field, TargetField> {
  const { fields, targetFields } = properties;
  const one = (part: Filter): LogCondition<Field, TargetField> => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { kind: part.kind, operands: part.operands.map(one) };
      case 'not':
        return { kind: 'not', operand: one(part.operand) };
      case 'any':
        if (!targetFields || part.property !== 'targetResources') throw unsupported(part.property, properties);
        return {
          kind: 'anyTarget',
          condition: ofTarget(part, { log: `${properties.log}’ targetResources`, fields: targetFields }),
        };
      case 'all':
        throw unsupported(`${part.property}/all`, properties);
      default: {
        if (!Object.hasOwn(fields, part.property)) throw unsupported(part.property, properties);
        const field = part.property as Field;
        return leaf(part, field, fields[field]);
      }
    }
  };
  return one(filter);
}

function ofTarget<Field extends string>(
  { inner }: Extract<Filter, { kind: 'any' | 'all' }>,
  properties: LogProperties<Field>,
): LogCondition<Field> | undefined {
  if (!inner) return undefined;
  const prefix = `${inner.variable}/`;
  const plain = (part: Filter): Filter => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return { ...part, operands: part.operands.map(plain) };
      case 'not':
        return { ...part, operand: plain(part.operand) };
      default:
        return part.property.startsWith(prefix) ? { ...part, property: part.property.slice(prefix.length) } : part;
    }
  };
  return toLogCondition(plain(inner.condition), properties);
}

type Leaf = Extract<Filter, { kind: 'compare' | 'in' | 'text' }>;

function leaf<Field extends string>(part: Leaf, field: Field, property: LogProperty): LogCondition<Field> {
  const { type } = property;
  const isText = type === 'text' || type === 'uuid';
  if (part.kind === 'text') {
    if (!isText) throw wrongOperator(part.function, field, 'eq, ne, gt, ge, lt and le');
    return { kind: 'text', function: part.function, field, value: part.value, lowered: part.lowered };
  }
  if (part.kind === 'in') {
    if (!isText || part.lowered) throw wrongOperator('in', field, 'eq');
    return { kind: 'in', field, values: part.values.map((value) => text(value, field, property)) };
  }
  const { operator, lowered } = part;
  if (lowered && type !== 'text') throw wrongOperator('tolower', field, 'it as it is');
  if (isText && operator !== 'eq' && operator !== 'ne')
    throw wrongOperator(operator, field, 'eq, ne, in, startsWith, endsWith and contains');
  const value = part.value === null ? nothing(field, type) : valueOf(part.value, field, lowered ? { type } : property);
  return { kind: 'compare', field, operator, value, lowered };
}

function valueOf(value: Exclude<Literal, null>, field: string, property: LogProperty): string | number | Date {
  switch (property.type) {
    case 'time':
      return moment(value);
    case 'integer':
      if (typeof value === 'number') return value;
      throw invalid(`${field} is compared with a number`);
    default:
      return text(value, field, property);
  }
}

function nothing(field: string, type: LogProperty['type']): null {
  if (type === 'text') return null;
  throw invalid(`${field} always has a value; it is never null`);
}

function text(value: Literal, field: string, { type, oneOf }: LogProperty): string {
  if (typeof value !== 'string') throw invalid(`${field} is compared with a text in single quotes`);
  if (type === 'uuid' && !isUuid(value)) throw invalid(`'${value.slice(0, 100)}' is no id`);
  if (oneOf && !oneOf.includes(value))
    throw invalid(`${field} is one of ${oneOf.join(', ')}, not '${value.slice(0, 100)}'`);
  return value;
}

function moment(value: Literal): Date {
  const at = new Date(typeof value === 'string' ? value : Number.NaN);
  const year = at.getUTCFullYear();
  if (!(year >= 1 && year <= 9998)) throw invalid(`'${String(value).slice(0, 100)}' is no date`);
  return at;
}

const invalid = (fact: string): ApiError => new ApiError('REQUEST_INVALID', `Invalid filter clause: ${fact}.`);

const wrongOperator = (operator: string, field: string, possible: string): ApiError =>
  new ApiError('QUERY_UNSUPPORTED', `Unsupported filter: ${operator} cannot be used on ${field}; use ${possible}.`);

const unsupported = (
  property: string,
  { log, fields, targetFields }: { log: string; fields: object; targetFields?: object | undefined },
): ApiError =>
  new ApiError(
    'QUERY_UNSUPPORTED',
    `Unsupported filter on '${property.slice(0, 100)}'. ${log} can be filtered by ${Object.keys(fields).join(', ')}` +
      `${targetFields ? `, and targetResources/any(t:…) with t/${Object.keys(targetFields).join(', t/')}` : ''}.`,
  );
