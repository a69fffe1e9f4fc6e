/**
 * Whether a user is in a dynamic group: a rule compiled once, put to many users. Text is compared without case. A
 * property without a value equals null and nothing else, so `-ne "x"` holds for it. A list answers as its elements do.
 */
import { Regex, StepsExhausted } from '@drawbridge/expressions';
import type { StoredObject } from '../object.ts';
import { parseMembershipRule, toBoolean } from './parse.ts';
import type { Comparison, RuleNode, RuleProperty, RuleValue } from './tree.ts';

type Person = Pick<StoredObject, 'id' | 'values'>;
/** `element`: of the list under test, inside `-any (…)`. */
type Test = (person: Person, element: unknown) => boolean;

export type CompiledRule = {
  readonly tree: RuleNode;
  /** Stored names of the properties whose change may change the answer. */
  readonly reads: ReadonlySet<string>;
  isMember(person: Person): boolean;
};

/** For one value: well under a millisecond, and far more than a plain pattern takes. */
const maxRegexSteps = 10_000;

/** Throws OBJECT_INVALID. */
export function compileMembershipRule(rule: string): CompiledRule {
  const tree = parseMembershipRule(rule);
  const reads = new Set<string>();
  const test = toTest(tree, reads);
  return { tree, reads, isMember: (person) => test(person, undefined) };
}

function toTest(node: RuleNode, reads: Set<string>): Test {
  switch (node.kind) {
    case 'and':
    case 'or': {
      const tests = node.operands.map((operand) => toTest(operand, reads));
      return node.kind === 'and'
        ? (person, element) => tests.every((test) => test(person, element))
        : (person, element) => tests.some((test) => test(person, element));
    }
    case 'not': {
      const test = toTest(node.operand, reads);
      return (person, element) => !test(person, element);
    }
    case 'any':
    case 'all': {
      reads.add(node.property.stored);
      const test = toTest(node.condition, reads);
      const valuesOf = reader(node.property);
      return node.kind === 'any'
        ? (person) => valuesOf(person, undefined).some((element) => test(person, element))
        : (person) => valuesOf(person, undefined).every((element) => test(person, element));
    }
    case 'compare':
      return toComparison(node, reads);
  }
}

function toComparison({ property, operator, values }: Comparison, reads: Set<string>): Test {
  reads.add(property.stored);
  const valuesOf = reader(property);
  if (operator === 'eq' || operator === 'in') {
    const wanted = values.map(property.type === 'boolean' ? toBoolean : (value) => value);
    const acceptsNull = wanted.includes(null);
    const accepted = new Set(wanted.map(foldValue));
    return (person, element) => {
      const found = valuesOf(person, element);
      return found.length === 0 ? acceptsNull : found.some((value) => accepted.has(foldValue(value)));
    };
  }
  const test = toTextTest(operator, values[0] ?? null);
  return (person, element) => valuesOf(person, element).some((value) => test(String(value)));
}

function toTextTest(
  operator: Exclude<Comparison['operator'], 'eq' | 'in'>,
  value: RuleValue,
): (text: string) => boolean {
  const given = String(value);
  const folded = fold(given);
  switch (operator) {
    case 'startsWith':
      return (text) => fold(text).startsWith(folded);
    case 'contains':
      return (text) => fold(text).includes(folded);
    case 'ge':
      return (text) => Date.parse(text) >= Date.parse(given);
    case 'le':
      return (text) => Date.parse(text) <= Date.parse(given);
    case 'match': {
      const regex = new Regex(`(?i)${given}`);
      return (text) => matches(regex, text);
    }
  }
}

/** A value on which the pattern takes too long does not match: one person's value must not hold up all others. */
function matches(regex: Regex, text: string): boolean {
  try {
    return regex.isMatch(text, maxRegexSteps);
  } catch (thrown) {
    if (thrown instanceof StepsExhausted) return false;
    throw thrown;
  }
}

/** The values of a property; none when it has none. */
function reader({ written, stored, first }: RuleProperty): (person: Person, element: unknown) => readonly unknown[] {
  if (written === '_') return (_person, element) => [element];
  if (stored === 'id') return ({ id }) => [id];
  return ({ values }) => {
    const value = values[stored];
    if (value === undefined || value === '') return [];
    if (!Array.isArray(value)) return [value];
    return first ? value.slice(0, 1) : value;
  };
}

const unlikeAscii = /[\u0130\u212a]/;

/**
 * Without case. The two letters whose lower case is, or begins with, a letter of ASCII stay as they are: then plain text
 * folds alike here and in SQL, which sql/directory/rule-candidates.ts relies on.
 */
function fold(text: string): string {
  return unlikeAscii.test(text)
    ? text.replaceAll(/[^\u0130\u212a]+/g, (part) => part.toLowerCase())
    : text.toLowerCase();
}

const foldValue = (value: unknown): unknown =>
  typeof value === 'string' ? fold(value) : typeof value === 'number' ? String(value) : value;
