/** Writes the changed references of one owner, in requests that a target can swallow, and logs them as one entry. */
import { newId, newTimeOrderedId, ProvisioningError, toProvisioningError } from '@drawbridge/base';
import type { PatchOperation } from '@drawbridge/scim';
import { ask } from '../cycle/ask.ts';
import { Interruption } from '../cycle/interruption.ts';
import type { Page } from '../cycle/page.ts';
import { chunkMembers, managerOperation, memberOperations } from '../diff/members.ts';
import { errorInformation, graphErrorCode } from '../log/error-names.ts';
import type { ModifiedProperty, ProvisioningStep } from '../log/record.ts';
import { Bisection, type Refused } from './bisect.ts';
import type { OwnerPlan, ReferenceChange } from './plan.ts';

/** A log entry names so many of the references written; it counts the rest. */
const maxNamed = 10;

const believedAfterMs = 24 * 3_600_000;

/** Throws Interruption; every other failure is logged, and the owner kept in escrow. */
export async function writeOwner(page: Page, plan: OwnerPlan): Promise<void> {
  const { clock } = page.cycle.engine;
  const [startedAt, startedMs] = [clock.now(), clock.monotonicMs()];
  const done: ReferenceChange[] = [];
  let failure: ProvisioningError | undefined;
  try {
    const refused = await write(page, plan, done);
    if (refused.length > 0) failure = await keepRefused(page, plan, refused);
  } catch (thrown) {
    failure = toProvisioningError(thrown);
    if (thrown instanceof Interruption || failure.reaction === 'stop') throw thrown;
    keepForRetry(page, plan, failure);
  }
  if (done.length > 0) page.cycle.meter.referencesWritten(done.length);
  const isUnresolved = plan.attribute === 'members' && plan.pending.length > 0;
  if (done.length === 0 && !failure && !isUnresolved) return;
  log(page, plan, { done, failure, startedAt, durationMs: Math.max(0, clock.monotonicMs() - startedMs) });
}

/** Gives who was refused, each by itself. */
async function write(
  page: Page,
  plan: OwnerPlan,
  done: ReferenceChange[],
): Promise<readonly Refused<ReferenceChange>[]> {
  const path = page.cycle.rule.objects.get(plan.owner.type)?.reference?.target;
  if (path === undefined) return [];
  const bisection = new Bisection<ReferenceChange>(async (changes) => {
    if (!page.cycle.preview) await send(page, plan, operationsOf(page, plan, path, changes));
    for (const change of changes) {
      if (change.kind === 'remove') page.book.noteRemoved(change.reference);
      else if (isCurrent(page, plan, change)) page.book.noteWritten(change.reference);
      done.push(change);
    }
  });
  for (const chunk of chunksOf(plan, page.cycle.settings.MembersPerRequest)) await bisection.send(chunk);
  for (const reference of plan.replaced) page.book.noteRemoved(reference);
  if (bisection.refused.length === 0) return [];
  const isGoneBy = await absenceJudge(page, bisection.refused);
  const refused = bisection.refused.filter((one) => !isGoneBy(one));
  for (const one of bisection.refused) {
    // What the target may have, and what was not taken away, stays noted: its next attempt writes it whatever is known of it,
    // and may not find it in the source any more.
    const isNew = one.item.kind === 'add' && !one.item.isInDoubt;
    if (isNew || isGoneBy(one)) page.book.noteRemoved(one.item.reference);
  }
  if (refused.length > 0 && done.length === 0 && (await isGone(page, plan))) throw refused[0]!.error;
  return refused;
}

/**
 * A target may refuse to take away a member that it does not have: then there was nothing to take away. Where it may have the
 * member, a single refusal does not say so, and it must have refused for a day.
 */
