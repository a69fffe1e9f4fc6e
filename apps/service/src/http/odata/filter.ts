/**
 * `$filter` as a tree (OData v4 URL conventions §5.1.1, to the extent Graph uses it). Parsing only: which properties and
 * operators a collection supports is said where the collection is read.
 *
 * A Pratt parser: what a word begins stands in `#prefix`, what may follow a finished part stands in `strengths`, weakest
 * first. A comparison joins two operands, a property and a value; `and` and `or` join filters.
 */
import { invalidFilter, tokenize, type Token } from './filter-tokens.ts';

export type Literal = string | number | boolean | null;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'compare';
      readonly property: string;
      readonly operator: CompareOperator;
      readonly value: Literal;
      /** The property stands in `tolower(…)`. */
      readonly lowered: boolean;
    }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly Literal[]; readonly lowered: boolean }
  | {
      readonly kind: 'text';
      readonly function: TextFunction;
      readonly property: string;
      readonly value: string;
      readonly lowered: boolean;
    }
  /** `tags/any(t:t eq 'x')`; in `inner`, properties begin with the variable. An empty `any()` has neither. */
  | { readonly kind: 'any' | 'all'; readonly property: string; readonly inner?: LambdaBody };

export type LambdaBody = { readonly variable: string; readonly condition: Filter };

export const compareOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type CompareOperator = (typeof compareOperators)[number];

const textFunctions = { startswith: 'startsWith', endswith: 'endsWith', contains: 'contains' } as const;
export type TextFunction = (typeof textFunctions)[keyof typeof textFunctions];

const maxLength = 8_000;
const maxDepth = 24;

const strengths: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ['and', 2],
  ...[...compareOperators, 'in'].map((operator) => [operator, 3] as const),
]);
/** `'a' eq displayName` says the same as `displayName eq 'a'`. */
const mirrored = { eq: 'eq', ne: 'ne', gt: 'lt', ge: 'le', lt: 'gt', le: 'ge' } as const;

type Operand =
  | { readonly kind: 'property'; readonly name: string; readonly lowered: boolean; readonly at: number }
  | { readonly kind: 'literal'; readonly value: Literal; readonly at: number };
type Part = Filter | Operand;

