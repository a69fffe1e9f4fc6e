import { AbortedError } from '@drawbridge/base';
import { answers } from '@drawbridge/testkit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { failureOf, openClientOnTarget, type ClientOnTarget } from './support/client-on-target.ts';

const kari = { id: 'u1', userName: 'kari' };

describe('a target that asks to slow down', () => {
  let at: ClientOnTarget;
  beforeEach(async () => {
    at = await openClientOnTarget();
  });
  afterEach(() => at.close());

  test.each([429, 503] as const)('is asked again after Retry-After when it answered %i', async (status) => {
    at.target.answer(answers.slowDown('7', status), answers.json(200, kari));
    const reading = at.client.read('Users', 'u1');
    expect(await at.clock.timerSet()).toBe(7_000);
    at.clock.advance(6_999);
    expect(at.client.requests).toBe(1);
    at.clock.advance(1);
    expect(await reading).toEqual(kari);
    expect(at.client.requests).toBe(2);
    expect(at.gate.stats).toMatchObject({ limit: 4, slowDowns: 1 });
  });

  test('may name a date', async () => {
    const date = new Date(at.clock.now().getTime() + 90_000).toUTCString();
    at.target.answer(answers.slowDown(date), answers.json(200, kari));
    const reading = at.client.read('Users', 'u1');
    expect(await at.clock.timerSet()).toBe(90_000);
    at.clock.advance(90_000);
    await reading;
  });

  test('is asked after one second and then twice as long each time when it names none, and then it is an error', async () => {
    at.target.otherwise(answers.slowDown());
    const failing = failureOf(at.client.read('Users', 'u1'));
    const waits: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      const ms = await at.clock.timerSet();
      waits.push(ms);
      at.clock.advance(ms);
    }
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
    const error = await failing;
    expect(error.code).toBe('TARGET_RATE_LIMITED');
    expect(error.details).toEqual({ method: 'GET', url: `${at.baseUrl}/Users/u1`, status: 429 });
    expect(at.client.requests).toBe(5);
  });

  test.each([
    [429, 'TARGET_RATE_LIMITED'],
    [503, 'TARGET_UNAVAILABLE'],
  ] as const)('and goes on with %i is %s, with the wait it names', async (status, code) => {
    at.target.otherwise(answers.slowDown('2', status));
    const failing = failureOf(at.client.read('Users', 'u1'));
    for (let i = 0; i < 4; i += 1) at.clock.advance(await at.clock.timerSet());
    expect(await failing).toMatchObject({ code, details: { status, retryAfterMs: 2_000 } });
  });

  test('holds back everybody, also who asks for another thing', async () => {
    at.target.answer(answers.slowDown('5')).otherwise(answers.json(200, kari));
    const first = at.client.read('Users', 'u1');
    await at.clock.timerSet();
    const others = [at.client.read('Users', 'u2'), at.client.read('Users', 'u3')];
    await vi.waitFor(() => expect(at.gate.stats).toMatchObject({ inFlight: 0, waiting: 3 }));
    expect(at.client.requests).toBe(1);
    at.clock.advance(5_000);
    await Promise.all([first, ...others]);
  });

  test('is sent the same body again', async () => {
    at.target.answer(answers.slowDown('1'), answers.json(201, kari));
    const creating = at.client.create('Users', { userName: 'kari' });
    at.clock.advance(await at.clock.timerSet());
    await creating;
    expect(at.target.requests[1]?.body.equals(at.target.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
  });

  test('is sent no write any more that was permitted before the wait, and is not now', async () => {
    at.target.otherwise(answers.slowDown('60'));
    let isPermitted = true;
    const client = at.client.permitted(() => {
      if (!isPermitted) throw new AbortedError();
    });
    const failing = failureOf(client.create('Users', { userName: 'kari' }));
    const waitMs = await at.clock.timerSet();
    isPermitted = false;
    const others = [client.patch('Users', 'u1', [{ op: 'remove', path: 'title' }]), client.delete('Users', 'u1')];
    const failures = others.map((other) => failureOf(other));
    at.clock.advance(waitMs);
    for (const failure of [failing, ...failures]) expect(await failure).toMatchObject({ code: 'ABORTED' });
    expect(at.client.requests).toBe(1);
    expect(at.target.requests).toHaveLength(1);
  });

  test('an abort ends the wait', async () => {
    at.target.otherwise(answers.slowDown('60'));
    const controller = new AbortController();
    const failing = failureOf(at.client.read('Users', 'u1', {}, controller.signal));
    await at.clock.timerSet();
    controller.abort();
    expect(await failing).toMatchObject({ code: 'ABORTED' });
    expect(at.gate.stats).toMatchObject({ inFlight: 0, waiting: 0 });
  });

  test('other errors are thrown at once', async () => {
    at.target.otherwise(answers.status(500));
    await failureOf(at.client.read('Users', 'u1'));
    expect(at.client.requests).toBe(1);
    expect(at.gate.stats.slowDowns).toBe(0);
  });

  test('a target that does not answer in time is sent less, and the error is thrown at once', async () => {
    await at.close();
    at = await openClientOnTarget({ deadlineMs: 100 });
    at.target.otherwise(answers.nothing());
    expect(await failureOf(at.client.read('Users', 'u1'))).toMatchObject({ code: 'TARGET_TIMEOUT' });
    expect(at.client.requests).toBe(1);
    expect(at.gate.stats).toMatchObject({ limit: 4, pausedForMs: 0 });
  });
});
