/**
 * A request that a target refuses because of one member in it is cut in two, and those again, until the bad one stands alone:
 * everybody else is written, at about twice the logarithm of the request in further requests.
 */
import { toProvisioningError, type ProvisioningError } from '@drawbridge/base';

export type Refused<T> = { readonly item: T; readonly error: ProvisioningError };

/** So many refused requests of one owner, and the rest of a refused chunk is given up together. */
const maxRefusals = 64;

/** What may be the fault of one member, rather than of the whole. */
const blamesOne = ({ code }: ProvisioningError): boolean =>
  code === 'TARGET_REJECTED_VALUE' || code === 'TARGET_CONFLICT' || code === 'TARGET_RESOURCE_GONE';

export class Bisection<T> {
  readonly #send: (items: readonly T[]) => Promise<void>;
  readonly refused: Refused<T>[] = [];
  #refusals = 0;

  constructor(send: (items: readonly T[]) => Promise<void>) {
    this.#send = send;
  }

  /** Sends all that can be sent; who was refused is in `refused`. Throws what is not the fault of one item. */
  async send(items: readonly T[]): Promise<void> {
    try {
      await this.#send(items);
    } catch (thrown) {
      const error = toProvisioningError(thrown);
      if (!blamesOne(error)) throw thrown;
      this.#refusals++;
      if (items.length === 1 || this.#refusals > maxRefusals) {
        for (const item of items) this.refused.push({ item, error });
        return;
      }
      const half = Math.ceil(items.length / 2);
      await this.send(items.slice(0, half));
      await this.send(items.slice(half));
    }
  }
}
