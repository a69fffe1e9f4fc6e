import { describe, expect, test } from 'vitest';
import { AbortedError, systemClock } from '../src/index.ts';

describe('the clock', () => {
  test('wakes a sleeper that is told to stop', async () => {
    const stop = new AbortController();
    const sleeping = systemClock.sleep(60_000, stop.signal);
    stop.abort();
    await expect(sleeping).rejects.toBeInstanceOf(AbortedError);
    await expect(systemClock.sleep(60_000, stop.signal)).rejects.toBeInstanceOf(AbortedError);
  });

  test('calls once after the time, and not at all when cancelled', async () => {
    let calls = 0;
    systemClock.after(1, () => calls++).cancel();
    await new Promise<void>((resolve) => void systemClock.after(5, resolve));
    expect(calls).toBe(0);
  });
});
