/**
 * Two records with the same matching value go one after the other, from match to settle: else both would find nothing
 * in the target and both create. All keys of a record are taken at once, so no two can wait for each other.
 */
import type { ObjectType } from '../ports/source.ts';
import type { MatchValue } from './record.ts';
import { TriedValues } from './tried-values.ts';

export class MatchTurns {
  /** What was, or is being, created by anybody who takes turns here. */
  readonly tried = new TriedValues();
  readonly #last = new Map<string, Promise<void>>();

  /** Runs `work` when all earlier work with one of these keys is over, however it ended. */
  async inTurn<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    if (keys.length === 0) return work();
    const before = keys.flatMap((key) => this.#last.get(key) ?? []);
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const key of keys) this.#last.set(key, promise);
    try {
      if (before.length > 0) await Promise.all(before);
      return await work();
    } finally {
      resolve();
      for (const key of keys) if (this.#last.get(key) === promise) this.#last.delete(key);
    }
  }
}

/** Names a matching value; records that would match by the same one have the same key. */
export const turnKey = (type: ObjectType, { target, value }: MatchValue): string =>
  `${type}\n${target}\n${String(value).toLowerCase()}`;