async function absenceJudge(
  { book, cycle }: Page,
  refused: readonly Refused<ReferenceChange>[],
): Promise<(one: Refused<ReferenceChange>) => boolean> {
  const { engine, job } = cycle;
  const triedFor = ({ reference }: ReferenceChange): string =>
    reference.attribute === 'members' ? reference.referencedId : reference.ownerId;
  book.knowEscrows(await engine.links.escrowsOf(job.id, [...new Set(refused.map(({ item }) => triedFor(item)))]));
  const now = engine.clock.now();
  const isRefusedLong = (item: ReferenceChange): boolean => {
    const since = book.refusedSince(triedFor(item));
    return since !== undefined && now.getTime() - since.getTime() >= believedAfterMs;
  };
  return ({ item, error }) =>
    item.isUnsure === true && isRefusedValue(error) && (item.isInDoubt !== true || isRefusedLong(item));
}

/** A resource that another record of the page found gone meanwhile was written for nothing: its successor is written anew. */
const isCurrent = ({ book }: Page, { owner }: OwnerPlan, { reference, targetId }: ReferenceChange): boolean =>
  book.isCurrent(owner.sourceId, owner.targetId) && book.isCurrent(reference.referencedId, targetId);

const isRefusedValue = ({ code }: ProvisioningError): boolean => code === 'TARGET_REJECTED_VALUE';

/** Whether it is the owner that is not there, and not the member: both answer 404. */
async function isGone({ cycle }: Page, { owner }: OwnerPlan): Promise<boolean> {
  try {
    const endpoint = owner.type === 'User' ? 'Users' : 'Groups';
    await cycle.target.client.read(endpoint, owner.targetId, { excludeMembers: true }, cycle.requestSignal);
    return false;
  } catch (thrown) {
    return toProvisioningError(thrown).code === 'TARGET_RESOURCE_GONE';
  }
}

/** What goes together in one request. */
function chunksOf({ attribute, changes }: OwnerPlan, atMost: number): readonly (readonly ReferenceChange[])[] {
  if (attribute !== 'members') return changes.map((change) => [change]);
  const unsure = changes.filter(({ isUnsure }) => isUnsure).map((change) => [change]);
  const sure = changes.filter(({ isUnsure }) => !isUnsure);
  return [...chunkMembers(sure, atMost), ...unsure];
}

function operationsOf(
  { cycle }: Page,
  { attribute }: OwnerPlan,
  path: string,
  changes: readonly ReferenceChange[],
): readonly PatchOperation[] {
  if (attribute === 'members') return memberOperations(path, changes, cycle.settings.NestedGroups === 'Mirror');
  return changes.map((change) => managerOperation(path, change.kind === 'add' ? change.targetId : undefined));
}

/** One request. Adding or removing a reference twice does no harm. */
async function send(page: Page, { owner }: OwnerPlan, operations: readonly PatchOperation[]): Promise<void> {
  const { target, requestSignal, assertLease } = page.cycle;
  const endpoint = owner.type === 'User' ? 'Users' : 'Groups';
  await ask(page.cycle, () => {
    assertLease();
    return target.client.patch(endpoint, owner.targetId, operations, requestSignal);
  });
}

/** The owner is taken up again with all its references; when it is gone from the target, it is matched anew first. */
function keepForRetry({ book, cycle }: Page, { owner }: OwnerPlan, failure: ProvisioningError): void {
  const now = cycle.engine.clock.now();
  const record = { id: owner.sourceId, type: owner.type };
  if (failure.reaction === 'relink' && cycle.settings.RematchWhenGone) {
    book.dropLink(owner.sourceId);
    book.postpone(record, now);
  } else book.putEscrow(record, failure, now);
  cycle.meter.referenceFailed();
}

/**
 * Of a group, the members that were refused are tried again, each with all that points at it, and not the group, which may
 * be large. Gives the error that the log tells.
 */
