/**
 * What one request changes, gathered while it runs, so that the record is written in the transaction of the change. The
 * request's trail travels with its asynchronous work; who changes something names it with `auditTarget`.
 */
import { newId, newTimeOrderedId, type Clock } from '@drawbridge/base';
import type { AuditInitiator, AuditRecord, AuditTarget } from '@drawbridge/storage';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Activity } from './activity.ts';

type Detail = AuditRecord['details'][number];
type Entry = {
  readonly activity: Activity;
  readonly targets: readonly AuditTarget[];
  readonly details?: readonly Detail[];
};
type TrailOptions = {
  readonly activity: Activity;
  readonly initiator: AuditInitiator;
  readonly correlationId?: string;
  readonly clock: Clock;
};

const longestReason = 1000;

export class AuditTrail {
  readonly activity: Activity;
  readonly #options: TrailOptions;
  readonly #correlationId: string;
  readonly #targets = new Map<string, AuditTarget>();
  readonly #details: Detail[] = [];
  #noted: Entry[] = [];
  #isTold = false;
  #isCancelled = false;

  constructor(options: TrailOptions) {
    this.activity = options.activity;
    this.#options = options;
    this.#correlationId = options.correlationId ?? newId();
  }

  /** Names what the activity is about; naming it again with properties adds these. */
  target(target: AuditTarget): void {
    const key = `${target.type} ${target.id}`;
    const known = this.#targets.get(key);
    const modifiedProperties = [...(known?.modifiedProperties ?? []), ...target.modifiedProperties];
    const displayName = target.displayName ?? known?.displayName ?? null;
    this.#targets.set(key, { ...target, displayName, modifiedProperties });
  }

  detail(key: string, value: string): void {
    this.#details.push({ key, value });
  }

  /** A change with a record of its own; not when the activity tells many changes as one. */
  note(entry: Entry): void {
    if (!this.activity.isBulk) this.#noted.push(entry);
  }

  /** Records for what this transaction did; to be confirmed when it is committed, forgotten when it is undone. */
  ofTransaction(): readonly AuditRecord[] {
    const noted = this.#noted;
    this.#noted = [];
    if (noted.length > 0) return inOrder(noted.map((entry) => this.#success(entry)));
    return this.#isTold || this.#targets.size === 0 || this.activity.isBulk ? [] : [this.#ownSuccess()];
  }

  undone(): void {
    this.#noted = [];
  }

  told(): void {
    this.#isTold = true;
  }

  /** Nothing was changed after all: a preview. */
  cancel(): void {
    this.#isCancelled = true;
  }

  /** What is left to say when the request is over. */
  atEnd(failure: string | undefined, fallback: AuditTarget | undefined): readonly AuditRecord[] {
    if (this.#isCancelled) return [];
    if (this.#targets.size === 0 && fallback) this.target(fallback);
    if (failure !== undefined) {
      const { activity } = this;
      const entry = { activity, targets: [...this.#targets.values()], details: this.#details };
      return [this.#record(entry, 'failure', failure.slice(0, longestReason))];
    }
    return this.#isTold ? [] : [this.#ownSuccess()];
  }

  #ownSuccess(): AuditRecord {
    return this.#success({ activity: this.activity, targets: [...this.#targets.values()], details: this.#details });
  }

  #success(entry: Entry): AuditRecord {
    return this.#record(entry, 'success', '');
  }

  #record(
    { activity, targets, details = [] }: Entry,
    result: AuditRecord['result'],
    resultReason: string,
  ): AuditRecord {
    const { clock, initiator } = this.#options;
    const activityAt = clock.now();
    return {
      id: newTimeOrderedId(activityAt.getTime()),
      activityAt,
      activity: activity.activity,
      category: activity.category,
      operationType: activity.operationType,
      service: activity.service,
      correlationId: this.#correlationId,
      result,
      resultReason,
      initiator,
      targets,
      details,
    };
  }
}

/** Ids of one moment are in no order: the records of one transaction get theirs in the order of what was done. */
function inOrder(records: readonly AuditRecord[]): readonly AuditRecord[] {
  const ids = records.map(({ id }) => id).sort();
  return records.map((record, index) => ({ ...record, id: ids[index] ?? record.id }));
}

const current = new AsyncLocalStorage<AuditTrail>();

export const currentTrail = (): AuditTrail | undefined => current.getStore();
export const withTrail = <Result>(trail: AuditTrail, work: () => Result): Result => current.run(trail, work);

type Modified = { readonly name: string; readonly before?: unknown; readonly after?: unknown };

/** Names what the request at hand changes; nothing without a request. */
export function auditTarget(
  target: { type: string; id: string; displayName?: string | undefined; userPrincipalName?: string | undefined },
  modified: readonly Modified[] = [],
): void {
  currentTrail()?.target({
    id: target.id,
    type: target.type,
    displayName: target.displayName ?? null,
    userPrincipalName: target.userPrincipalName ?? null,
    modifiedProperties: modified.map(modifiedProperty),
  });
}

export const auditDetail = (key: string, value: string): void => currentTrail()?.detail(key, value);

const longestValue = 4000;
const sensitive = /password|secret|token|privatekey|credential/i;

/** Values in JSON, bounded; what may hold a secret only as `*`. */
export function modifiedProperty({ name, before, after }: Modified): AuditTarget['modifiedProperties'][number] {
  const shown = (value: unknown): string | null => {
    if (value === undefined || value === null) return null;
    if (sensitive.test(name)) return '"*"';
    const text = JSON.stringify(value);
    return text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
  };
  return { displayName: name, oldValue: shown(before), newValue: shown(after) };
}
