/**
 * Cuts the text of a filter or path into words, strings and brackets, one token at a time. A word is whatever has no
 * space, quote or bracket; the parser decides whether it is a name, an operator or a number.
 */
import { ScimError } from '@drawbridge/base/errors';

export type TokenKind = 'word' | 'string' | '(' | ')' | '[' | ']' | 'end';

export type Token = {
  readonly kind: TokenKind;
  /** The word, or the string without quotes and escapes. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
};

export type FilterErrorCode = 'SCIM_INVALID_FILTER' | 'SCIM_INVALID_PATH';

const spacePattern = /\s*/y;
const wordPattern = /[^\s"()[\]]+/y;
// Control characters are looked for on purpose: JSON forbids them raw in a string.
const needsJson = new RegExp('[\\\\\\u0000-\\u001f]');

export class Lexer {
  readonly text: string;
  readonly code: FilterErrorCode;
  #position = 0;

  constructor(text: string, code: FilterErrorCode) {
    this.text = text;
    this.code = code;
  }

  next(): Token {
    const start = this.#skipSpace();
    if (start >= this.text.length) return { kind: 'end', text: '', start, end: start };
    const character = this.text[start] as string;
    switch (character) {
      case '(':
      case ')':
      case '[':
      case ']':
        this.#position = start + 1;
        return { kind: character, text: character, start, end: start + 1 };
      case '"':
        return this.#string(start);
      default:
        return this.#word(start);
    }
  }

  /** An error that names the text's kind and the position, counted from 1. */
  fail(expected: string, at: number): ScimError {
    const what = this.code === 'SCIM_INVALID_FILTER' ? 'filter' : 'path';
    return new ScimError(this.code, `The ${what} is not valid at position ${at + 1}: expected ${expected}.`, {
      details: { position: at + 1 },
    });
  }

  #skipSpace(): number {
    spacePattern.lastIndex = this.#position;
    spacePattern.test(this.text);
    return spacePattern.lastIndex;
  }

  #word(start: number): Token {
    wordPattern.lastIndex = start;
    wordPattern.test(this.text);
    const end = wordPattern.lastIndex;
    this.#position = end;
    return { kind: 'word', text: this.text.slice(start, end), start, end };
  }

  #string(start: number): Token {
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    if (end >= this.text.length) throw this.fail('a closing quote', this.text.length);
    this.#position = end + 1;
    const raw = this.text.slice(start + 1, end);
    return { kind: 'string', text: needsJson.test(raw) ? this.#unescape(raw, start) : raw, start, end: end + 1 };
  }

  /** RFC 7644 §3.4.2.2: a string literal is a JSON string. */
  #unescape(raw: string, start: number): string {
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      throw this.fail('a string with JSON escapes', start);
    }
  }
}
