/**
 * The operators of a scoping filter. A value that is absent or empty makes every operator false but IS NULL.
 * Comparisons are case-sensitive, as in Microsoft Entra.
 */
import { MappingError } from '@drawbridge/base';
import type { SourceValue } from '../ports/source.ts';
import { compilePattern } from './pattern.ts';

export type Test = (value: SourceValue | undefined) => boolean;

export type Operator = {
  readonly name: string;
  /** Graph's arity: `Unary` takes no operand. */
  readonly arity: 'Unary' | 'Binary';
  readonly supportedAttributeTypes: readonly ('String' | 'Integer' | 'Boolean' | 'Binary')[];
  /** Makes the test for one operand; throws MappingError MAPPING_BROKEN when the operand cannot be used. */
  readonly compile: (operand: string) => Test;
};

const isEmpty = (value: SourceValue | undefined): boolean =>
  value === undefined || (typeof value !== 'number' && typeof value !== 'boolean' && value.length === 0);

const textOf = (value: SourceValue): string =>
  typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);

const listOf = (value: SourceValue | undefined): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [textOf(value as SourceValue)];

/** All values of a multi-valued attribute must pass (Graph's `multivaluedComparisonType: All`). */
const onText =
  (test: (text: string) => boolean): Test =>
  (value) =>
    !isEmpty(value) &&
    (Array.isArray(value) ? value.every((one: string) => test(one)) : test(textOf(value as SourceValue)));

const integerOf = (text: string): bigint | undefined => (/^[+-]?\d{1,30}$/.test(text) ? BigInt(text) : undefined);

function wholeNumber(operand: string): bigint {
  const number = integerOf(operand.trim());
  if (number !== undefined) return number;
  throw new MappingError('MAPPING_BROKEN', `The value "${operand}" of an integer comparison must be a whole number.`);
}

const onInteger =
  (test: (value: bigint, operand: bigint) => boolean) =>
  (operand: string): Test => {
    const other = wholeNumber(operand);
    return onText((text) => {
      const number = integerOf(text);
      return number !== undefined && test(number, other);
    });
  };

/** For flags in an integer the bits; for text, whether the operand contains the value. Undocumented at Microsoft. */
const occursIn =
  (operand: string) =>
  (text: string): boolean => {
    const [bits, mask] = [integerOf(text), integerOf(operand)];
    return bits !== undefined && mask !== undefined ? (bits & mask) !== 0n : operand.includes(text);
  };

const isTrue: Test = (value) => value === true || (typeof value === 'string' && value.toLowerCase() === 'true');
const isFalse: Test = (value) => value === false || (typeof value === 'string' && value.toLowerCase() === 'false');

const textual = ['Integer', 'String'] as const;
const everything = ['Integer', 'String', 'Binary', 'Boolean'] as const;

export const operators: readonly Operator[] = [
  {
    name: 'EQUALS',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => onText((text) => text === operand),
  },
  {
    name: 'NOT EQUALS',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => onText((text) => text !== operand),
  },
  // Ours: Microsoft Entra has no such operator.
  {
    name: 'STARTS_WITH',
    arity: 'Binary',
    supportedAttributeTypes: ['String'],
    compile: (operand) => onText((text) => text.startsWith(operand)),
  },
  // Ours, for lists: one value that equals is enough, or none may.
  {
    name: 'HAS_VALUE',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => (value) => !isEmpty(value) && listOf(value).includes(operand),
  },
  {
    name: 'HAS_NOT_VALUE',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => (value) => !isEmpty(value) && !listOf(value).includes(operand),
  },
  {
    name: 'Less_Than',
    arity: 'Binary',
    supportedAttributeTypes: ['Integer'],
    compile: onInteger((value, operand) => value < operand),
  },
  {
    name: 'Less_Than_OR_EQUALS',
    arity: 'Binary',
    supportedAttributeTypes: ['Integer'],
    compile: onInteger((value, operand) => value <= operand),
  },
  {
    name: 'ENDS_WITH',
    arity: 'Binary',
    supportedAttributeTypes: ['String'],
    compile: (operand) => onText((text) => text.endsWith(operand)),
  },
  {
    name: 'Includes',
    arity: 'Binary',
    supportedAttributeTypes: ['String'],
    compile: (operand) => onText((text) => text.includes(operand)),
  },
  {
    name: 'REGEX MATCH',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => onText(compilePattern(operand)),
  },
  {
    name: 'NOT REGEX MATCH',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => {
      const matches = compilePattern(operand);
      return onText((text) => !matches(text));
    },
  },
  { name: 'IS NULL', arity: 'Unary', supportedAttributeTypes: everything, compile: () => isEmpty },
  {
    name: 'IS NOT NULL',
    arity: 'Unary',
    supportedAttributeTypes: everything,
    compile: () => (value) => !isEmpty(value),
  },
  { name: 'IS TRUE', arity: 'Unary', supportedAttributeTypes: ['Boolean'], compile: () => isTrue },
  { name: 'IS FALSE', arity: 'Unary', supportedAttributeTypes: ['Boolean'], compile: () => isFalse },
  {
    name: 'Greater_Than',
    arity: 'Binary',
    supportedAttributeTypes: ['Integer'],
    compile: onInteger((value, operand) => value > operand),
  },
  {
    name: 'Greater_Than_OR_EQUALS',
    arity: 'Binary',
    supportedAttributeTypes: ['Integer'],
    compile: onInteger((value, operand) => value >= operand),
  },
  { name: '&', arity: 'Binary', supportedAttributeTypes: textual, compile: (operand) => onText(occursIn(operand)) },
  {
    name: '!&',
    arity: 'Binary',
    supportedAttributeTypes: textual,
    compile: (operand) => {
      const occurs = occursIn(operand);
      return onText((text) => !occurs(text));
    },
  },
];

/** Names are compared without case, blanks and underscores: `IS_NOT_NULL`, `Is not null`. */
const keyOf = (name: string): string => name.toLowerCase().replace(/[\s_]+/g, '');
const byKey = new Map(operators.map((operator) => [keyOf(operator.name), operator]));

export const findOperator = (name: string): Operator | undefined => byKey.get(keyOf(name));
