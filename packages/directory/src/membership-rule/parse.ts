/**
 * Parses a membership rule. Binding, tightest first: comparisons, `-not`, `-and`, `-or`. Operators and words are read in
 * any case, with or without their hyphen; the negated operators become `not` of the plain one.
 */
import { isUuid } from '@drawbridge/base';
import { Regex, PatternProblem } from '@drawbridge/expressions';
import { elementOf, managerProperty, ruleProperty } from './rule-property.ts';
import { ruleProblem, toTokens, type Token } from './tokens.ts';
import type { RuleNode, RuleOperator, RuleProperty, RuleValue } from './tree.ts';

const maxDepth = 64;
const maxListLength = 500;

const operators: ReadonlyMap<string, readonly [RuleOperator, negated: boolean]> = new Map([
  ['eq', ['eq', false]],
  ['ne', ['eq', true]],
  ['startswith', ['startsWith', false]],
  ['notstartswith', ['startsWith', true]],
  ['contains', ['contains', false]],
  ['notcontains', ['contains', true]],
  ['match', ['match', false]],
  ['notmatch', ['match', true]],
  ['in', ['in', false]],
  ['notin', ['in', true]],
  ['ge', ['ge', false]],
  ['le', ['le', false]],
]);

/** Throws OBJECT_INVALID with the position of what is wrong. */
export function parseMembershipRule(rule: string): RuleNode {
  return new RuleParser(toTokens(rule)).parseRule();
}

class RuleParser {
  readonly #tokens: readonly Token[];
  #next = 0;
  /** The list whose elements `_` stands for. */
  #list: RuleProperty | undefined;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parseRule(): RuleNode {
    const root = this.#parseDirectReports() ?? this.#parseOr(0);
    const rest = this.#peek();
    if (rest.kind !== 'end') throw ruleProblem(rest.at, `-and, -or or the end is expected, not ${shown(rest)}`);
    return root;
  }

  /** `Direct Reports for "{id of the manager}"`, a rule of its own. */
  #parseDirectReports(): RuleNode | undefined {
    if (!this.#isWord(0, 'direct') || !this.#isWord(1, 'reports') || !this.#isWord(2, 'for')) return undefined;
    this.#next += 3;
    const token = this.#take();
    if (token.kind !== 'text' || !isUuid(token.text))
      throw ruleProblem(token.at, `the id of the manager in quotes is expected, not ${shown(token)}`);
    return { kind: 'compare', property: managerProperty, operator: 'eq', values: [token.text.toLowerCase()] };
  }

  #parseOr(depth: number): RuleNode {
    return this.#parseJoined('or', () => this.#parseJoined('and', () => this.#parseNot(depth)));
  }

  #parseJoined(kind: 'and' | 'or', parseOperand: () => RuleNode): RuleNode {
    const operands = [parseOperand()];
    while (this.#skipWord(kind)) operands.push(parseOperand());
    return operands.length === 1 ? (operands[0] as RuleNode) : { kind, operands };
  }

  #parseNot(depth: number): RuleNode {
    if (depth > maxDepth) throw ruleProblem(this.#peek().at, `the rule nests more than ${maxDepth} levels deep`);
    if (this.#skipWord('not')) return { kind: 'not', operand: this.#parseNot(depth + 1) };
    if (!this.#skip('(')) return this.#parseComparison(depth);
    const inside = this.#parseOr(depth + 1);
    this.#expect(')');
    return inside;
  }

  #parseComparison(depth: number): RuleNode {
    const subject = this.#take();
    if (subject.kind !== 'word')
      throw ruleProblem(subject.at, `a property such as user.department is expected, not ${shown(subject)}`);
    const property = this.#propertyOf(subject);
    const token = this.#take();
    const name = wordOf(token);
    if (name === 'any' || name === 'all') return this.#parseElements(name, property, token, depth);
    const operator = name === undefined ? undefined : operators.get(name);
    if (!operator)
      throw ruleProblem(token.at, `an operator such as -eq is expected after ${property.written}, not ${shown(token)}`);
    const [plain, negated] = operator;
    const at = this.#peek().at;
    const values = plain === 'in' ? this.#parseList() : [this.#parseValue()];
    checkValues(property, plain, values, at);
    const comparison: RuleNode = { kind: 'compare', property, operator: plain, values };
    return negated ? { kind: 'not', operand: comparison } : comparison;
  }

  #propertyOf({ text, at }: Token): RuleProperty {
    if (text !== '_') return ruleProperty(text, at);
    if (!this.#list) throw ruleProblem(at, "'_' stands only inside -any (…) and -all (…)");
    return elementOf(this.#list);
  }

  #parseElements(kind: 'any' | 'all', property: RuleProperty, { at }: Token, depth: number): RuleNode {
    if ((property.type !== 'strings' && property.type !== 'extension') || property.first)
      throw ruleProblem(at, `-${kind} needs a property with several values, and ${property.written} has one`);
    this.#expect('(');
    this.#list = property;
    const condition = this.#parseOr(depth + 1);
    this.#list = undefined;
    this.#expect(')');
    return { kind, property, condition };
  }

  #parseList(): readonly RuleValue[] {
    this.#expect('[');
    const values: RuleValue[] = [];
    do {
      const { at } = this.#peek();
      if (values.length === maxListLength) throw ruleProblem(at, `a list holds at most ${maxListLength} values`);
      values.push(this.#parseValue());
    } while (this.#skip(','));
    this.#expect(']');
    return values;
  }

  #parseValue(): RuleValue {
    const token = this.#take();
    if (token.kind === 'text') return token.text;
    if (token.kind === 'word') {
      const word = token.text.toLowerCase().replace(/^\$/, '');
      if (word === 'null') return null;
      if (word === 'true' || word === 'false') return word === 'true';
      if (/^-?\d/.test(token.text)) return token.text;
    }
    throw ruleProblem(token.at, `a value in quotes, true, false or null is expected, not ${shown(token)}`);
  }

  #peek(ahead = 0): Token {
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#next += 1;
    return token;
  }

  #isWord(ahead: number, word: string): boolean {
    return wordOf(this.#peek(ahead)) === word;
  }

  #skipWord(word: string): boolean {
    const isHere = this.#isWord(0, word);
    if (isHere) this.#next += 1;
    return isHere;
  }

  #skip(text: string): boolean {
    const token = this.#peek();
    const isHere = token.kind === 'punctuation' && token.text === text;
    if (isHere) this.#next += 1;
    return isHere;
  }

  #expect(text: string): void {
    const token = this.#peek();
    if (!this.#skip(text)) throw ruleProblem(token.at, `'${text}' is expected, not ${shown(token)}`);
  }
}

