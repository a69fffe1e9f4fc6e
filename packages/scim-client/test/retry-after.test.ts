import { describe, expect, test } from 'vitest';
import { retryAfterMs } from '../src/retry-after.ts';

describe('retryAfterMs', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  test.each([
    ['120', 120_000],
    ['0', 0],
    ['1.5', 1_500],
    ['Tue, 01 Jan 2030 00:01:00 GMT', 60_000],
    ['Mon, 31 Dec 2029 23:59:00 GMT', 0],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('%j is %s ms', (text, expected) => {
    expect(retryAfterMs({ 'retry-after': text }, now)).toBe(expected);
  });

  test('without the header there is none', () => expect(retryAfterMs({}, now)).toBeUndefined());
});
