/** An assignment of a person, group or service principal to an application (its service principal), with a role. */
import type { MemberKind } from './membership.ts';

export type AppRoleAssignment = {
  /** Opaque, stable, url-safe. */
  readonly id: string;
  readonly principalId: string;
  readonly principalType: MemberKind;
  readonly principalDisplayName: string;
  readonly resourceId: string;
  readonly resourceDisplayName: string;
  readonly appRoleId: string;
  readonly createdDateTime: string;
};

export type NewAssignment = {
  readonly id: string;
  readonly principalId: string;
  readonly principalType: MemberKind;
  readonly resourceId: string;
  readonly appRoleId: string;
  readonly createdAt: Date;
};

/** Exactly one of the two is given. */
export type AssignmentQuery = {
  readonly resourceId?: string | undefined;
  readonly principalId?: string | undefined;
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};
