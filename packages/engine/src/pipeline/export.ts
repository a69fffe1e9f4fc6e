/** Step 5: the only writer to a target. One decision, one request. */
import { getAtPath, type ScimObject } from '@drawbridge/scim';
import { withWholeElements } from '../diff/whole-elements.ts';
import type { CompiledObject } from '../mapping/compiled-rule.ts';
import type { CycleContext } from './context.ts';
import { turnKey } from './match-turns.ts';
import type { DecidedRecord, Decision, ExportedRecord } from './record.ts';
import { nameOf } from './scope.ts';

/** Throws what the target's client throws; then the write may or may not have happened, and the record is matched again. */
export async function exportChange(record: DecidedRecord, ctx: CycleContext): Promise<ExportedRecord> {
  const { decision, rule, trail } = record;
  if (decision.kind === 'none' || !rule) return { ...record, isWritten: false };
  trail.stage = { name: exportStepNames[decision.kind], type: 'export' };
  switch (decision.kind) {
    case 'create': {
      for (const value of record.matchValues) ctx.turns.tried.add(turnKey(record.type, value));
      trail.hasLetIn = true;
      const created = await ctx.client.create(rule.endpoint, decision.resource, ctx.signal);
      exported(record, ctx);
      return { ...record, isWritten: true, createdId: String(getAtPath(created, 'id')) };
    }
    case 'update':
    case 'disable':
      if (record.link?.state === 'unmanaged') trail.hasLetIn = true;
      await patch(record, decision, rule, ctx);
      break;
    case 'delete':
      if (decision.farewell.length > 0) {
        await ctx.client.patch(rule.endpoint, decision.targetId, decision.farewell, ctx.signal);
      }
      await ctx.client.delete(rule.endpoint, decision.targetId, ctx.signal);
      break;
  }
  exported(record, ctx);
  return { ...record, isWritten: true };
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
