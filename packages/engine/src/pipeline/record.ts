/**
 * What is known of a record after each step. Every step takes one of these and returns the next, so that its input and
 * output are its signature.
 *
 *   SourcedRecord ─scope▶ ScopedRecord ─map▶ MappedRecord ─match▶ MatchedRecord ─decide▶ DecidedRecord
 *                 ─export▶ ExportedRecord ─settle▶ Settlement
 */
import type { PatchOperation, ScimObject } from '@drawbridge/scim';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { WantedValue } from '../mapping/evaluate.ts';
import type { ModifiedProperty, ProvisioningLogRecord } from '../log/record.ts';
import type { Link, LinkState } from '../ports/link-store.ts';
import type { ObjectType, SourceObject } from '../ports/source.ts';
import type { ScopeVerdict } from '../scoping/assignment.ts';
import type { Course, SkipReason } from '../vocabulary.ts';
import type { Leaving } from './leaving.ts';
import type { Trail } from './trail.ts';

/**
 * Why the record is looked at: `listed` by a walk over everything, `changed` in the source, `retried` from escrow, `due`
 * because a deletion was approved or its day has come, `requested` by a person.
 */
export type Cause = 'listed' | 'changed' | 'retried' | 'due' | 'requested';

export type SourcedRecord = {
  readonly type: ObjectType;
  readonly id: string;
  readonly displayName: string;
  readonly principalName: string | undefined;
  /** Undefined when the source has no such object any more. */
  readonly object: SourceObject | undefined;
  readonly link: Link | undefined;
  readonly cause: Cause;
  /** When it changed in the source; undefined when nothing says so. */
  readonly changedAt?: Date | undefined;
  readonly trail: Trail;
};

export type ScopedRecord = SourcedRecord & {
  /** How its type is mapped; undefined when it is not. */
  readonly rule: CompiledObject | undefined;
  /** Undefined when the object is gone. */
  readonly scope: ScopeVerdict | undefined;
  readonly course: Course;
  /** Of a course that takes the account away: why, and how. */
  readonly leaving: Leaving | undefined;
};

export type MappedRecord = ScopedRecord & {
  readonly wanted: readonly WantedValue[];
  /** The matching attributes that have a value, the first tried first; empty when the record is linked. */
  readonly matchValues: readonly MatchValue[];
};

export type MatchValue = { readonly target: string; readonly value: string | number | boolean };

export type MatchedRecord = MappedRecord & {
  /** The resource as the target has it; undefined when there is none, or when it need not be known. */
  readonly existing: ScimObject | undefined;
  readonly targetId: string | undefined;
};

export type Decision =
  | { readonly kind: 'create'; readonly resource: ScimObject; readonly modified: readonly ModifiedProperty[] }
  | {
      readonly kind: 'update' | 'disable';
      readonly targetId: string;
      readonly operations: readonly PatchOperation[];
      readonly modified: readonly ModifiedProperty[];
      /** The value that `active` will have; undefined when it is not known or not mapped. */
      readonly active: boolean | undefined;
      readonly linkState: LinkState;
    }
  | {
      readonly kind: 'delete';
      readonly targetId: string;
      /** Sent before the account is deleted. */
      readonly farewell: readonly PatchOperation[];
      readonly modified: readonly ModifiedProperty[];
    }
  | {
      readonly kind: 'none';
      readonly reason: SkipReason;
      /** What becomes of the link all the same. */
      readonly link: 'as-is' | 'drop' | LinkState;
      readonly active?: boolean | undefined;
    };

export type DecidedRecord = MatchedRecord & { readonly decision: Decision };

export type ExportedRecord = DecidedRecord & {
  /** True when the decision was carried out; false in a preview. */
  readonly isWritten: boolean;
  /** The target's id of a created resource. */
  readonly createdId?: string;
};

/** How a record's link changed in a way that concerns references. */
export type LinkNews = 'none' | 'linked' | 'returned' | 'reenabled';

export type Outcome = 'created' | 'updated' | 'disabled' | 'deleted' | 'skipped' | 'failed' | 'staged';

/** The end of a record's way: its log entry, and what the page remembers. */
export type Settlement = {
  readonly type: ObjectType;
  readonly id: string;
  readonly object: SourceObject | undefined;
  readonly outcome: Outcome;
  readonly news: LinkNews;
  readonly isEntitled: boolean;
  /** Taking the account away was rejected by a person. */
  readonly isRejected: boolean;
  /** The resource as it was read before; absent when it was not. */
  readonly existing?: ScimObject | undefined;
  /** Absent when the record failed before it was decided. */
  readonly decision?: Decision;
  readonly log: ProvisioningLogRecord;
};
