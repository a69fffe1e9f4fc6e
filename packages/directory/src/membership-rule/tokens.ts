/** A membership rule cut into tokens, each with its position, for errors that point. */
import { DirectoryError } from '@drawbridge/base';

export type Token = {
  readonly kind: 'word' | 'text' | 'punctuation' | 'end';
  /** Of a text: what stands between the quotes, escapes resolved. */
  readonly text: string;
  /** Characters before it. */
  readonly at: number;
};

export const maxRuleLength = 3072;

/** Throws OBJECT_INVALID. `at` counts characters from 0; people count from 1. */
export const ruleProblem = (at: number, problem: string): DirectoryError =>
  new DirectoryError(
    'OBJECT_INVALID',
    `Invalid value specified for property 'membershipRule' of resource 'Group': at character ${at + 1}, ${problem}.`,
    { details: { property: 'membershipRule', position: at + 1 } },
  );

const space = /\s*/y;
// `-eq`, `user.department`, `true`, `$null`, `_`, a bare number or date.
const word = /[-$\w][\w.:+-]*/y;
const punctuation = '()[],';

/** Throws OBJECT_INVALID. */
export function toTokens(rule: string): readonly Token[] {
  if (rule.length > maxRuleLength)
    throw ruleProblem(maxRuleLength, `the rule is longer than ${maxRuleLength} characters`);
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    at += space.exec(rule)?.[0].length ?? 0;
    const start = at;
    const unit = rule[at];
    if (unit === undefined) return [...tokens, { kind: 'end', text: '', at }];
    if (punctuation.includes(unit)) {
      tokens.push({ kind: 'punctuation', text: unit, at: start });
      at += 1;
    } else if (unit === '"' || unit === "'") {
      const { text, end } = readText(rule, start, unit);
      tokens.push({ kind: 'text', text, at: start });
      at = end;
    } else {
      word.lastIndex = at;
      const found = word.exec(rule)?.[0];
      if (found === undefined) throw ruleProblem(at, `'${[...rule.slice(at, at + 2)][0] ?? ''}' has no meaning here`);
      tokens.push({ kind: 'word', text: found, at: start });
      at += found.length;
    }
  }
}

/** A backtick takes the next character as it is. */
function readText(rule: string, start: number, quote: string): { text: string; end: number } {
  let text = '';
  for (let at = start + 1; at < rule.length; at++) {
    const unit = rule[at] as string;
    if (unit === quote) return { text, end: at + 1 };
    if (unit === '`' && at + 1 < rule.length) at += 1;
    text += rule[at];
  }
  throw ruleProblem(start, 'a text begins that has no end');
}
