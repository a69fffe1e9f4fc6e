import { beforeEach, describe, expect, test } from 'vitest';
import { TargetGate, type TargetGateOptions } from '../src/index.ts';
import { ManualClock } from './support/manual-clock.ts';

type Work = { readonly name: number; end(): void; fail(error: Error): void; readonly turn: number };

describe('TargetGate', () => {
  let clock: ManualClock;
  let started: Work[];

  beforeEach(() => {
    clock = new ManualClock();
    started = [];
  });

  const gateOf = (options: Omit<TargetGateOptions, 'clock'> = {}): TargetGate => new TargetGate({ clock, ...options });
  /** Asks for a turn whose work lasts until the test ends it. */
  const enter = (gate: TargetGate, name = 0, signal?: AbortSignal): Promise<void> =>
    gate.run((turn) => new Promise<void>((end, fail) => void started.push({ name, end, fail, turn })), signal);
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const names = (): number[] => started.map((work) => work.name);
  /** So many rounds in which others always wait; every request takes `ms`. */
  const rounds = async (gate: TargetGate, count: number, ms: number): Promise<void> => {
    const all: Promise<void>[] = [];
    for (let round = 0; round < count; round += 1) {
      while (gate.stats.waiting < 64) all.push(enter(gate));
      clock.advance(ms);
      for (const work of started.splice(0)) work.end();
      await settle();
    }
    while (started.length > 0) {
      clock.advance(ms);
      for (const work of started.splice(0)) work.end();
      await settle();
    }
    await Promise.all(all);
  };

  test('no more works run at once than the limit, and the rest start in the order they came', async () => {
    const gate = gateOf({ initial: 2, ceiling: 2 });
    const all = [1, 2, 3, 4, 5].map((name) => enter(gate, name));
    expect(names()).toEqual([1, 2]);
    expect(gate.stats).toMatchObject({ limit: 2, inFlight: 2, waiting: 3 });
    started[1]?.end();
    await settle();
    expect(names()).toEqual([1, 2, 3]);
    started[0]?.end();
    started[2]?.end();
    await settle();
    expect(names()).toEqual([1, 2, 3, 4, 5]);
    for (const work of started) work.end();
    await Promise.all(all);
    expect(gate.stats).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test('nobody who comes later overtakes who waits', async () => {
    const gate = gateOf({ initial: 1, ceiling: 1 });
    const all = [enter(gate, 1), enter(gate, 2)];
    started[0]?.end();
    all.push(enter(gate, 3));
    await settle();
    expect(names()).toEqual([1, 2]);
    started[1]?.end();
    await settle();
    started[2]?.end();
    await Promise.all(all);
  });

  test('a work that fails frees its place, and its error reaches the caller', async () => {
    const gate = gateOf({ initial: 1 });
    const failing = enter(gate, 1);
    const next = enter(gate, 2);
    started[0]?.fail(new Error('no'));
    await expect(failing).rejects.toThrow('no');
    await settle();
    started[1]?.end();
    await next;
  });

  test('the limit grows by about one per full round while latency holds, up to the ceiling', async () => {
    const gate = gateOf({ initial: 8, ceiling: 12 });
    const limits: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      while (gate.stats.waiting < 64) void enter(gate);
      clock.advance(50);
      for (const work of started.splice(0)) work.end();
      await settle();
      limits.push(gate.stats.limit);
    }
    const steps = limits.slice(1).map((limit, index) => limit - (limits[index] ?? 0));
    expect(Math.max(...steps)).toBe(1);
    expect(Math.min(...steps)).toBe(0);
    expect(limits[0]).toBe(8);
    expect(gate.stats.limit).toBe(12);
  });

  test('the limit does not grow when it is not what holds requests back', async () => {
    const gate = gateOf({ initial: 8 });
    for (let i = 0; i < 100; i += 1) {
      const one = enter(gate);
      clock.advance(5);
      started.pop()?.end();
      await one;
    }
    expect(gate.stats.limit).toBe(8);
  });

  test('the limit does not grow while the target is much slower than usual', async () => {
    const gate = gateOf({ initial: 8 });
    await rounds(gate, 3, 50);
    const before = gate.stats.limit;
    await rounds(gate, 5, 500);
    expect(gate.stats.limit).toBe(before);
  });

  test('a target that has become slower for good is got used to', async () => {
    const gate = gateOf({ initial: 8, ceiling: 16 });
    await rounds(gate, 3, 50);
    await rounds(gate, 60, 200);
    expect(gate.stats.limit).toBe(16);
  });

  test('slowing down halves the limit, down to the floor', () => {
    const gate = gateOf({ initial: 16, floor: 3 });
    const limits = [1, 2, 3].map(() => (gate.slowDown(), gate.stats.limit));
    expect(limits).toEqual([8, 4, 3]);
    expect(gate.stats.slowDowns).toBe(3);
  });

  test('requests that were under way together halve the limit once, and a later one halves it again', async () => {
    const gate = gateOf({ initial: 8 });
    const all = Array.from({ length: 8 }, () => enter(gate));
    for (const work of started) gate.slowDown(0, work.turn);
    expect(gate.stats).toMatchObject({ limit: 4, slowDowns: 1 });
    for (const work of started.splice(0)) work.end();
    await Promise.all(all);
    const later = enter(gate);
    gate.slowDown(0, started[0]?.turn);
    expect(gate.stats).toMatchObject({ limit: 2, slowDowns: 2 });
    started[0]?.end();
    await later;
  });

  test('nobody starts before a pause is over, also who came before it', async () => {
    const gate = gateOf({ initial: 1 });
    const all = [enter(gate, 1), enter(gate, 2)];
    gate.slowDown(3_000);
    started[0]?.end();
    await settle();
    all.push(enter(gate, 3));
    clock.advance(2_999);
    expect(names()).toEqual([1]);
    expect(gate.stats.pausedForMs).toBe(1);
    clock.advance(1);
    expect(names()).toEqual([1, 2]);
    started[1]?.end();
    await settle();
    expect(names()).toEqual([1, 2, 3]);
    started[2]?.end();
    await Promise.all(all);
  });

  test('a longer pause prolongs the present one, and a shorter one does not cut it', () => {
    const gate = gateOf();
    gate.slowDown(1_000);
    gate.slowDown(5_000);
    gate.slowDown(10);
    void enter(gate);
    clock.advance(4_999);
    expect(started).toHaveLength(0);
    clock.advance(1);
    expect(started).toHaveLength(1);
  });

  test('a pause of a year is cut', () => {
    const gate = gateOf({ maxPauseMs: 60_000 });
    gate.slowDown(Number.POSITIVE_INFINITY);
    expect(gate.stats.pausedForMs).toBe(60_000);
    gate.slowDown(Number.NaN);
    expect(gate.stats.pausedForMs).toBe(60_000);
  });

  test('who is aborted while waiting leaves the queue and is never started', async () => {
    const gate = gateOf({ initial: 1 });
    const first = enter(gate, 1);
    const controller = new AbortController();
    const aborted = enter(gate, 2, controller.signal);
    const last = enter(gate, 3);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'ABORTED' });
    started[0]?.end();
    await settle();
    expect(names()).toEqual([1, 3]);
    started[1]?.end();
    await Promise.all([first, last]);
    await expect(enter(gate, 4, AbortSignal.abort())).rejects.toMatchObject({ code: 'ABORTED' });
  });

  test('ten thousand who wait are all served, in order', async () => {
    const gate = gateOf({ initial: 4, ceiling: 4 });
    const served: number[] = [];
    const work = (name: number) => async (): Promise<void> => {
      await Promise.resolve();
      served.push(name);
    };
    const everybody = Array.from({ length: 10_000 }, (_, name) => name);
    await Promise.all(everybody.map((name) => gate.run(work(name))));
    expect(served).toEqual(everybody);
  });
});