/** In lower case, without the hyphen. */
const wordOf = ({ kind, text }: Token): string | undefined =>
  kind === 'word' ? text.toLowerCase().replace(/^-/, '') : undefined;

const shown = ({ kind, text }: Token): string => (kind === 'end' ? 'the end of the rule' : `'${text.slice(0, 64)}'`);

function checkValues(property: RuleProperty, operator: RuleOperator, values: readonly RuleValue[], at: number): void {
  const { written, type } = property;
  const isEquality = operator === 'eq' || operator === 'in';
  for (const value of values) {
    if (value === null) {
      if (!isEquality) throw ruleProblem(at, 'null is compared by -eq and -ne only');
    } else if (type === 'boolean') {
      if (!isEquality || typeof toBoolean(value) !== 'boolean')
        throw ruleProblem(at, `${written} is compared by -eq and -ne with true, false or null`);
    } else if (typeof value === 'boolean' && type !== 'extension') {
      throw ruleProblem(at, `${written} holds text: put the value in quotes`);
    } else if (
      (operator === 'ge' || operator === 'le') &&
      (type !== 'dateTime' || Number.isNaN(Date.parse(String(value))))
    ) {
      throw ruleProblem(at, '-ge and -le compare a date such as user.employeeHireDate with a date in ISO 8601');
    } else if (operator === 'match') checkPattern(String(value), at);
  }
}

/** Clients also write `"true"`. */
export function toBoolean(value: RuleValue): RuleValue {
  if (typeof value !== 'string') return value;
  const word = value.toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

function checkPattern(pattern: string, at: number): void {
  try {
    new Regex(pattern);
  } catch (thrown) {
    if (!(thrown instanceof PatternProblem)) throw thrown;
    throw ruleProblem(at, `the regular expression cannot be used: ${thrown.message}`);
  }
}
