/**
 * The tree of a .NET regular expression. Why not the platform's RegExp: patterns are untrusted, RegExp can run for
 * hours on a bad one and cannot be stopped, and it differs from .NET in what \d, \w, \b, $ and inline options mean.
 *
 *   text ─ parse.ts ─► Node ─ assemble.ts ─► Instruction[] ─ match.ts ─► spans ─ replace.ts ─► text
 */

/** Whether a UTF-16 unit is matched; .NET matches units, not code points. */
export type UnitTest = (unit: number) => boolean;

export type Assertion = 'start' | 'end' | 'endOrLastNewline' | 'lineStart' | 'lineEnd' | 'wordEdge' | 'noWordEdge';

export type Node =
  | { readonly kind: 'unit'; readonly test: UnitTest }
  | { readonly kind: 'sequence'; readonly items: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'capture'; readonly group: string; readonly body: Node }
  | {
      readonly kind: 'repeat';
      readonly body: Node;
      readonly min: number;
      readonly max: number;
      readonly greedy: boolean;
    }
  | { readonly kind: 'look'; readonly body: Node; readonly ahead: boolean; readonly negated: boolean }
  | { readonly kind: 'atomic'; readonly body: Node }
  | { readonly kind: 'backreference'; readonly group: string; readonly ignoreCase: boolean }
  | { readonly kind: 'assertion'; readonly assertion: Assertion };

/** Groups in .NET's order: 0, then those without a name, then those with one. A name may stand for several places. */
export type ParsedPattern = { readonly root: Node; readonly groups: readonly string[] };

/** The place in `groups` of a name or number; a named group also has a number. -1 when there is no such group. */
export function groupIndex(groups: readonly string[], reference: string): number {
  const named = groups.indexOf(reference);
  if (named >= 0 || !/^\d{1,4}$/.test(reference)) return named;
  const number = Number(reference);
  return /^\d/.test(groups[number] ?? '0') ? -1 : number;
}

/** Says why a pattern cannot be used. Internal; Replace names itself around it. */
export class PatternProblem extends Error {}
