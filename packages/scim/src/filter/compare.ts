/**
 * One comparison of a filter, made ready for one attribute: checks that operator and literal suit the attribute's type
 * (RFC 7644 §3.4.2.2), folds case or reads the date once, and returns a test for single values.
 */
import { ScimError } from '@drawbridge/base/errors';
import type { ScimValue } from '../document/value.ts';
import type { Attribute } from '../schema/attribute.ts';
import { dateTimeToMs, foldCase, textToBoolean, textToNumber } from '../value/text.ts';
import type { CompareFilter, CompareOperator, FilterLiteral } from './tree.ts';

export type ValueTest = (value: ScimValue) => boolean;

/**
 * The test for values of `attribute`; without one, each value is compared by its own JSON type, strings ignoring case
 * (the default of RFC 7643 §2.2). The literal is not null: presence is the caller's business.
 * @throws ScimError SCIM_INVALID_FILTER when operator or literal do not suit the attribute.
 */
export function createValueTest(filter: CompareFilter, attribute: Attribute | undefined): ValueTest {
  const { operator, value: literal } = filter;
  switch (attribute?.type) {
    case undefined:
      return testUntyped(operator, literal);
    case 'boolean':
      return testBoolean(operator, booleanLiteral(literal), attribute.name);
    case 'integer':
    case 'decimal':
      return testNumber(operator, numberLiteral(literal), attribute.name);
    case 'dateTime':
      return testDateTime(operator, literal, attribute.name);
    case 'binary':
      if (isOrdering(operator))
        throw unsuitable(attribute.name, `binary values have no order, so ${operator} cannot be used`);
      return testText(operator, textLiteral(literal, attribute.name), true);
    case 'string':
    case 'reference':
      return testText(operator, textLiteral(literal, attribute.name), attribute.caseExact);
    case 'complex':
      throw unsuitable(attribute.name, 'it is complex: compare one of its sub-attributes');
  }
}

function testText(operator: CompareOperator, literal: string, isCaseExact: boolean): ValueTest {
  const wanted = isCaseExact ? literal : foldCase(literal);
  return (value) => {
    if (typeof value === 'object') return false;
    const text = typeof value === 'string' ? value : String(value);
    return compareText(operator, isCaseExact ? text : foldCase(text), wanted);
  };
}

function testBoolean(operator: CompareOperator, literal: boolean | undefined, name: string): ValueTest {
  if (literal === undefined) throw unsuitable(name, 'it is compared with true or false');
  if (operator !== 'eq' && operator !== 'ne') throw unsuitable(name, `it is boolean, so ${operator} cannot be used`);
  return (value) => {
    const own = typeof value === 'string' ? textToBoolean(value) : value;
    return (own === literal) === (operator === 'eq');
  };
}

function testNumber(operator: CompareOperator, literal: number | undefined, name: string): ValueTest {
  if (literal === undefined) throw unsuitable(name, 'it is compared with a number');
  if (operator === 'co' || operator === 'sw' || operator === 'ew') {
    throw unsuitable(name, `it is a number, so ${operator} cannot be used`);
  }
  return (value) => {
    const own = typeof value === 'string' ? textToNumber(value) : value;
    return typeof own === 'number' && compareOrder(operator, own - literal);
  };
}

function testDateTime(operator: CompareOperator, literal: FilterLiteral, name: string): ValueTest {
  const text = textLiteral(literal, name);
  if (operator === 'co' || operator === 'sw' || operator === 'ew') return testText(operator, text, false);
  const wanted = dateTimeToMs(text);
  if (wanted === undefined)
    throw unsuitable(name, 'it is compared with a date and time such as "2026-01-31T08:00:00Z"');
  return (value) => {
    const own = typeof value === 'string' ? dateTimeToMs(value) : undefined;
    return own !== undefined && compareOrder(operator, own - wanted);
  };
}

function testUntyped(operator: CompareOperator, literal: FilterLiteral): ValueTest {
  const asText = testText(operator, String(literal), false);
  const asBoolean = booleanLiteral(literal);
  const asNumber = numberLiteral(literal);
  return (value) => {
    if (typeof value === 'boolean' || typeof literal === 'boolean') {
      const own = typeof value === 'string' ? textToBoolean(value) : value;
      if (operator === 'ne') return own !== asBoolean;
      return operator === 'eq' && asBoolean !== undefined && own === asBoolean;
    }
    if (typeof value === 'number') {
      return asNumber === undefined ? operator === 'ne' : compareOrder(operator, value - asNumber);
    }
    return asText(value);
  };
}

function compareText(operator: CompareOperator, own: string, wanted: string): boolean {
  switch (operator) {
    case 'co':
      return own.includes(wanted);
    case 'sw':
      return own.startsWith(wanted);
    case 'ew':
      return own.endsWith(wanted);
    default:
      return compareOrder(operator, own < wanted ? -1 : own > wanted ? 1 : 0);
  }
}

function compareOrder(operator: CompareOperator, order: number): boolean {
  switch (operator) {
    case 'eq':
      return order === 0;
    case 'ne':
      return order !== 0;
    case 'gt':
      return order > 0;
    case 'ge':
      return order >= 0;
    case 'lt':
      return order < 0;
    case 'le':
      return order <= 0;
    default:
      return false;
  }
}

/** Microsoft Entra writes `primary eq "True"`: a boolean as a string. */
function booleanLiteral(literal: FilterLiteral): boolean | undefined {
  if (typeof literal === 'string') return textToBoolean(literal);
  return typeof literal === 'boolean' ? literal : undefined;
}

function numberLiteral(literal: FilterLiteral): number | undefined {
  if (typeof literal === 'string') return textToNumber(literal);
  return typeof literal === 'number' ? literal : undefined;
}

function textLiteral(literal: FilterLiteral, name: string): string {
  if (typeof literal === 'string') return literal;
  throw unsuitable(name, 'it is compared with a quoted string');
}

function isOrdering(operator: CompareOperator): boolean {
  return operator === 'gt' || operator === 'ge' || operator === 'lt' || operator === 'le';
}

function unsuitable(name: string, reason: string): ScimError {
  return new ScimError('SCIM_INVALID_FILTER', `The filter cannot use ${name} like this: ${reason}.`, {
    details: { attribute: name },
  });
}
