/**
 * Text to filter tree (RFC 7644 §3.4.2.2), by recursive descent: or ⊃ and ⊃ term. Beyond the RFC's grammar it reads
 * `emails[type eq "work"].value eq "x"`, which Microsoft Entra sends as a match query, as what it means:
 * `emails[type eq "work" and value eq "x"]`.
 */
import { ScimError } from '@drawbridge/base/errors';
import { withDefaults, type Limits } from '../limits.ts';
import { isAttributeName, readAttributePath, type AttributePath } from '../path/attribute-path.ts';
import { Lexer, type FilterErrorCode, type Token, type TokenKind } from './lexer.ts';
import { compareOperators, joinFilters, type CompareOperator, type Filter, type FilterLiteral } from './tree.ts';

const operators: ReadonlySet<string> = new Set(compareOperators);
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/**
 * Parses a filter.
 * @throws ScimError SCIM_INVALID_FILTER with the position, also when the filter is too long, too deep or has too many terms.
 */
export function parseFilter(text: string, limits?: Partial<Limits>): Filter {
  const all = withDefaults(limits);
  if (text.length > all.maxFilterLength) {
    throw new ScimError('SCIM_INVALID_FILTER', `The filter is longer than ${all.maxFilterLength} characters.`);
  }
  const parser = new FilterParser(text, 'SCIM_INVALID_FILTER', all);
  const filter = parser.readFilter();
  parser.expectEnd();
  return filter;
}

/** The parser of filters; `path/parse.ts` drives it too, for what stands in a path's brackets. */
export class FilterParser {
  readonly #lexer: Lexer;
  readonly #limits: Limits;
  #token: Token;
  #depth = 0;
  #terms = 0;
  #isInBrackets = false;

  constructor(text: string, code: FilterErrorCode, limits: Limits) {
    this.#lexer = new Lexer(text, code);
    this.#limits = limits;
    this.#token = this.#lexer.next();
  }

  readFilter(): Filter {
    const filters = [this.#readConjunction()];
    while (this.#isWord('or')) {
      this.#advance();
      filters.push(this.#readConjunction());
    }
    return joinFilters('or', filters);
  }

  readAttributePath(): AttributePath {
    const token = this.#token;
    const path = token.kind === 'word' ? readAttributePath(token.text) : undefined;
    if (path === undefined) throw this.#lexer.fail('an attribute name', token.start);
    this.#advance();
    return path;
  }

  /** `[filter]`, or undefined when no bracket stands here. */
  readBrackets(): Filter | undefined {
    if (this.#token.kind !== '[') return undefined;
    if (this.#isInBrackets) throw this.#lexer.fail('no brackets inside brackets', this.#token.start);
    this.#isInBrackets = true;
    const filter = this.#readEnclosed(']');
    this.#isInBrackets = false;
    return filter;
  }

  /** `.name` right behind a closing bracket, or undefined. */
  readSubName(): string | undefined {
    const token = this.#token;
    if (token.kind !== 'word' || !token.text.startsWith('.')) return undefined;
    const name = token.text.slice(1);
    if (!isAttributeName(name) || this.#lexer.text[token.start - 1] !== ']') {
      throw this.#lexer.fail('a sub-attribute right after "]."', token.start);
    }
    this.#advance();
    return name;
  }

  expectEnd(): void {
    if (this.#token.kind !== 'end') throw this.#lexer.fail('nothing more', this.#token.start);
  }

  #readConjunction(): Filter {
    const filters = [this.#readTerm()];
    while (this.#isWord('and')) {
      this.#advance();
      filters.push(this.#readTerm());
    }
    return joinFilters('and', filters);
  }

  #readTerm(): Filter {
    if (this.#is('(')) return this.#readEnclosed(')');
    if (this.#isWord('not')) {
      this.#advance();
      if (!this.#is('(')) throw this.#lexer.fail('"(" after not', this.#token.start);
      return { kind: 'not', filter: this.#readEnclosed(')') };
    }
    const path = this.readAttributePath();
    const inner = this.readBrackets();
    if (inner === undefined) return this.#readComparison(path);
    if (path.subName !== undefined) throw this.#lexer.fail('no sub-attribute before "["', this.#token.start);
    const subName = this.readSubName();
    if (subName === undefined) return { kind: 'valuePath', path, filter: inner };
    return { kind: 'valuePath', path, filter: joinFilters('and', [inner, this.#readComparison({ name: subName })]) };
  }

  #readComparison(path: AttributePath): Filter {
    this.#terms += 1;
    if (this.#terms > this.#limits.maxFilterTerms) {
      throw this.#lexer.fail(`at most ${this.#limits.maxFilterTerms} comparisons`, this.#token.start);
    }
    const { start } = this.#token;
    const word = this.#token.kind === 'word' ? this.#token.text.toLowerCase() : '';
    if (word === 'pr') {
      this.#advance();
      return { kind: 'present', path };
    }
    if (!operators.has(word)) throw this.#lexer.fail('an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr)', start);
    this.#advance();
    return { kind: 'compare', path, operator: word as CompareOperator, value: this.#readLiteral() };
  }

  #readLiteral(): FilterLiteral {
    const token = this.#token;
    const value = literalOf(token);
    if (value === undefined) throw this.#lexer.fail('a quoted string, a number, true, false or null', token.start);
    this.#advance();
    return value;
  }

  #readEnclosed(closing: ')' | ']'): Filter {
    this.#depth += 1;
    if (this.#depth > this.#limits.maxFilterDepth) {
      throw this.#lexer.fail(`at most ${this.#limits.maxFilterDepth} levels of nesting`, this.#token.start);
    }
    this.#advance();
    const filter = this.readFilter();
    if (this.#token.kind !== closing) throw this.#lexer.fail(`"${closing}"`, this.#token.start);
    this.#advance();
    this.#depth -= 1;
    return filter;
  }

  #is(kind: TokenKind): boolean {
    return this.#token.kind === kind;
  }

  #isWord(word: string): boolean {
    return this.#token.kind === 'word' && this.#token.text.toLowerCase() === word;
  }

  #advance(): void {
    this.#token = this.#lexer.next();
  }
}

function literalOf(token: Token): FilterLiteral | undefined {
  if (token.kind === 'string') return token.text;
  if (token.kind !== 'word') return undefined;
  switch (token.text.toLowerCase()) {
    case 'true':
      return true;
    case 'false':
      return false;
    case 'null':
      return null;
    default:
      return numberPattern.test(token.text) && Number.isFinite(Number(token.text)) ? Number(token.text) : undefined;
  }
}
