/** Puts the rules of dynamic groups to everybody, in the background: batch after batch while there is one that waits. */
import type { Clock, Logger } from '@drawbridge/base';
import type { Directory } from '@drawbridge/directory';

/** A rule may have been written by another process, or left half done by one that ended. */
const lookIntervalMs = 5_000;

/** `close` resolves when the batch under way is done. */
export function startDynamicGroups({
  directory,
  clock,
  logger,
}: {
  directory: Directory;
  clock: Clock;
  logger: Logger;
}): { close(): Promise<void> } {
  const stop = new AbortController();
  let wake = new AbortController();
  const unsubscribe = directory.onRuleRequested(() => wake.abort());

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      wake = new AbortController();
      try {
        if (await directory.evaluateRules()) continue;
      } catch (err) {
        logger.error({ err }, 'putting the rule of a dynamic group to everybody failed; it is tried again');
      }
      await untilWoken(clock, AbortSignal.any([stop.signal, wake.signal]));
    }
  };
  const ended = run();
  return {
    close: async () => {
      unsubscribe();
      stop.abort();
      await ended;
    },
  };
}

async function untilWoken(clock: Clock, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(lookIntervalMs, signal);
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
  }
}
