/**
 * A compiled .NET pattern and what Replace does with it: replace matches by a replacement pattern, replace what one
 * group matched, or give what one group matched.
 */
import { maxTextLength } from '../value.ts';
import { assemble, type Program } from './assemble.ts';
import { findMatch, maxSteps, type Budget, type Match } from './match.ts';
import { parsePattern } from './parse.ts';
import { groupIndex, PatternProblem } from './syntax.ts';

const maxPatternLength = 2_000;

/** Thrown when a replacement would make more than `maxTextLength` characters. */
export class ResultTooLong extends Error {}

export class Regex {
  readonly #program: Program;

  /** Throws PatternProblem. */
  constructor(pattern: string) {
    if (pattern.length > maxPatternLength) {
      throw new PatternProblem(`the regular expression is longer than ${maxPatternLength} characters`);
    }
    this.#program = assemble(parsePattern(pattern));
  }

  hasGroup(name: string): boolean {
    return groupIndex(this.#program.groups, name) >= 0;
  }

  /** Whether the pattern is found anywhere in the text, within `steps` of work. Throws StepsExhausted. */
  isMatch(text: string, steps: number): boolean {
    return findMatch(this.#program, text, 0, { steps }) !== undefined;
  }

  /** .NET's Regex.Replace. Throws StepsExhausted, as all below. */
  replace(text: string, replacement: Replacement): string {
    return this.#rewrite(text, (match) => [
      match[0] as number,
      match[1] as number,
      replacement.expand(this, text, match),
    ]);
  }

  /** Replaces the text of one group, literally; the rest of each match stays. */
  replaceGroup(text: string, group: string, literal: string): string {
    return this.#rewrite(text, (match) => {
      const [start, end] = this.span(match, group) ?? [0, -1];
      return end < start ? undefined : [start, end, literal];
    });
  }

  /** The text of one group in the first match; undefined without a match, or when the group took no part. */
  group(text: string, group: string): string | undefined {
    const match = findMatch(this.#program, text, 0, { steps: maxSteps });
    const span = match && this.span(match, group);
    return span && text.slice(span[0], span[1]);
  }

  span(match: Match, group: string): readonly [number, number] | undefined {
    const index = groupIndex(this.#program.groups, group);
    const start = match[index * 2];
    const end = match[index * 2 + 1];
    return start === undefined || end === undefined || start < 0 || end < start ? undefined : [start, end];
  }

  /** The text of the group with the highest number ($+). */
  lastGroup(text: string, match: Match): string {
    const span = this.span(match, this.#program.groups.at(-1) ?? '0');
    return span ? text.slice(span[0], span[1]) : '';
  }

  #rewrite(text: string, edit: (match: Match) => readonly [number, number, string] | undefined): string {
    const budget: Budget = { steps: maxSteps };
    let result = '';
    let copied = 0;
    for (let from = 0; from <= text.length;) {
      const match = findMatch(this.#program, text, from, budget);
      if (!match) break;
      const change = edit(match);
      // a group inside a lookaround may lie in text that is already rewritten
      if (change && change[0] >= copied) {
        result += text.slice(copied, change[0]) + change[2];
        copied = change[1];
        if (result.length > maxTextLength) throw new ResultTooLong();
      }
      const end = match[1] as number;
      from = end > (match[0] as number) ? end : end + 1;
    }
    return result + text.slice(copied);
  }
}

type Part =
  string | { readonly written: string; readonly group: string } | { readonly whole: '&' | '`' | "'" | '_' | '+' };

/** A .NET replacement pattern: $1, ${name}, $$, $&, $`, $', $_ and $+. What names no group stands for itself. */
export class Replacement {
  readonly #parts: readonly Part[];

  constructor(text: string) {
    const parts: Part[] = [];
    let copied = 0;
    for (const found of text.matchAll(/\$(?:(\$)|(\d+)|\{(\w+)\}|([&`'_+]))/g)) {
      parts.push(text.slice(copied, found.index));
      copied = found.index + found[0].length;
      const group = found[2] === undefined ? found[3] : String(Number(found[2]));
      if (found[1]) parts.push('$');
      else if (group !== undefined) parts.push({ written: found[0], group });
      else parts.push({ whole: found[4] as '&' });
    }
    this.#parts = [...parts, text.slice(copied)].filter((part) => part !== '');
  }

  expand(regex: Regex, text: string, match: Match): string {
    let result = '';
    for (const part of this.#parts) {
      result += typeof part === 'string' ? part : expandPart(part, regex, text, match);
      if (result.length > maxTextLength) throw new ResultTooLong();
    }
    return result;
  }
}

function expandPart(part: Exclude<Part, string>, regex: Regex, text: string, match: Match): string {
  const [start, end] = [match[0] as number, match[1] as number];
  if ('group' in part) {
    if (!regex.hasGroup(part.group)) return part.written;
    const span = regex.span(match, part.group);
    return span ? text.slice(span[0], span[1]) : '';
  }
  switch (part.whole) {
    case '&':
      return text.slice(start, end);
    case '`':
      return text.slice(0, start);
    case "'":
      return text.slice(end);
    case '_':
      return text;
    case '+':
      return regex.lastGroup(text, match);
  }
}
