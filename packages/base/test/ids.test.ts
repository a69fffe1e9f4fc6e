import { describe, expect, test } from 'vitest';
import { isUuid, newId, newTimeOrderedId, newToken } from '../src/index.ts';

describe('ids', () => {
  test('of version 7 sort by the time they were made for, and never repeat', () => {
    const ids = Array.from({ length: 5000 }, (_, ms) => newTimeOrderedId(1_800_000_000_000 + ms));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(Array.from({ length: 5000 }, () => newTimeOrderedId(1_800_000_000_000)))).toHaveLength(5000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('are told apart from other text', () => {
    expect(isUuid(newId())).toBe(true);
    expect(isUuid(`${newId()} `)).toBe(false);
    expect(isUuid('__proto__')).toBe(false);
  });

  test('tokens hold as many random bytes as asked for', () => {
    expect(Buffer.from(newToken(32), 'base64url')).toHaveLength(32);
    expect(newToken()).not.toBe(newToken());
  });
});
