/**
 * Work that must not overlap runs here, one after the other. Memberships and deletions do: a member is checked to exist
 * and then written, and a deletion in between would leave a member that nobody is.
 */
export class SerialLane {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => {}); // its caller hears of it; the next in line does not care
    return result;
  }
}
