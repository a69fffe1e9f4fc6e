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

/** Of one application, of one principal, or both. */
export type AssignmentChoice = {
  readonly resourceId?: string | undefined;
  readonly principalId?: string | undefined;
  /** Of any of these. */
  readonly principalIds?: readonly string[] | undefined;
  readonly principalType?: MemberKind | undefined;
  /** How the principal's name begins, without case. */
  readonly principalNamePrefix?: string | undefined;
};

export type AssignmentQuery = AssignmentChoice & {
  /** Id of the last one of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
};
