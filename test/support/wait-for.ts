/** Waits for a condition instead of a time: the test goes on as soon as it holds, and says what it waited for if never. */
import { setTimeout as sleep } from 'node:timers/promises';

export type WaitOptions = {
  /** Default 60,000. */
  readonly timeoutMs?: number;
  /** Default 50. */
  readonly everyMs?: number;
};

/** Resolves with the first answer that is neither undefined nor false. What the condition throws is not waited out. */
export async function waitFor<T>(
  what: string,
  condition: () => T | Promise<T>,
  { timeoutMs = 60_000, everyMs = 50 }: WaitOptions = {},
): Promise<Exclude<T, false | undefined>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await condition();
    if (answer !== undefined && answer !== false) return answer as Exclude<T, false | undefined>;
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for: ${what}`);
    await sleep(everyMs);
  }
}
