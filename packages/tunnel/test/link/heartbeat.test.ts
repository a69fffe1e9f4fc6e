import { describe, expect, test } from 'vitest';
import { systemClock, type Clock } from '@drawbridge/base';
import { Heartbeat } from '../../src/link/heartbeat.ts';

/** A clock whose timers fire by hand. */
function handClock(): Clock & { advance(ms: number): Promise<void> } {
  let nowMs = 0;
  let due: { at: number; fire: () => void }[] = [];
  return {
    ...systemClock,
    monotonicMs: () => nowMs,
    after: (ms, fire) => {
      const timer = { at: nowMs + ms, fire };
      due.push(timer);
      return { cancel: () => void (due = due.filter((other) => other !== timer)) };
    },
    advance: async (ms) => {
      nowMs += ms;
      const ripe = due.filter(({ at }) => at <= nowMs);
      due = due.filter(({ at }) => at > nowMs);
      ripe.forEach(({ fire }) => fire());
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

function start() {
  const clock = handClock();
  const seen = { pings: 0, silent: 0 };
  const heartbeat = new Heartbeat({
    clock,
    intervalMs: 1000,
    ping: () => (seen.pings += 1),
    onSilence: () => (seen.silent += 1),
  });
  return { clock, seen, heartbeat };
}

describe('the heartbeat', () => {
  test('pings as long as something comes back', async () => {
    const { clock, seen, heartbeat } = start();
    for (let beat = 0; beat < 5; beat += 1) {
      await clock.advance(1000);
      heartbeat.heard();
    }
    expect(seen).toEqual({ pings: 5, silent: 0 });
  });

  test('takes a whole silent interval after a ping for the end, once', async () => {
    const { clock, seen } = start();
    await clock.advance(1000);
    await clock.advance(1000);
    await clock.advance(5000);
    expect(seen).toEqual({ pings: 1, silent: 1 });
  });

  test('does not take its own sleep for the silence of the other side', async () => {
    const { clock, seen, heartbeat } = start();
    await clock.advance(1000);
    await clock.advance(3_600_000);
    expect(seen).toEqual({ pings: 2, silent: 0 });
    heartbeat.heard();
    await clock.advance(1000);
    expect(seen.silent).toBe(0);
  });

  test('is still after stop', async () => {
    const { clock, seen, heartbeat } = start();
    heartbeat.stop();
    await clock.advance(10_000);
    expect(seen).toEqual({ pings: 0, silent: 0 });
  });
});
