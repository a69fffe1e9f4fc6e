/** Works on many things at once, a bounded number at a time. */
import { AbortedError } from '@drawbridge/base';

/**
 * Starts no more work after the first throw or when the signal fires, finishes what was begun, and then rethrows (or throws
 * AbortedError).
 */
export async function forEachOf<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let next = 0;
  let failure: { thrown: unknown } | undefined;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failure) {
      if (signal?.aborted) {
        failure = { thrown: new AbortedError() };
        return;
      }
      const item = items[next++]!;
      try {
        await work(item);
      } catch (thrown) {
        failure ??= { thrown };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  if (failure) throw failure.thrown;
}
