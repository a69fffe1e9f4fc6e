/** The words of an OData expression (OData ABNF: primitive literals, identifiers, parentheses), each with its position. */
import { ApiError } from '@drawbridge/base';

export type Token = {
  readonly kind: 'string' | 'date' | 'guid' | 'number' | 'name' | 'mark';
  readonly text: string;
  readonly at: number;
};

const tokenPattern =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<date>\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2})?)?)(?![\w-])|(?<guid>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?![\w-])|(?<number>-?\d+(?:\.\d+)?)(?![\w.])|(?<name>[A-Za-z_][\w./-]*)|(?<mark>[(),:]))/iy;

/** Throws REQUEST_INVALID with the position of what is no word. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < end) {
    const at = tokenPattern.lastIndex + leadingSpace(text, tokenPattern.lastIndex);
    const match = tokenPattern.exec(text);
    if (!match?.groups) throw invalidFilter(`unexpected '${text.slice(at, at + 12).trim()}'`, at);
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

export const invalidFilter = (problem: string, position: number): ApiError =>
  new ApiError('REQUEST_INVALID', `Invalid filter clause: ${problem} at position ${position}.`, {
    details: { position },
  });
