/**
 * The change feed. Every write leaves its changes in the same transaction. The order is (transaction id, sequence), and
 * readers stop before the oldest transaction that still runs: what a slow transaction changed is found after it
 * committed, never skipped. A position is `transaction.sequence`: everything up to and including it has been read.
 */
import { DirectoryError } from '@drawbridge/base';
import type { ObjectKind } from './object.ts';
import type { MemberKind } from './membership.ts';

/**
 * - `object`          created, changed, soft-deleted or restored; when the manager changed, `relatedId` is the former one
 * - `purged`          gone for good
 * - `scope`           assigned to or unassigned from the application `resourceId`, directly or through a group
 * - `member-added`, `member-removed`   `relatedId` came into or left the group
 * - `owner-added`, `owner-removed`     `relatedId` owns the group, or no longer
 */
export const changeKinds = [
  'object',
  'purged',
  'scope',
  'member-added',
  'member-removed',
  'owner-added',
  'owner-removed',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

export type Change = {
  readonly kind: ChangeKind;
  readonly objectType: ObjectKind;
  readonly objectId: string;
  readonly relatedType?: MemberKind;
  readonly relatedId?: string;
  readonly resourceId?: string;
  /** Of an `object`: what changed, by stored name. Absent when it was created, deleted or restored. */
  readonly properties?: readonly string[];
  /** When its transaction began. */
  readonly at: Date;
  readonly position: string;
};

export type FeedPlace = { readonly xid: string; readonly seq: string };

const pattern = /^(\d{1,20})\.(\d{1,19})$/;

/** Throws DirectoryError PAGE_TOKEN_INVALID. */
export function readPosition(position: string): FeedPlace {
  const [, xid, seq] = pattern.exec(position) ?? [];
  if (xid === undefined || seq === undefined || BigInt(xid) >= 2n ** 64n || BigInt(seq) >= 2n ** 63n) {
    throw new DirectoryError('PAGE_TOKEN_INVALID', `'${position.slice(0, 64)}' is not a position of the change feed.`);
  }
  return { xid, seq };
}

export const writePosition = ({ xid, seq }: FeedPlace): string => `${xid}.${seq}`;
