/**
 * `$filter` as a tree (OData v4, to the extent Graph uses it). Parsing only: which properties and operators a
 * collection supports is said where the collection is read, and anything else is refused with Graph's error.
 *
 *   or := and ('or' and)*      and := unary ('and' unary)*      unary := 'not' unary | '(' or ')' | comparison | function
 */
import { ApiError } from '@drawbridge/base';

export type Literal = string | number | boolean | null;

export type Filter =
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Filter[] }
  | { readonly kind: 'not'; readonly operand: Filter }
  | {
      readonly kind: 'compare';
      readonly property: string;
      readonly operator: CompareOperator;
      readonly value: Literal;
      readonly lowered: boolean;
    }
  | { readonly kind: 'in'; readonly property: string; readonly values: readonly Literal[] }
  | {
      readonly kind: 'text';
      readonly function: TextFunction;
      readonly property: string;
      readonly value: string;
      readonly lowered: boolean;
    }
  | { readonly kind: 'any'; readonly property: string; readonly variable: string; readonly condition: Filter };

export const compareOperators = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] as const;
export type CompareOperator = (typeof compareOperators)[number];

const textFunctions = { startswith: 'startsWith', endswith: 'endsWith', contains: 'contains' } as const;
export type TextFunction = (typeof textFunctions)[keyof typeof textFunctions];

const maxLength = 8_000;
const maxDepth = 24;

const tokenPattern =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<date>\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)(?![\w-])|(?<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w-])|(?<number>-?\d+(?:\.\d+)?)(?![\w.])|(?<name>[A-Za-z_][\w./-]*)|(?<mark>[(),:]))/iy;

type Token = {
  readonly kind: 'string' | 'date' | 'guid' | 'number' | 'name' | 'mark';
  readonly text: string;
  readonly at: number;
};

/** Throws REQUEST_INVALID with the position of what could not be read. */
export function parseFilter(text: string): Filter {
  if (text.length > maxLength) throw invalid(`it is longer than ${maxLength} characters`, 0);
  return new FilterParser(tokenize(text), text.length).whole();
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const at = tokenPattern.lastIndex + leadingSpace(text, tokenPattern.lastIndex);
    const match = tokenPattern.exec(text);
    if (!match?.groups) throw invalid(`unexpected '${text.slice(at, at + 12).trim()}'`, at);
    const [kind, value] = Object.entries(match.groups).find(([, found]) => found !== undefined)!;
    tokens.push({ kind: kind as Token['kind'], text: value!, at });
  }
  return tokens;
}

