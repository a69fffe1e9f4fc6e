/** Step 6: what is remembered: the link, the escrow, and one log entry that says what every step concluded. */
import { newId, newTimeOrderedId, type ProvisioningError } from '@drawbridge/base';
import { errorInformation, skippedInformation, skipText } from '../log/error-names.ts';
import type { ErrorInformation, ProvisioningAction, ProvisioningLogRecord, ProvisioningStatus } from '../log/record.ts';
import type { Link } from '../ports/link-store.ts';
import type { CycleContext } from './context.ts';
import type { DecidedRecord, ExportedRecord, LinkNews, Outcome, Settlement, SourcedRecord } from './record.ts';
import { nameOf } from './scope.ts';

const outcomes = {
  create: 'created',
  update: 'updated',
  disable: 'disabled',
  delete: 'deleted',
  none: 'skipped',
} as const;

/** In a preview, the same entry as if it had been done; nothing is remembered. */
export function settle(record: ExportedRecord, ctx: CycleContext): Settlement {
  const { decision, trail } = record;
  if (decision.kind === 'none') {
    trail.add({
      name: 'EntrySynchronizationSkip',
      type: 'processing',
      status: 'skipped',
      description: skipText(decision.reason),
      details: { SkipReason: decision.reason },
    });
  }
  const link = linkAfter(record);
  const news = newsOf(record, link);
  if (link === 'drop') ctx.book.dropLink(record.id);
  // Who was found disabled and enabled was perhaps let go meanwhile by somebody else, whose link is not the one we began with.
  else if (link && (news === 'reenabled' || !isSameLink(link, record.link))) ctx.book.putLink(link);
  ctx.book.clearEscrow(record);
  ctx.book.settleIntent(record.id);
  const isNone = decision.kind === 'none';
  return settled(record, ctx, {
    outcome: outcomes[decision.kind],
    action: isNone ? 'other' : decision.kind,
    status: isNone ? 'skipped' : 'success',
    ...(isNone ? { error: skippedInformation(decision.reason) } : {}),
    targetId: record.createdId ?? record.targetId,
    news,
  });
}

/** The record failed: logged with its last step, and kept in escrow for another attempt. */
export function settleFailure(record: SourcedRecord, error: ProvisioningError, ctx: CycleContext): Settlement {
  const { trail } = record;
  trail.add(
    {
      ...trail.stage,
      status: 'failure',
      description: error.message,
      details: { ErrorCode: error.code, ReportableIdentifier: nameOf(record) },
    },
    ctx.clock.now(),
  );
  const { id, type } = record;
  const leftAt = takesAway(trail.intended) ? ctx.book.leftAt(record) : undefined;
  ctx.book.putEscrow({ id, type, leftAt }, error, ctx.clock.now());
  if (!trail.hasLetIn) ctx.book.settleIntent(record.id);
  return settled(record, ctx, {
    outcome: 'failed',
    action: trail.intended,
    status: 'failure',
    error: errorInformation(error),
    targetId: record.link?.targetId,
    news: 'none',
  });
}

/** A deletion that a person rejected: the account is kept, until the object's state changes. */
export const settleRejected = (record: DecidedRecord, ctx: CycleContext): Settlement =>
  settle({ ...record, decision: { kind: 'none', reason: 'DeletionRejected', link: 'as-is' }, isWritten: false }, ctx);

/** A deletion that the accidental-deletion threshold holds back. Its decision is taken again when a person approves it. */
export function settleStaged(record: DecidedRecord, error: ProvisioningError, ctx: CycleContext): Settlement {
  record.trail.add({
    name: record.decision.kind === 'delete' ? 'EntryExportDelete' : 'EntryExportUpdateSoftDelete',
    type: 'export',
    status: 'skipped',
    description: `${record.type} '${nameOf(record)}' would be ${outcomes[record.decision.kind]} in ${ctx.targetName}; held back by the accidental-deletion threshold`,
  });
  ctx.book.stage({
    sourceId: record.id,
    type: record.type,
    targetId: record.targetId ?? '',
    displayName: record.displayName,
    ...(record.principalName === undefined ? {} : { principalName: record.principalName }),
    action: record.decision.kind === 'delete' ? 'delete' : 'disable',
    event: record.leaving?.event ?? 'outOfScope',
    state: 'pending',
    since: ctx.clock.now(),
  });
  // It waits for a person now, not for its next attempt.
  ctx.book.clearEscrow(record);
  return settled(record, ctx, {
    outcome: 'staged',
    action: 'stagedDelete',
    status: 'skipped',
    error: errorInformation(error),
    targetId: record.targetId,
    news: 'none',
  });
}

