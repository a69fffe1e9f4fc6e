/**
 * What provisioning would do with a few named objects, step by step, without doing it: the steps of provision on demand,
 * stopped before export. With a schema that is not saved it answers what would change under it.
 */
import type { SynchronizationSchema } from '@drawbridge/contract';
import type { PatchOperation } from '@drawbridge/scim';
import { redactedText } from '../diff/shown.ts';
import type { ModifiedProperty, ProvisioningLogRecord } from '../log/record.ts';
import type { Decision } from '../pipeline/record.ts';
import type { DecisionKind, SkipReason } from '../vocabulary.ts';
import { runOnDemand, type OnDemand } from './on-demand.ts';

/** The write that would be sent; values that must not be logged are not here either. */
export type PlannedChange = {
  readonly kind: DecisionKind;
  /** Why nothing would be written. */
  readonly reason?: SkipReason;
  readonly targetId?: string;
  readonly operations: readonly PatchOperation[];
  readonly modified: readonly ModifiedProperty[];
};

export type Explanation = {
  readonly record: ProvisioningLogRecord;
  /** Absent when the object failed before anything was decided, and for references, which the record tells. */
  readonly change?: PlannedChange;
};

export type ExplainRequest = Omit<OnDemand, 'preview'> & { readonly schema?: SynchronizationSchema | undefined };

/** Sends nothing but reads to the target, and remembers nothing. Throws as provisionOnDemand does. */
export async function explain({ schema, ...request }: ExplainRequest): Promise<readonly Explanation[]> {
  const job = schema ? { ...request.job, schema } : request.job;
  const { records, settlements } = await runOnDemand({ ...request, job, preview: true });
  const decisions = new Map(settlements.map(({ log, decision }) => [log, decision]));
  return records.map((record) => {
    const decision = decisions.get(record);
    return decision ? { record, change: plannedChange(decision) } : { record };
  });
}

export function plannedChange(decision: Decision): PlannedChange {
  switch (decision.kind) {
    case 'none':
      return { kind: 'none', reason: decision.reason, operations: [], modified: [] };
    case 'create':
      return {
        kind: 'create',
        operations: decision.modified.map(({ displayName, newValue }) => ({
          op: 'add',
          path: displayName,
          value: newValue,
        })),
        modified: decision.modified,
      };
    case 'update':
    case 'disable': {
      const { kind, targetId, operations, modified } = decision;
      return { kind, targetId, operations: redacted(operations, modified), modified };
    }
    case 'delete': {
      const { kind, targetId, farewell, modified } = decision;
      return { kind, targetId, operations: redacted(farewell, modified), modified };
    }
  }
}

function redacted(
  operations: readonly PatchOperation[],
  modified: readonly ModifiedProperty[],
): readonly PatchOperation[] {
  const hidden = new Set(modified.filter(isHidden).map(({ displayName }) => displayName));
  return operations.map((operation) =>
    operation.path !== undefined && hidden.has(operation.path) && operation.value !== undefined
      ? { ...operation, value: redactedText }
      : operation,
  );
}

const isHidden = ({ oldValue, newValue }: ModifiedProperty): boolean =>
  oldValue === redactedText || newValue === redactedText;
