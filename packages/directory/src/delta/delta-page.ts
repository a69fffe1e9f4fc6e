/**
 * A delta query (https://learn.microsoft.com/graph/delta-query-overview): first everything there is, page by page, then
 * what changed since the first page was asked for. A place is plain data; the API makes a token of it.
 */
import type { MemberReference } from '../membership.ts';
import type { AnyObject, ObjectKind } from '../object.ts';

export type DeltaRelation = 'members' | 'owners' | 'manager';

export type DeltaQuery = {
  readonly kinds: readonly ObjectKind[];
  /** Stored names: changes of other properties do not count. Absent: all count. */
  readonly select?: readonly string[] | undefined;
  /** Only these objects. */
  readonly ids?: readonly string[] | undefined;
  /** `members` and `owners` of groups, `manager` of users. */
  readonly relations: readonly DeltaRelation[];
};

export type DeltaPlace =
  | {
      readonly phase: 'all';
      /** Of the feed when the first page was asked for. */
      readonly position: string;
      readonly kind: ObjectKind;
      readonly after?: string | undefined;
      /** A group with more members than one page takes, and the last one told. */
      readonly group?: { readonly id: string; readonly after: string } | undefined;
    }
  | { readonly phase: 'changes'; readonly position: string };

/** Something that the object refers to; `removed`: no longer. */
export type DeltaLink = MemberReference & { readonly removed?: boolean };

export type DeltaItem = {
  readonly kind: ObjectKind;
  readonly id: string;
  /** Absent when only links are told, or it is removed. */
  readonly found?: AnyObject;
  /** Stored names of what changed; absent: everything may have. */
  readonly changed?: ReadonlySet<string>;
  /** `changed`: in the recycle bin. `deleted`: gone for good. */
  readonly removed?: 'changed' | 'deleted';
  readonly links: Readonly<Partial<Record<DeltaRelation, readonly DeltaLink[]>>>;
};

/** `isComplete`: nothing more for now; `next` is where later changes begin. */
export type DeltaPage = {
  readonly items: readonly DeltaItem[];
  readonly next: DeltaPlace;
  readonly isComplete: boolean;
};
