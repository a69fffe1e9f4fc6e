/**
 * A JSON body that every route can trust: not deeper than what is walked recursively later, no member that could reach a
 * prototype, no text that the database would refuse.
 */
import { ApiError } from '@drawbridge/base';

/** Expressions of a schema nest four levels for each function call. */
const maxDepth = 128;

/** Throws REQUEST_INVALID. */
export function readJson(text: string): unknown {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new ApiError('REQUEST_INVALID', 'The body is not valid JSON.', { cause });
  }
  check(document);
  return document;
}

/** Without recursion: the document may be nested a million levels deep. */
function check(document: unknown): void {
  const open: { value: unknown; depth: number }[] = [{ value: document, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === 'string') checkText(value);
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= maxDepth) throw invalid(`is nested deeper than ${maxDepth} levels`);
    if (Array.isArray(value)) {
      for (const element of value) open.push({ value: element, depth: depth + 1 });
      continue;
    }
    for (const [name, member] of Object.entries(value)) {
      if (name === '__proto__') throw invalid("has a member '__proto__', which is not allowed");
      checkText(name);
      open.push({ value: member, depth: depth + 1 });
    }
  }
}

function checkText(text: string): void {
  if (text.includes('\u0000')) throw invalid('holds the character U+0000, which is not allowed');
  if (!text.isWellFormed()) throw invalid('holds half of a surrogate pair, which is no character');
}

const invalid = (fact: string): ApiError => new ApiError('REQUEST_INVALID', `The body ${fact}.`);
