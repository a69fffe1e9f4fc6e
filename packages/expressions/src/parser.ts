/**
 * Parses the text of an expression. Names, arity and what else can be known without an object are checked here, so that
 * an expression that parses fails later only because of values.
 *
 *   expression := function | attribute | constant
 *   function   := Name "(" [ argument { "," argument } ] ")"
 *   argument   := blank | expression | expression ( "=" | "<>" | ">" | ">=" | "<" | "<=" ) expression
 *   attribute  := "[" name "]"
 *   constant   := '"' text '"' | number | "&H" hexadecimal | vbTextCompare | vbBinaryCompare
 */
import type { MappingError } from '@drawbridge/base/errors';
import { problemWithCall } from './bind-arguments.ts';
import { findFunction, unknownFunction } from './function-list.ts';
import { nextToken, type Token, type TokenKind } from './lexer.ts';
import { invalidAt } from './problems.ts';
import { maxNestingDepth, type Argument, type ComparisonOperator, type Expression } from './tree.ts';

/** Microsoft's limit. */
const defaultMaxLength = 10_000;
const barewords: ReadonlySet<string> = new Set(['vbTextCompare', 'vbBinaryCompare']);

export type ParseOptions = { readonly maxLength?: number | undefined };

/** Throws MappingError EXPRESSION_INVALID with details {position, line, column, expected}. */
export function parseExpression(text: string, options: ParseOptions = {}): Expression {
  const maxLength = options.maxLength ?? defaultMaxLength;
  if (text.length > maxLength) {
    throw invalidAt(text, maxLength, `the expression has ${text.length} characters`, `at most ${maxLength}`);
  }
  return new Parser(text).parse();
}

class Parser {
  readonly #text: string;
  #token: Token;

  constructor(text: string) {
    this.#text = text;
    this.#token = nextToken(text, 0);
  }

  parse(): Expression {
    const expression = this.#parseOperand(0);
    if (this.#token.kind === 'operator') throw this.#misplacedComparison();
    if (this.#token.kind !== 'end') throw this.#unexpected('the end of the expression');
    return expression;
  }

  #advance(): Token {
    const token = this.#token;
    this.#token = nextToken(this.#text, token.end);
    return token;
  }

  #parseOperand(depth: number): Expression {
    switch (this.#token.kind) {
      case 'attribute':
        return { kind: 'attribute', name: this.#advance().text };
      case 'string':
        return { kind: 'constant', value: this.#advance().text, quoted: true };
      case 'number':
        return { kind: 'constant', value: this.#advance().text, quoted: false };
      case 'name':
        return this.#parseName(depth);
      default:
        throw this.#unexpected('a function, [attribute], "text" or number');
    }
  }

  #parseName(depth: number): Expression {
    const name = this.#advance();
    if (this.#token.kind === '(') return this.#parseCall(name, depth);
    if (barewords.has(name.text)) return { kind: 'constant', value: name.text, quoted: false };
    const expected = findFunction(name.text)
      ? 'an opening parenthesis after it'
      : '[attribute] in brackets or "text" in quotes';
    throw this.#invalid(name, `${name.text} stands alone`, expected);
  }

  #parseCall(name: Token, depth: number): Expression {
    const definition = findFunction(name.text);
    if (!definition) throw this.#invalid(name, unknownFunction(name.text), 'the name of a function');
    if (depth >= maxNestingDepth) {
      throw this.#invalid(name, 'functions are nested too deeply', `at most ${maxNestingDepth} levels`);
    }
    if (definition.isTopLevelOnly && depth > 0) {
      throw this.#invalid(name, `${name.text} is inside another function`, `${name.text} outermost`);
    }
    const args = this.#parseArguments(definition.takesCondition ?? false, depth);
    const problem = problemWithCall(definition, args);
    if (problem !== undefined) {
      const signature = definition.parameters.map((parameter) => parameter.name).join(', ');
      throw this.#invalid(name, problem, `${name.text}(${signature})`);
    }
    return { kind: 'call', name: name.text, arguments: args };
  }

  /** From the opening parenthesis to the closing one. A blank is an argument, except between `()`. */
  #parseArguments(takesCondition: boolean | 'everywhere', depth: number): Argument[] {
    this.#advance();
    const args: Argument[] = [];
    if (this.#take(')')) return args;
    for (;;) {
      args.push(
        this.#parseArgument(takesCondition === 'everywhere' || (takesCondition && args.length === 0), depth + 1),
      );
      if (this.#take(')')) return args;
      if (this.#take(',')) continue;
      if (this.#token.kind === 'operator') throw this.#misplacedComparison();
      throw this.#unexpected('a comma or a closing parenthesis');
    }
  }

  #parseArgument(mayCompare: boolean, depth: number): Argument {
    if (this.#token.kind === ',' || this.#token.kind === ')') return { kind: 'empty' };
    const left = this.#parseOperand(depth);
    if (!mayCompare || this.#token.kind !== 'operator') return left;
    const operator = this.#advance().text as ComparisonOperator;
    return { kind: 'comparison', operator, left, right: this.#parseOperand(depth) };
  }

  #take(kind: TokenKind): boolean {
    const isHere = this.#token.kind === kind;
    if (isHere) this.#advance();
    return isHere;
  }

  #misplacedComparison(): MappingError {
    const problem = `a comparison (${this.#token.text}) cannot stand here`;
    return this.#invalid(this.#token, problem, 'one comparison, as the first argument of IIF or CBool');
  }

  #unexpected(expected: string): MappingError {
    const { kind, position, end } = this.#token;
    const written = this.#text.slice(position, Math.min(end, position + 30));
    return this.#invalid(
      this.#token,
      kind === 'end' ? 'the expression ends early' : `${written} cannot stand here`,
      expected,
    );
  }

  #invalid(token: Token, problem: string, expected: string): MappingError {
    return invalidAt(this.#text, token.position, problem, expected);
  }
}
