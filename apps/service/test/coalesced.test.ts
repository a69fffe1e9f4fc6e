import { expect, it } from 'vitest';
import { Coalesced } from '../src/coalesced.ts';

it('runs at most one at a time, and one more for all who asked meanwhile', async () => {
  let runs = 0;
  let running = 0;
  const gates: (() => void)[] = [];
  const coalesced = new Coalesced(
    async () => {
      runs++;
      expect(++running).toBe(1);
      await new Promise<void>((resolve) => gates.push(resolve));
      running--;
    },
    () => expect.unreachable(),
  );
  for (let asked = 0; asked < 1000; asked++) coalesced.ask();
  expect(runs).toBe(1);
  gates.shift()!();
  await new Promise(setImmediate);
  expect(runs).toBe(2);
  gates.shift()!();
  await new Promise(setImmediate);
  expect(runs).toBe(2);
  coalesced.ask();
  expect(runs).toBe(3);
  coalesced.ask();
  const closed = coalesced.close();
  gates.shift()!();
  await new Promise(setImmediate);
  gates.shift()?.();
  await closed;
  coalesced.ask();
  expect(runs).toBe(4);
});

it('reports a failure and works when asked again', async () => {
  const failures: unknown[] = [];
  let runs = 0;
  const coalesced = new Coalesced(
    async () => {
      if (runs++ === 0) throw new Error('down');
    },
    (thrown) => failures.push(thrown),
  );
  coalesced.ask();
  await coalesced.close();
  expect([runs, failures.length]).toEqual([1, 1]);
});
