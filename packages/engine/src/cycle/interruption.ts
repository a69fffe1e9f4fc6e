/** Why a cycle ends before its end. What was done until then is committed; the cursor stays where the undone begins. */
import { toProvisioningError, type ProvisioningError } from '@drawbridge/base';

/**
 * - `held`        the road to the target is down: go on soon, or when an agent connects
 * - `quarantined` nothing works until a person acts
 * - `broken`      our own failure, in a store perhaps: go on soon
 * - `stopped`     someone asked us to stop, or the lease was lost
 */
export type InterruptionKind = 'held' | 'quarantined' | 'broken' | 'stopped';

export class Interruption extends Error {
  readonly kind: InterruptionKind;
  readonly error: ProvisioningError;

  constructor(kind: InterruptionKind, error: ProvisioningError) {
    super(error.message, { cause: error });
    this.name = 'Interruption';
    this.kind = kind;
    this.error = error;
  }
}

/** The interruption that an error outside of a record amounts to. */
export function toInterruption(thrown: unknown): Interruption {
  if (thrown instanceof Interruption) return thrown;
  const error = toProvisioningError(thrown);
  switch (error.reaction) {
    case 'wait':
    case 'retry':
      return new Interruption('held', error);
    case 'stop':
      // Any other code ends a program; here it means that this job cannot work (a seal that does not open, for example).
      return new Interruption(error.code === 'ABORTED' ? 'stopped' : 'quarantined', error);
    case 'bug':
      return new Interruption('broken', error);
    default:
      return new Interruption('quarantined', error);
  }
}
