/**
 * `$search` of directory objects: `"displayName:ann" AND ("mail:ann" OR "description:team")`. Each clause is quoted and
 * names its property (https://learn.microsoft.com/graph/search-query-parameter).
 */
import { ApiError } from '@drawbridge/base';

export type Search =
  | { readonly kind: 'clause'; readonly property: string; readonly text: string }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Search[] };

const maxLength = 1_000;
const maxDepth = 8;
/** A lone clause is also read without its quotes. */
const word = /\s*(?:"(?<quoted>(?:[^"\\]|\\.)*)"|(?<mark>[()])|(?<join>AND|OR)(?![\w:])|(?<bare>[A-Za-z]+:[^\s"()]+))/y;

type Word = { readonly quoted?: string; readonly mark?: string; readonly join?: string; readonly bare?: string };

/** Throws REQUEST_INVALID. */
export function parseSearch(text: string): Search {
  if (text.length > maxLength) throw invalid(`it is longer than ${maxLength} characters`);
  const words: Word[] = [];
  const end = text.trimEnd().length;
  word.lastIndex = 0;
  while (word.lastIndex < end) {
    const at = word.lastIndex;
    const found = word.exec(text)?.groups;
    if (!found) throw invalid(`unexpected '${text.slice(at, at + 12).trim()}' at position ${at}`);
    words.push(found);
  }
  let next = 0;
  const either = (depth: number): Search => joined('OR', () => joined('AND', () => clause(depth)));
  const joined = (join: 'AND' | 'OR', operand: () => Search): Search => {
    const operands = [operand()];
    for (; words[next]?.join === join;) {
      next++;
      operands.push(operand());
    }
    return operands.length === 1 ? operands[0]! : { kind: join === 'AND' ? 'and' : 'or', operands };
  };
  const clause = (depth: number): Search => {
    if (depth > maxDepth) throw invalid(`it is nested deeper than ${maxDepth} levels`);
    const here = words[next++];
    if (here?.mark === '(') {
      const inner = either(depth + 1);
      if (words[next++]?.mark !== ')') throw invalid("a ')' is missing");
      return inner;
    }
    const given = here?.quoted?.replaceAll(/\\(.)/g, '$1') ?? here?.bare;
    const colon = given?.indexOf(':') ?? -1;
    if (given === undefined || colon < 1) throw invalid('a clause has the form "property:text"');
    const wanted = given.slice(colon + 1).trim();
    if (wanted === '') throw invalid('a clause has the form "property:text"');
    return { kind: 'clause', property: given.slice(0, colon).trim(), text: wanted };
  };
  const search = either(0);
  if (next < words.length) throw invalid('clauses are joined by AND or OR');
  return search;
}

/** As `search_words` of the database splits them: at spaces and punctuation, and where letters change case or meet digits. */
export function wordsOf(text: string): readonly string[] {
  const split = text.replaceAll(/([a-z](?=[A-Z0-9])|[A-Z](?=[0-9])|[0-9](?=[A-Za-z]))/g, '$1 ');
  return split.split(/[\u0001-/:-@[-`{-\u007f\u00a0\u2019\u3000]+/).filter((part) => part !== '');
}

const invalid = (problem: string): ApiError => new ApiError('REQUEST_INVALID', `Invalid $search: ${problem}.`);