async function keepRefused(
  page: Page,
  plan: OwnerPlan,
  refused: readonly Refused<ReferenceChange>[],
): Promise<ProvisioningError> {
  const [first] = refused;
  if (plan.attribute !== 'members') {
    keepForRetry(page, plan, first!.error);
    return first!.error;
  }
  const now = page.cycle.engine.clock.now();
  const ids = refused.map(({ item }) => item.reference.referencedId);
  const links = await page.book.linksOf(ids);
  for (const { item, error } of refused) {
    const id = item.reference.referencedId;
    page.book.putEscrow({ id, type: links.get(id)?.type ?? 'User' }, asReferenceFailure(error), now);
    page.cycle.meter.referenceFailed();
  }
  return first!.error;
}

/** The member is not gone because a request that named it was answered with 404: its own link is not to be dropped. */
const asReferenceFailure = (error: ProvisioningError): ProvisioningError =>
  error.reaction === 'relink'
    ? new ProvisioningError('REFERENCE_UNRESOLVED', error.message, { details: error.details })
    : error;

type Conclusion = {
  readonly done: readonly ReferenceChange[];
  readonly failure: ProvisioningError | undefined;
  readonly startedAt: Date;
  readonly durationMs: number;
};

function log(page: Page, plan: OwnerPlan, { done, failure, startedAt, durationMs }: Conclusion): void {
  const { job, cycleId } = page.cycle;
  const { owner } = plan;
  const status = failure ? 'failure' : plan.pending.length > 0 ? 'warning' : 'success';
  page.book.addLog({
    id: newTimeOrderedId(startedAt.getTime()),
    activityAt: startedAt,
    jobId: job.id,
    servicePrincipalId: job.servicePrincipalId,
    cycleId,
    changeId: newId(),
    action: 'update',
    status,
    ...(failure ? { error: errorInformation(failure) } : {}),
    durationMs,
    objectType: owner.type,
    source: { id: owner.sourceId, displayName: owner.displayName },
    target: { id: owner.targetId, displayName: owner.displayName },
    steps: stepsOf(page, plan, { done, failure, startedAt, durationMs }, status),
    modifiedProperties: modifiedBy(plan, done),
  });
}

function stepsOf(
  { cycle }: Page,
  { attribute, owner, pending }: OwnerPlan,
  { done, failure, startedAt }: Conclusion,
  status: ProvisioningStep['status'],
): readonly ProvisioningStep[] {
  const timestamp = startedAt.toISOString();
  const steps: ProvisioningStep[] = [];
  if (pending.length > 0) {
    steps.push({
      name: 'EntrySynchronizationUpdate',
      type: 'referenceResolution',
      status: 'warning',
      description: `Could not assign ${some(pending)} as ${attribute} of '${owner.displayName}': not provisioned`,
      timestamp,
      details: { ErrorCode: graphErrorCode('REFERENCE_UNRESOLVED'), Unresolved: String(pending.length) },
    });
  }
  if (done.length > 0 || failure) {
    steps.push({
      name: 'EntryExportUpdate',
      type: 'referenceResolution',
      status: failure ? 'failure' : status === 'warning' ? 'success' : status,
      description:
        failure?.message ??
        `${done.length} references (${attribute}) of '${owner.displayName}' were written to ${cycle.target.targetName}`,
      timestamp,
      details: failure ? { ErrorCode: failure.code } : {},
    });
  }
  return steps;
}

function modifiedBy({ attribute }: OwnerPlan, done: readonly ReferenceChange[]): readonly ModifiedProperty[] {
  const named = done.slice(0, maxNamed).map((change) => ({
    displayName: attribute,
    oldValue: change.kind === 'remove' ? change.targetId : null,
    newValue: change.kind === 'add' ? change.targetId : null,
  }));
  const rest = done.length - named.length;
  return rest > 0 ? [...named, { displayName: attribute, oldValue: null, newValue: `and ${rest} more` }] : named;
}

const some = (ids: readonly string[]): string =>
  ids.length > maxNamed ? `${ids.slice(0, maxNamed).join(', ')} and ${ids.length - maxNamed} more` : ids.join(', ');