type Conclusion = {
  readonly outcome: Outcome;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  readonly error?: ErrorInformation;
  readonly targetId: string | undefined;
  readonly news: LinkNews;
};

const takesAway = (action: ProvisioningAction): boolean => action === 'disable' || action === 'delete';

function settled(record: SourcedRecord & Partial<DecidedRecord>, ctx: CycleContext, said: Conclusion): Settlement {
  const { trail, decision } = record;
  const leftAt = takesAway(said.action) ? ctx.book.leftAt(record) : undefined;
  const log: ProvisioningLogRecord = {
    id: newTimeOrderedId(trail.startedAt.getTime()),
    activityAt: trail.startedAt,
    jobId: ctx.jobId,
    servicePrincipalId: ctx.servicePrincipalId,
    cycleId: ctx.cycleId,
    changeId: newId(),
    action: said.action,
    status: said.status,
    ...(said.error ? { error: said.error } : {}),
    durationMs: Math.max(0, ctx.clock.monotonicMs() - trail.startedMs),
    objectType: record.type,
    source: {
      id: record.id,
      displayName: record.displayName,
      ...(record.principalName === undefined ? {} : { principalName: record.principalName }),
    },
    ...(said.targetId === undefined ? {} : { target: { id: said.targetId, displayName: record.displayName } }),
    ...(leftAt ? { leftAt } : {}),
    steps: trail.steps,
    modifiedProperties: decision && 'modified' in decision ? decision.modified : [],
  };
  ctx.book.addLog(log);
  return {
    type: record.type,
    id: record.id,
    object: record.object,
    outcome: said.outcome,
    news: said.news,
    isEntitled: record.scope?.isInScope ?? false,
    ...(decision ? { decision } : {}),
    existing: record.existing,
    isRejected: decision?.kind === 'none' && decision.reason === 'DeletionRejected',
    log,
  };
}

function linkAfter(record: ExportedRecord): Link | 'drop' | undefined {
  const { decision, link, createdId, isWritten } = record;
  if (decision.kind === 'delete') return isWritten ? 'drop' : undefined;
  if (decision.kind === 'create') {
    if (createdId === undefined) return undefined;
    return linkTo(record, createdId, 'managed', record.type === 'User' ? (wantedActive(record) ?? true) : undefined);
  }
  if (decision.kind === 'none') {
    if (decision.link === 'drop') return link ? 'drop' : undefined;
    if (decision.link === 'as-is' || record.targetId === undefined) return undefined;
    return linkTo(record, record.targetId, decision.link, decision.active ?? link?.targetActive);
  }
  return isWritten
    ? linkTo(record, decision.targetId, decision.linkState, decision.active ?? link?.targetActive)
    : undefined;
}

function linkTo(record: ExportedRecord, targetId: string, state: Link['state'], active: boolean | undefined): Link {
  return {
    sourceId: record.id,
    type: record.type,
    targetId,
    displayName: record.displayName,
    state,
    ...(active === undefined ? {} : { targetActive: active }),
    ...(record.leaving?.deleteAt ? { deleteAt: record.leaving.deleteAt } : {}),
  };
}

function wantedActive({ rule, wanted }: ExportedRecord): boolean | undefined {
  const value = wanted.find(({ mapping }) => rule?.active.includes(mapping))?.value;
  return typeof value === 'boolean' ? value : undefined;
}

function newsOf({ link: before, trail }: ExportedRecord, after: Link | 'drop' | undefined): LinkNews {
  if (!after || after === 'drop' || after.state !== 'managed') return 'none';
  if (!before) return 'linked';
  // As the target was read, too: of a disable whose page was never committed the link says nothing.
  const wasActive = before.targetActive !== false && !trail.wasFoundDisabled;
  const isReenabled = !wasActive && after.targetActive === true;
  if (isReenabled) return 'reenabled';
  return before.state === 'unmanaged' ? 'returned' : 'none';
}

const isSameLink = (a: Link, b: Link | undefined): boolean =>
  b !== undefined &&
  a.targetId === b.targetId &&
  a.state === b.state &&
  a.targetActive === b.targetActive &&
  a.displayName === b.displayName &&
  a.deleteAt?.getTime() === b.deleteAt?.getTime();
