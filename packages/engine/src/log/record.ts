/** One entry of the provisioning log: what each step concluded about one object (graph.provisioningObjectSummary). */
import type { ObjectType } from '../ports/source.ts';

export const provisioningActions = ['other', 'create', 'delete', 'disable', 'update', 'stagedDelete'] as const;
export type ProvisioningAction = (typeof provisioningActions)[number];

export const provisioningStatuses = ['success', 'failure', 'skipped', 'warning'] as const;
export type ProvisioningStatus = (typeof provisioningStatuses)[number];

export type StepType = 'import' | 'scoping' | 'matching' | 'processing' | 'referenceResolution' | 'export';

export type ProvisioningStep = {
  /** `EntryImport`, `EntrySynchronizationScoping`, `EntryExportAdd`, … */
  readonly name: string;
  readonly type: StepType;
  readonly status: ProvisioningStatus;
  readonly description: string;
  readonly timestamp: string;
  readonly details: Readonly<Record<string, string>>;
};

export type ModifiedProperty = {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
};

export type ErrorInformation = {
  /** Graph's name (`EntryConflict`, `RedundantExport`, …). */
  readonly errorCode: string;
  readonly errorCategory: 'failure' | 'nonServiceFailure' | 'success';
  readonly reason: string;
  readonly recommendedAction: string;
  readonly additionalDetails: string | null;
};

export type ProvisioningLogRecord = {
  readonly id: string;
  readonly activityAt: Date;
  readonly jobId: string;
  readonly servicePrincipalId: string;
  readonly cycleId: string;
  readonly changeId: string;
  readonly action: ProvisioningAction;
  readonly status: ProvisioningStatus;
  readonly error?: ErrorInformation;
  readonly durationMs: number;
  readonly objectType: ObjectType;
  readonly source: { readonly id: string; readonly displayName: string; readonly principalName?: string };
  readonly target?: { readonly id: string; readonly displayName: string };
  /**
   * Of a disable or delete: when the change was made in the source that took the account away. Absent when nothing says so, as
   * in a full cycle, and when the deletion waited for a person.
   */
  readonly leftAt?: Date;
  readonly steps: readonly ProvisioningStep[];
  readonly modifiedProperties: readonly ModifiedProperty[];
};
