/**
 * Regular expressions of scoping filters, written by an administrator for .NET and run here on every object. What could
 * take exponential time is refused when the filter is compiled, and the text tested is bounded.
 */
import { MappingError } from '@drawbridge/base';

const maxPatternLength = 1_000;
const maxTextLength = 1_024;

/** A test with search semantics; use ^…$ to match the whole value. Throws MappingError MAPPING_BROKEN. */
export function compilePattern(pattern: string): (text: string) => boolean {
  if (pattern.length > maxPatternLength) throw refused(pattern, `is longer than ${maxPatternLength} characters`);
  if (repeatsWhatRepeats(pattern)) throw refused(pattern, 'repeats a group that itself repeats, such as (a+)+');
  const { source, flags } = withoutInlineOptions(pattern);
  let expression: RegExp;
  try {
    expression = new RegExp(source, flags);
  } catch (cause) {
    throw refused(pattern, `cannot be read: ${(cause as Error).message}`, cause);
  }
  return (text) => expression.test(text.length > maxTextLength ? text.slice(0, maxTextLength) : text);
}

/** .NET writes options at the front, `(?i)…`; JavaScript takes them as flags. */
function withoutInlineOptions(pattern: string): { source: string; flags: string } {
  const options = /^\(\?([ims]+)\)/.exec(pattern);
  return options
    ? { source: pattern.slice(options[0].length), flags: `u${[...new Set(options[1])].join('')}` }
    : { source: pattern, flags: 'u' };
}

/**
 * Whether a quantifier without an upper bound stands on a group that holds another one, or an alternation: the shape of
 * patterns that backtrack without end. Refuses a few harmless ones too, which is the price.
 */
function repeatsWhatRepeats(pattern: string): boolean {
  const open: { repeats: boolean }[] = [];
  let closed: { repeats: boolean } | undefined;
  let isInClass = false;
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index]!;
    const group = closed;
    closed = undefined;
    if (character === '\\') index++;
    else if (isInClass) isInClass = character !== ']';
    else if (character === '[') isInClass = true;
    else if (character === '(') open.push({ repeats: false });
    else if (character === '|') markLast(open);
    else if (character === ')') {
      closed = open.pop();
      if (closed?.repeats) markLast(open);
    } else if (isUnbounded(pattern, index)) {
      if (group?.repeats) return true;
      markLast(open);
    } else if (character === '{') markLast(open);
  }
  return false;
}

function markLast(open: readonly { repeats: boolean }[]): void {
  const last = open.at(-1);
  if (last) last.repeats = true;
}

const isUnbounded = (pattern: string, index: number): boolean =>
  pattern[index] === '*' || pattern[index] === '+' || /^\{\d+,(?:\}|\d{3,}\})/.test(pattern.slice(index, index + 12));

const refused = (pattern: string, fact: string, cause?: unknown): MappingError =>
  new MappingError('MAPPING_BROKEN', `The regular expression "${pattern}" of a scoping filter ${fact}.`, { cause });