function leadingSpace(text: string, from: number): number {
  let at = from;
  while (/\s/.test(text.charAt(at))) at++;
  return at - from;
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #length: number;
  #next = 0;

  constructor(tokens: readonly Token[], length: number) {
    this.#tokens = tokens;
    this.#length = length;
  }

  whole(): Filter {
    const filter = this.#or(0);
    const rest = this.#tokens[this.#next];
    if (rest) throw invalid(`unexpected '${rest.text}'`, rest.at);
    return filter;
  }

  #or(depth: number): Filter {
    return this.#joined('or', depth, () => this.#joined('and', depth, () => this.#unary(depth)));
  }

  #joined(kind: 'and' | 'or', depth: number, operand: () => Filter): Filter {
    if (depth > maxDepth) throw invalid(`it is nested deeper than ${maxDepth} levels`, this.#at());
    const operands = [operand()];
    while (this.#isWord(kind)) {
      this.#next++;
      operands.push(operand());
    }
    return operands.length === 1 ? operands[0]! : { kind, operands };
  }

  #unary(depth: number): Filter {
    if (depth > maxDepth) throw invalid(`it is nested deeper than ${maxDepth} levels`, this.#at());
    if (this.#isWord('not')) {
      this.#next++;
      return { kind: 'not', operand: this.#unary(depth + 1) };
    }
    if (this.#isMark('(')) {
      this.#next++;
      const inner = this.#or(depth + 1);
      this.#mark(')');
      return inner;
    }
    return this.#condition(depth);
  }

  #condition(depth: number): Filter {
    const name = this.#name();
    const lower = name.toLowerCase();
    if (this.#isMark('(') && Object.hasOwn(textFunctions, lower)) {
      this.#next++;
      const { property, lowered } = this.#operand();
      this.#mark(',');
      const value = this.#literal();
      if (typeof value !== 'string') throw invalid(`${name} needs a text in single quotes`, this.#at());
      this.#mark(')');
      if (this.#isWord('eq')) {
        this.#next++;
        const truth = this.#literal();
        if (truth !== true) throw invalid(`${name}(…) can only be compared with true`, this.#at());
      }
      return { kind: 'text', function: textFunctions[lower as keyof typeof textFunctions], property, value, lowered };
    }
    if (lower.endsWith('/any') && this.#isMark('(')) {
      this.#next++;
      const variable = this.#name();
      this.#mark(':');
      const condition = this.#or(depth + 1);
      this.#mark(')');
      return { kind: 'any', property: name.slice(0, -'/any'.length), variable, condition };
    }
    const { property, lowered } = this.#isMark('(') ? this.#lowered(name) : { property: name, lowered: false };
    return this.#comparison(property, lowered);
  }

  #comparison(property: string, lowered: boolean): Filter {
    const at = this.#at();
    const operator = this.#name().toLowerCase();
    if (operator === 'in') {
      this.#mark('(');
      const values = [this.#literal()];
      while (this.#isMark(',')) {
        this.#next++;
        values.push(this.#literal());
      }
      this.#mark(')');
      return { kind: 'in', property, values };
    }
    if (!compareOperators.includes(operator as CompareOperator)) {
      throw invalid(`'${operator}' is no operator; use ${compareOperators.join(', ')} or in`, at);
    }
    return { kind: 'compare', property, operator: operator as CompareOperator, value: this.#literal(), lowered };
  }

  #operand(): { property: string; lowered: boolean } {
    const name = this.#name();
    return this.#isMark('(') ? this.#lowered(name) : { property: name, lowered: false };
  }

  #lowered(functionName: string): { property: string; lowered: boolean } {
    if (functionName.toLowerCase() !== 'tolower')
      throw invalid(`the function '${functionName}' is not supported`, this.#at());
    this.#mark('(');
    const property = this.#name();
    this.#mark(')');
    return { property, lowered: true };
  }

  #literal(): Literal {
    const token = this.#tokens[this.#next++];
    if (!token) throw invalid('a value is missing at the end', this.#length);
    if (token.kind === 'string') return token.text.slice(1, -1).replaceAll("''", "'");
    if (token.kind === 'number') return Number(token.text);
    if (token.kind === 'date' || token.kind === 'guid') return token.text;
    const word = token.text.toLowerCase();
    if (word === 'true' || word === 'false') return word === 'true';
    if (word === 'null') return null;
    throw invalid(`expected a value, found '${token.text}' (texts stand in single quotes)`, token.at);
  }

  #name(): string {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== 'name')
      throw invalid(`expected a name, found ${token ? `'${token.text}'` : 'the end'}`, token?.at ?? this.#length);
    return token.text;
  }

  #mark(text: string): void {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== 'mark' || token.text !== text) {
      throw invalid(`expected '${text}', found ${token ? `'${token.text}'` : 'the end'}`, token?.at ?? this.#length);
    }
  }

  #isMark(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'mark' && token.text === text;
  }

  #isWord(word: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'name' && token.text.toLowerCase() === word;
  }

  #at(): number {
    return this.#tokens[this.#next]?.at ?? this.#length;
  }
}

const invalid = (problem: string, position: number): ApiError =>
  new ApiError('REQUEST_INVALID', `Invalid filter clause: ${problem} at position ${position}.`, {
    details: { position },
  });
