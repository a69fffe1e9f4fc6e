/**
 * Cuts the text of an expression into tokens, one at a time as the parser asks.
 */
import { invalidAt } from './problems.ts';

export type TokenKind = 'name' | 'number' | 'string' | 'attribute' | 'operator' | '(' | ')' | ',' | 'end';
/** `text` is the value: a string without its quotes and escapes, an attribute without its brackets. */
export type Token = {
  readonly kind: TokenKind;
  readonly text: string;
  readonly position: number;
  readonly end: number;
};

const blank = /\s*/y;
const name = /[A-Za-z_][A-Za-z0-9_]*/y;
const number = /-?\d+|&[Hh][0-9A-Fa-f]+/y;
const operator = /<>|>=|<=|[=<>]/y;

/** The token at or after `offset`; throws EXPRESSION_INVALID. */
export function nextToken(text: string, offset: number): Token {
  const position = matchAt(blank, text, offset)?.end ?? offset;
  const first = text[position];
  if (first === undefined) return { kind: 'end', text: '', position, end: position };
  if (first === '(' || first === ')' || first === ',') return { kind: first, text: first, position, end: position + 1 };
  if (first === '"') return readString(text, position);
  if (first === '[') return readAttributeName(text, position);
  for (const [kind, pattern] of [
    ['name', name],
    ['number', number],
    ['operator', operator],
  ] as const) {
    const found = matchAt(pattern, text, position);
    if (found) return { kind, text: found.text, position, end: found.end };
  }
  const isCurlyQuote = /[\u2018-\u201f\u00ab\u00bb']/.test(first);
  throw invalidAt(
    text,
    position,
    `${JSON.stringify(String.fromCodePoint(text.codePointAt(position) ?? 0))} has no meaning here`,
    isCurlyQuote ? 'straight double quotes (") around text' : 'a function, [attribute], "text" or number',
  );
}

function matchAt(pattern: RegExp, text: string, position: number): { text: string; end: number } | undefined {
  pattern.lastIndex = position;
  const found = pattern.exec(text);
  return found ? { text: found[0], end: position + found[0].length } : undefined;
}

/** A backslash escapes a quote and a backslash; before anything else it stands for itself, as in `"\d"`. */
function readString(text: string, position: number): Token {
  let value = '';
  let from = position + 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '"') {
      return { kind: 'string', text: value + text.slice(from, at), position, end: at + 1 };
    }
    if (text[at] === '\\' && (text[at + 1] === '"' || text[at + 1] === '\\')) {
      value += text.slice(from, at);
      from = at + 1;
      at++;
    }
  }
  throw invalidAt(text, position, 'the text that starts here does not end', 'a closing double quote (")');
}

/** Brackets inside a name must pair up: `[emails[type eq "work"].value]`. */
function readAttributeName(text: string, position: number): Token {
  let depth = 0;
  for (let at = position; at < text.length; at++) {
    if (text[at] === '[') depth++;
    if (text[at] === ']') depth--;
    if (depth > 0) continue;
    const attribute = text.slice(position + 1, at).trim();
    if (attribute === '') throw invalidAt(text, position + 1, 'the brackets are empty', 'the name of an attribute');
    return { kind: 'attribute', text: attribute, position, end: at + 1 };
  }
  throw invalidAt(text, position, 'the attribute that starts here does not end', 'a closing bracket (])');
}

/** What an editor shows: `unknown` is a character that has no meaning where it stands. */
export type ShownToken = Omit<Token, 'kind'> & { readonly kind: TokenKind | 'unknown' };

/** Every token of a text that may be half written, without the end. What does not end goes to the end. Never throws. */
export function tokensOf(text: string): readonly ShownToken[] {
  const tokens: ShownToken[] = [];
  for (let offset = 0; ;) {
    const token = shownToken(text, offset);
    if (token.kind === 'end') return tokens;
    tokens.push(token);
    offset = token.end;
  }
}

function shownToken(text: string, offset: number): ShownToken {
  try {
    return nextToken(text, offset);
  } catch {
    const position = matchAt(blank, text, offset)?.end ?? offset;
    const first = String.fromCodePoint(text.codePointAt(position) ?? 0);
    if (first === '"') return { kind: 'string', text: text.slice(position + 1), position, end: text.length };
    if (first !== '[') return { kind: 'unknown', text: first, position, end: position + first.length };
    const closing = text.indexOf(']', position);
    const end = closing < 0 ? text.length : closing + 1;
    return { kind: 'attribute', text: text.slice(position + 1, closing < 0 ? end : closing).trim(), position, end };
  }
}

/** Whether a name, put between brackets, reads back as the same name. */
export function isAttributeName(attribute: string): boolean {
  try {
    const token = nextToken(`[${attribute}]`, 0);
    return token.text === attribute && token.end === attribute.length + 2;
  } catch {
    return false; // the only thing thrown is EXPRESSION_INVALID, which is the answer
  }
}
