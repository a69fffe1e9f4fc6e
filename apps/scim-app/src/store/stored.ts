/** What the stores hand out: a document as it was given, and what the server itself knows about it. */
import type { ScimObject } from '@drawbridge/scim';

export type Stored = {
  readonly id: string;
  /** Grows by one with each change; the ETag is made of it. */
  readonly version: number;
  readonly created: Date;
  readonly modified: Date;
  /** Without `id`, `meta`, `groups` and `members`. */
  readonly resource: ScimObject;
};

export type GroupOfUser = { readonly value: string; readonly display: string };
export type StoredUser = Stored & {
  /** The groups that have this user as a direct member; undefined when they were not asked for. */
  readonly groups?: readonly GroupOfUser[];
};

export type Member = { readonly value: string; readonly type: 'User' | 'Group'; readonly display?: string };
export type StoredGroup = Stored & {
  /** Undefined when they were not asked for. */
  readonly members?: readonly Member[];
};
