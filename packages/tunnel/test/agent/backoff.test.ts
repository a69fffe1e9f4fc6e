import { describe, expect, test } from 'vitest';
import { Backoff } from '../../src/agent/backoff.ts';

describe('the wait before the next attempt', () => {
  test('has a ceiling that doubles from a quarter of a second to thirty seconds', () => {
    const backoff = new Backoff(() => 1);
    expect(Array.from({ length: 10 }, () => backoff.nextMs())).toEqual([
      250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  test('is anywhere below the ceiling', () => {
    expect(new Backoff(() => 0).nextMs()).toBe(0);
    expect(new Backoff(() => 0.5).nextMs()).toBe(125);
  });

  test('begins anew after a connection that lasted ten seconds, and not after a shorter one', () => {
    const backoff = new Backoff(() => 1);
    backoff.nextMs();
    backoff.connectionEnded(9_999);
    expect(backoff.nextMs()).toBe(500);
    backoff.connectionEnded(10_000);
    expect(backoff.nextMs()).toBe(250);
  });
});
