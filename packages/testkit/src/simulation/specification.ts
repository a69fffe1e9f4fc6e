/**
 * What should be, said without the engine: who is to have an account, and how it is to look. Written from the decision
 * table, in the plainest words, so that a mistake of the engine is not repeated here.
 */
import type { ScopeMode, SourceObject } from '@drawbridge/engine';

/**
 * - `wanted`    an account that may be used
 * - `suspended` still ours, and may not be used: disabled or in the recycle bin
 * - `outside`   not for this application
 * - `gone`      removed for good, or never there
 */
export type Standing = 'wanted' | 'suspended' | 'outside' | 'gone';

export type Rules = {
  readonly mode: ScopeMode;
  /** The scoping filter: only this department. */
  readonly department: string | undefined;
  /** Which of two mappings of the title is in force. */
  readonly variant: number;
};

export function standingOf(object: SourceObject | undefined, rules: Rules): Standing {
  if (!object) return 'gone';
  const isInScope =
    (rules.mode === 'all' || object.assigned) &&
    (object.type === 'Group' ||
      rules.department === undefined ||
      object.attributes.get('department') === rules.department);
  if (!isInScope) return 'outside';
  return object.state === 'active' ? 'wanted' : 'suspended';
}

/** What the account's title should be; undefined when nothing is said about it, because empty values do not flow. */
export function titleOf(object: SourceObject, { variant }: Rules): string | undefined {
  const title = object.attributes.get('jobTitle');
  if (typeof title !== 'string' || title === '') return undefined;
  return variant === 1 ? `${title}!` : title;
}
