/**
 * The rule of a dynamic group, `user.department -eq "Sales" -and user.accountEnabled -eq true`, in the language of
 * Microsoft Entra ID (https://learn.microsoft.com/entra/identity/users/groups-dynamic-membership).
 *
 *   text ─ tokens.ts ─► Token[] ─ parse.ts ─► RuleNode ─ predicate.ts ─► whether a user is in
 */
import type { Property } from '../property.ts';

/** Without the negated ones: the parser writes `-ne` as not `-eq`. */
export type RuleOperator = 'eq' | 'startsWith' | 'contains' | 'match' | 'in' | 'ge' | 'le';

export type RuleValue = string | boolean | null;

/** What a rule reads of a user: a property of the table, an extension property, the id, or the first business phone. */
export type RuleProperty = {
  /** As it was written. */
  readonly written: string;
  /** The stored property whose change may change the answer; `id` never changes. */
  readonly stored: string;
  readonly type: Property['type'] | 'extension';
  /** Only the first value of a list counts. */
  readonly first?: boolean;
};

export type Comparison = {
  readonly kind: 'compare';
  readonly property: RuleProperty;
  readonly operator: RuleOperator;
  readonly values: readonly RuleValue[];
};

export type RuleNode =
  | Comparison
  /** A condition on the elements of a list: `user.proxyAddresses -any (_ -startsWith "SMTP:")`. */
  | {
      readonly kind: 'any' | 'all';
      readonly property: RuleProperty;
      readonly condition: RuleNode;
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly RuleNode[] }
  | { readonly kind: 'not'; readonly operand: RuleNode };