/** Throws REQUEST_INVALID with the position of what could not be read. */
export function parseFilter(text: string): Filter {
  if (text.length > maxLength) throw invalidFilter(`it is longer than ${maxLength} characters`, 0);
  return new FilterParser(tokenize(text), text.length).whole();
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  whole(): Filter {
    const filter = this.#filter(0);
    const rest = this.#tokens[this.#next];
    if (rest) throw invalidFilter(`unexpected '${rest.text}'`, rest.at);
    return filter;
  }

  #filter(strength: number): Filter {
    return this.#asFilter(this.#part(strength));
  }

  #asFilter(part: Part): Filter {
    if (part.kind !== 'property' && part.kind !== 'literal') return part;
    const operators = `use ${compareOperators.join(', ')} or in`;
    const found = this.#tokens[this.#next];
    if (found?.kind === 'name') throw invalidFilter(`'${found.text}' is no operator; ${operators}`, found.at);
    throw invalidFilter(`an operator is missing; ${operators}`, this.#at());
  }

  /** What stands here, and all that follows it by an operator that binds more tightly than `strength`. */
  #part(strength: number): Part {
    let left = this.#prefix();
    for (;;) {
      const word = this.#word();
      const binding = word === undefined ? undefined : strengths.get(word);
      if (word === undefined || binding === undefined || binding <= strength) return left;
      const at = this.#at();
      if (word === 'and' || word === 'or') left = this.#joined(word, this.#asFilter(left), binding);
      else {
        this.#next++;
        left = word === 'in' ? this.#in(left, at) : this.#compared(left, word as CompareOperator, at, binding);
      }
    }
  }

  #prefix(): Part {
    const token = this.#tokens[this.#next];
    if (token?.kind !== 'name' && !(token?.kind === 'mark' && token.text === '(')) return this.#literal();
    if (token.kind === 'mark') {
      this.#next++;
      const inner = this.#nested(() => this.#filter(0));
      this.#mark(')');
      return inner;
    }
    const word = token.text.toLowerCase();
    if (word === 'not') {
      this.#next++;
      return { kind: 'not', operand: this.#nested(() => this.#filter(2)) };
    }
    if (word === 'true' || word === 'false' || word === 'null') return this.#literal();
    this.#next++;
    return this.#isMark('(')
      ? this.#call(token, word)
      : { kind: 'property', name: token.text, lowered: false, at: token.at };
  }

  #joined(kind: 'and' | 'or', first: Filter, strength: number): Filter {
    const operands = [first];
    while (this.#word() === kind) {
      this.#next++;
      operands.push(this.#filter(strength));
    }
    return { kind, operands };
  }

  #compared(left: Part, operator: CompareOperator, at: number, strength: number): Filter {
    const right = this.#part(strength);
    if (left.kind === 'property' && right.kind === 'literal') {
      return { kind: 'compare', property: left.name, operator, value: right.value, lowered: left.lowered };
    }
    if (left.kind === 'literal' && right.kind === 'property') {
      const { name: property, lowered } = right;
      return { kind: 'compare', property, operator: mirrored[operator], value: left.value, lowered };
    }
    if (left.kind !== 'property' && left.kind !== 'literal' && right.kind === 'literal') {
      return truth(left, operator, right);
    }
    if (left.kind === 'property' && right.kind === 'property') {
      throw invalidFilter(`expected a value, found '${right.name}' (texts stand in single quotes)`, right.at);
    }
    throw invalidFilter(`'${operator}' compares a property with a value`, at);
  }

  #in(left: Part, at: number): Filter {
    if (left.kind !== 'property') throw invalidFilter("'in' needs a property before it", at);
    this.#mark('(');
    const values = [this.#literal().value];
    while (this.#isMark(',')) {
      this.#next++;
      values.push(this.#literal().value);
    }
    this.#mark(')');
    return { kind: 'in', property: left.name, values, lowered: left.lowered };
  }

  #call(name: Token, word: string): Part {
    const quantified = /^(.+)\/(any|all)$/i.exec(name.text);
    if (quantified) return this.#lambda(quantified[1]!, quantified[2]!.toLowerCase() as 'any' | 'all');
    if (word === 'tolower') return this.#lowered(name.at);
    if (!Object.hasOwn(textFunctions, word)) {
      throw invalidFilter(`the function '${name.text}' is not supported`, this.#at());
    }
    this.#mark('(');
    const subject = this.#nested(() => this.#prefix());
    if (subject.kind !== 'property') throw invalidFilter(`${name.text} needs a property first`, name.at);
    this.#mark(',');
    const value = this.#prefix();
    if (value.kind !== 'literal' || typeof value.value !== 'string') {
      throw invalidFilter(`${name.text} needs a text in single quotes`, 'at' in value ? value.at : name.at);
    }
    this.#mark(')');
    const { name: property, lowered } = subject;
    const called = textFunctions[word as keyof typeof textFunctions];
    return { kind: 'text', function: called, property, value: value.value, lowered };
  }

  #lowered(at: number): Operand {
    this.#mark('(');
    const inner = this.#nested(() => this.#prefix());
    this.#mark(')');
    if (inner.kind === 'property') return { ...inner, lowered: true };
    if (inner.kind === 'literal' && typeof inner.value === 'string') {
      return { ...inner, value: inner.value.toLowerCase() };
    }
    throw invalidFilter('tolower needs a property or a text', at);
  }

  #lambda(property: string, kind: 'any' | 'all'): Filter {
    this.#mark('(');
    if (kind === 'any' && this.#isMark(')')) {
      this.#next++;
      return { kind, property };
    }
    const variable = this.#name();
    this.#mark(':');
    const condition = this.#nested(() => this.#filter(0));
    this.#mark(')');
    return { kind, property, inner: { variable, condition } };
  }

  #nested<T>(read: () => T): T {
    if (++this.#depth > maxDepth) throw invalidFilter(`it is nested deeper than ${maxDepth} levels`, this.#at());
    const found = read();
    this.#depth--;
    return found;
  }

  #literal(): Extract<Operand, { kind: 'literal' }> {
    const token = this.#tokens[this.#next++];
    if (!token) throw invalidFilter('a value is missing at the end', this.#length);
    return { kind: 'literal', value: valueOf(token), at: token.at };
  }

  #name(): string {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== 'name') throw this.#unexpected('a name', token);
    return token.text;
  }

  #mark(text: string): void {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== 'mark' || token.text !== text) throw this.#unexpected(`'${text}'`, token);
  }

  #unexpected(wanted: string, token: Token | undefined): Error {
    return invalidFilter(
      `expected ${wanted}, found ${token ? `'${token.text}'` : 'the end'}`,
      token?.at ?? this.#length,
    );
  }

  #isMark(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'mark' && token.text === text;
  }

  #word(): string | undefined {
    const token = this.#tokens[this.#next];
    return token?.kind === 'name' ? token.text.toLowerCase() : undefined;
  }

  #at(): number {
    return this.#tokens[this.#next]?.at ?? this.#length;
  }
}

function valueOf(token: Token): Literal {
  if (token.kind === 'string') return token.text.slice(1, -1).replaceAll("''", "'");
  if (token.kind === 'number') return Number(token.text);
  if (token.kind === 'date' || token.kind === 'guid') return token.text;
  const word = token.text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  if (word === 'null') return null;
  throw invalidFilter(`expected a value, found '${token.text}' (texts stand in single quotes)`, token.at);
}

/** `startsWith(displayName,'a') eq false`. */
function truth(filter: Filter, operator: CompareOperator, { value, at }: { value: Literal; at: number }): Filter {
  if (typeof value !== 'boolean' || (operator !== 'eq' && operator !== 'ne')) {
    throw invalidFilter('a condition can only be compared with true or false', at);
  }
  return value === (operator === 'eq') ? filter : { kind: 'not', operand: filter };
}
