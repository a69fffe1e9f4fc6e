/**
 * References as they should be against references as written: what to add and remove at each owner. A reference is
 * wanted when it exists in the source and both sides are linked and managed; one whose other side is not linked is
 * pending, and settles when that side appears. Pure.
 */
import type { Link } from '../ports/link-store.ts';
import type { ObjectType, Reference, ReferenceAttribute } from '../ports/source.ts';

export type JudgedReference = {
  readonly reference: Reference;
  /** In the source, at this moment. */
  readonly exists: boolean;
  readonly isWritten: boolean;
  /** It was about to be written or taken away, and nobody knows whether it was. */
  readonly isUnknown: boolean;
  /** Write it although it is written: the target may have lost it while the person was disabled. */
  readonly resend: boolean;
};

export type ReferenceChange = {
  readonly kind: 'add' | 'remove';
  readonly reference: Reference;
  readonly targetId: string;
  readonly type: ObjectType;
  /**
   * Not known to be written, and to be gone: an earlier write may have been carried out without our learning it. It is
   * taken away in a request of its own, which may be refused.
   */
  readonly isUnsure?: boolean;
  /** The target may have it already: it was written, or a request was sent of which nobody knows what became. */
  readonly isInDoubt?: boolean;
};

export type OwnerPlan = {
  readonly attribute: ReferenceAttribute;
  readonly owner: Link;
  readonly changes: readonly ReferenceChange[];
  /** Of a single-valued attribute, values that the new one replaces without a request of their own. */
  readonly replaced: readonly Reference[];
  /** Source ids that cannot be referenced because they are not provisioned. */
  readonly pending: readonly string[];
};

export function planReferences(
  judged: readonly JudgedReference[],
  links: ReadonlyMap<string, Link>,
): readonly OwnerPlan[] {
  const byOwner = Map.groupBy(judged, ({ reference }) => `${reference.attribute}\n${reference.ownerId}`);
  const plans: OwnerPlan[] = [];
  for (const references of byOwner.values()) {
    const { attribute, ownerId } = references[0]!.reference;
    const owner = links.get(ownerId);
    if (owner?.state !== 'managed') continue;
    const plan = { attribute, owner, ...planOwner(references, links) };
    plans.push(attribute === 'manager' ? asSingleValued(plan) : plan);
  }
  return plans;
}

function planOwner(
  references: readonly JudgedReference[],
  links: ReadonlyMap<string, Link>,
): Pick<OwnerPlan, 'changes' | 'replaced' | 'pending'> {
  const changes: ReferenceChange[] = [];
  const pending: string[] = [];
  for (const { reference, exists, isWritten, isUnknown, resend } of references) {
    const other = links.get(reference.referencedId);
    if (!exists) {
      if (!other || (!isWritten && !isUnknown && reference.attribute !== 'members')) continue;
      const isUnsure = !isWritten || isUnknown;
      const { targetId, type } = other;
      changes.push({ kind: 'remove', reference, targetId, type, isUnsure, isInDoubt: isUnknown });
    } else if (other?.state !== 'managed') {
      if (!isWritten) pending.push(reference.referencedId);
    } else if (!isWritten || isUnknown || resend) {
      const { targetId, type } = other;
      changes.push({ kind: 'add', reference, targetId, type, isInDoubt: isWritten || isUnknown });
    }
  }
  return { changes, replaced: [], pending };
}

/** A new value takes the place of the old one, so that nothing need be removed first. */
function asSingleValued(plan: OwnerPlan): OwnerPlan {
  const added = plan.changes.findLast((change) => change.kind === 'add');
  if (!added) return { ...plan, changes: plan.changes.slice(0, 1), replaced: plan.changes.slice(1).map(referenceOf) };
  return { ...plan, changes: [added], replaced: plan.changes.filter((change) => change !== added).map(referenceOf) };
}

const referenceOf = ({ reference }: ReferenceChange): Reference => reference;
