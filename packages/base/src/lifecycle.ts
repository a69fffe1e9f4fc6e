/** Starting and stopping a process: signals become one AbortSignal, and what was started is closed in reverse order. */
import { ProvisioningError } from './errors/index.ts';

/** Aborts on the first SIGINT or SIGTERM; the second ends the process at once. */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return controller.signal;
}

export const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

/**
 * Runs a command to its end. An error that was thrown on purpose becomes one sentence on stderr and exit code 1;
 * anything else keeps its stack, because it is ours to mend.
 */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (thrown) {
    if (thrown instanceof ProvisioningError && thrown.reaction !== 'bug')
      console.error(`${thrown.code}: ${thrown.message}`);
    else console.error(thrown);
    process.exitCode = 1;
  }
}
