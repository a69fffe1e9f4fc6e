/** Who is directly in which group. A member is a user, another group, or a service principal. */
import type { ObjectKind } from './object.ts';

export type Membership = { readonly groupId: string; readonly memberId: string };

export const memberKinds = ['User', 'Group', 'ServicePrincipal'] as const satisfies readonly ObjectKind[];
export type MemberKind = (typeof memberKinds)[number];

/** A member, by id and kind; the object itself is read apart. */
export type MemberReference = { readonly id: string; readonly kind: MemberKind };

/** What became of the memberships that were asked for. */
export type MembershipOutcome = {
  readonly added: readonly Membership[];
  /** Group or member does not exist, or is in the recycle bin. */
  readonly missing: readonly Membership[];
  readonly existing: readonly Membership[];
};
