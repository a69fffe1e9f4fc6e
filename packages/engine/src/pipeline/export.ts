/** Step 5: the only writer to a target. One decision, one request. */
import { toProvisioningError, type ErrorCode } from '@drawbridge/base';
import { getAtPath, type ScimObject } from '@drawbridge/scim';
import { withWholeElements } from '../diff/whole-elements.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { CycleContext } from './context.ts';
import { turnKey } from './match-turns.ts';
import type { DecidedRecord, Decision, ExportedRecord } from './record.ts';
import { nameOf } from './scope.ts';
import type { Trail } from './trail.ts';

/** Throws AbortedError when the lease was lost, and what the target's client throws; then the write may or may not have happened, and the record is matched again. */
export async function exportChange(record: DecidedRecord, ctx: CycleContext): Promise<ExportedRecord> {
  const { decision, rule, trail } = record;
  if (decision.kind === 'none' || !rule) return { ...record, isWritten: false };
  trail.stage = { name: exportStepNames[decision.kind], type: 'export' };
  ctx.assertLease();
  switch (decision.kind) {
    case 'create': {
      for (const value of record.matchValues) ctx.turns.tried.add(turnKey(record.type, value));
      const created = await lettingIn(trail, () => ctx.client.create(rule.endpoint, decision.resource, ctx.signal));
      exported(record, ctx);
      return { ...record, isWritten: true, createdId: String(getAtPath(created, 'id')) };
    }
    case 'update':
    case 'disable':
      if (isUnexpectedlyEnabled(record)) {
        await ctx.noteReenabling(record);
        ctx.assertLease();
      }
      if (record.link?.state === 'unmanaged') await lettingIn(trail, () => patch(record, decision, rule, ctx));
      else await patch(record, decision, rule, ctx);
      break;
    case 'delete':
      if (decision.farewell.length > 0) {
        await ctx.client.patch(rule.endpoint, decision.targetId, decision.farewell, ctx.signal);
        ctx.assertLease();
      }
      await ctx.client.delete(rule.endpoint, decision.targetId, ctx.signal);
      break;
  }
  exported(record, ctx);
  return { ...record, isWritten: true };
}

/** The link does not know that the account was disabled: so the one who dies after enabling it leaves no sign of it. */
const isUnexpectedlyEnabled = ({ decision, link, trail }: DecidedRecord): boolean =>
  decision.kind === 'update' && decision.active === true && trail.wasFoundDisabled && link?.targetActive !== false;

/**
 * Errors by which the target says that it has not done what it was asked. A conflict is none: where something on the way
 * repeats requests, it may answer the second of two, of which the first was carried out.
 */
const refusals: ReadonlySet<ErrorCode> = new Set([
  'TARGET_REJECTED_VALUE',
  'TARGET_FORBIDDEN',
  'TARGET_METHOD_NOT_SUPPORTED',
  'TARGET_RATE_LIMITED',
]);

/** Notes that somebody may have been let in; a refusal says no more than that this request was not what let them in. */
async function lettingIn<T>(trail: Trail, send: () => Promise<T>): Promise<T> {
  const { hasLetIn } = trail;
  trail.hasLetIn = true;
  try {
    return await send();
  } catch (thrown) {
    if (refusals.has(toProvisioningError(thrown).code)) trail.hasLetIn = hasLetIn;
    throw thrown;
  }
}

/** Strict targets get whole elements; targets with versions are told which one was compared (RFC 7644 §3.14). */
async function patch(
  { existing }: DecidedRecord,
  { targetId, operations }: Extract<Decision, { operations: unknown }>,
  rule: CompiledObject,
  ctx: CycleContext,
): Promise<void> {
  const { client, signal } = ctx;
  const isStrict = client.dialect === 'rfc' && existing !== undefined;
  const sent = isStrict ? withWholeElements(operations, existing, rule.resourceType) : operations;
  const version = existing && versionOf(existing);
  const ifMatch = version !== undefined && (await ctx.capabilities()).hasVersions ? version : undefined;
  await client.patch(rule.endpoint, targetId, sent, signal, { ifMatch });
}

function versionOf(existing: ScimObject): string | undefined {
  const version = getAtPath(existing, 'meta.version');
  return typeof version === 'string' && version !== '' ? version : undefined;
}

export const exportStepNames = {
  create: 'EntryExportAdd',
  update: 'EntryExportUpdate',
  disable: 'EntryExportUpdateSoftDelete',
  delete: 'EntryExportDelete',
} as const;

const done = { create: 'created', update: 'updated', disable: 'disabled', delete: 'deleted' } as const;

function exported(record: DecidedRecord, ctx: CycleContext): void {
  const { decision, trail } = record;
  if (decision.kind === 'none') return;
  trail.add(
    {
      name: exportStepNames[decision.kind],
      type: 'export',
      description: `${record.type} '${nameOf(record)}' was ${done[decision.kind]} in ${ctx.targetName}`,
      details: { ReportableIdentifier: nameOf(record) },
    },
    ctx.clock.now(),
  );
}
