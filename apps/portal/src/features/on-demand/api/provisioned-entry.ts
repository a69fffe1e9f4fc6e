/** What became of one object, or would become of it: an entry of the answers of provisionOnDemand and explain. */
export type EntryStatus = 'Success' | 'Failure' | 'Skipped' | 'Warning';

export type EntryStep = {
  readonly name: string;
  readonly type: string;
  readonly status: EntryStatus;
  readonly description: string;
  readonly details: Readonly<Record<string, string>>;
};

export type ModifiedProperty = {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
};

export type ProvisionedEntry = {
  readonly action: string;
  readonly changeId: string;
  readonly startTime: string;
  readonly endTime: string;
  readonly statusInfo: {
    readonly status: EntryStatus;
    readonly errorCode: string;
    readonly reason: string;
    /** Drawbridge's own code. */
    readonly additionalDetails: string;
    readonly recommendedAction: string;
  };
  readonly sourceIdentity: {
    readonly id: string;
    readonly type: 'User' | 'Group';
    readonly displayName: string;
    readonly details: { readonly UserPrincipalName?: string };
  };
  readonly targetIdentity: { readonly id: string; readonly displayName: string };
  readonly modifiedProperties: readonly ModifiedProperty[];
  readonly provisioningSteps: readonly EntryStep[];
};

export type PatchOperation = { readonly op: string; readonly path?: string; readonly value?: unknown };

export type PlannedChange = {
  readonly kind: 'create' | 'update' | 'disable' | 'delete' | 'none';
  readonly reason: string | null;
  readonly targetId: string | null;
  readonly operations: readonly PatchOperation[];
  readonly modifiedProperties: readonly ModifiedProperty[];
};

export type ExplainedEntry = ProvisionedEntry & { readonly plannedChange: PlannedChange | null };

/** A request to the application, and what came back. */
export type TracedExchange = {
  readonly dateTime: string;
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | null;
  readonly status: number | null;
  readonly responseHeaders: Readonly<Record<string, string>> | null;
  readonly responseBody: string | null;
  readonly failure: string | null;
  readonly durationInMilliseconds: number;
};
