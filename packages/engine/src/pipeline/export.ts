/** Step 5: the only writer to a target. One decision, one request. */
import { getAtPath } from '@drawbridge/scim';
import type { CycleContext } from './context.ts';
import { turnKey } from './match-turns.ts';
import type { DecidedRecord, ExportedRecord } from './record.ts';
import { nameOf } from './scope.ts';

/** Throws what the target's client throws; then the write may or may not have happened, and the record is matched again. */
export async function exportChange(record: DecidedRecord, ctx: CycleContext): Promise<ExportedRecord> {
  const { decision, rule, trail } = record;
  if (decision.kind === 'none' || !rule) return { ...record, isWritten: false };
  trail.stage = { name: exportStepNames[decision.kind], type: 'export' };
  switch (decision.kind) {
    case 'create': {
      for (const value of record.matchValues) ctx.turns.tried.add(turnKey(record.type, value));
      trail.hasSentCreate = true;
      const created = await ctx.client.create(rule.endpoint, decision.resource, ctx.signal);
      exported(record, ctx);
      return { ...record, isWritten: true, createdId: String(getAtPath(created, 'id')) };
    }
    case 'update':
    case 'disable':
      await ctx.client.patch(rule.endpoint, decision.targetId, decision.operations, ctx.signal);
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
