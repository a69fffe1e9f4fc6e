/**
 * What the steps concluded about one record, in order: it becomes the record's log entry, also when a step throws. The
 * only thing a record carries along that grows.
 */
import type { ProvisioningAction, ProvisioningStep, StepType } from '../log/record.ts';

const noDetails: Readonly<Record<string, string>> = Object.freeze({});

export class Trail {
  readonly startedAt: Date;
  readonly startedMs: number;
  readonly steps: ProvisioningStep[] = [];
  /** What was about to be done; the log's action when it fails. */
  intended: ProvisioningAction = 'other';
  /** The step being taken, should it fail. */
  stage: { readonly name: string; readonly type: StepType } = { name: 'EntryImport', type: 'import' };
  /**
   * What lets somebody in was sent, now or in an attempt before, and may have been carried out: a create, or an update of an
   * account that was let go.
   */
  hasLetIn = false;
  /** The linked account was found disabled, now or in an attempt before: of what was sent then the answer may have been lost. */
  wasFoundDisabled = false;
  readonly #timestamp: string;

  constructor(startedAt: Date, startedMs: number) {
    this.startedAt = startedAt;
    this.startedMs = startedMs;
    this.#timestamp = startedAt.toISOString();
  }

  /** The trail of another attempt. */
  again(): Trail {
    const trail = new Trail(this.startedAt, this.startedMs);
    trail.hasLetIn = this.hasLetIn;
    trail.wasFoundDisabled = this.wasFoundDisabled;
    return trail;
  }

  /** Notes a step that concluded. `at` is given by steps that waited for the target; others share the record's time. */
  add(step: Pick<ProvisioningStep, 'name' | 'type' | 'description'> & Partial<ProvisioningStep>, at?: Date): void {
    this.steps.push({
      name: step.name,
      type: step.type,
      status: step.status ?? 'success',
      description: step.description,
      timestamp: at?.toISOString() ?? this.#timestamp,
      details: step.details ?? noDetails,
    });
  }
}
