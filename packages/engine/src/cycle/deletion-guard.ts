/**
 * The accidental-deletion threshold: disables and deletes of one cycle are counted before they are exported, page by page.
 * What would go beyond is staged: logged, not sent, and the job waits for a person.
 */
import { ProvisioningError } from '@drawbridge/base';

export class DeletionGuard {
  readonly #threshold: number | undefined;
  #exported = 0;

  /** Without a threshold everything may go. */
  constructor(threshold: number | undefined) {
    this.#threshold = threshold;
  }

  /** Whether disables and deletes must wait until their page is decided. */
  get isOn(): boolean {
    return this.#threshold !== undefined;
  }

  /** Undefined when so many may be exported now; else why not. All of a page go, or none. */
  refuse(count: number): ProvisioningError | undefined {
    if (this.#threshold === undefined || this.#exported + count <= this.#threshold) {
      this.#exported += count;
      return undefined;
    }
    return new ProvisioningError(
      'DELETION_LIMIT_REACHED',
      `${this.#exported + count} disables and deletes in one cycle are more than the threshold of ${this.#threshold}. ${count} are held back; look at them in the provisioning log, then allow them or mend their cause.`,
      { details: { threshold: this.#threshold, held: count, exported: this.#exported } },
    );
  }
}
