import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../src/index.ts';
import { contextOf, errorOf, valueOf } from '../evaluate.ts';

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

describe('RandomString', () => {
  test('has its length, its minima and none of the characters to avoid', () => {
    const compiled = compileExpression('RandomString(12,2,1,2,3,"0Ol1")');
    expect(compiled.isRandom).toBe(true);
    for (let n = 0; n < 500; n++) {
      const [text = ''] = compiled.candidates(contextOf());
      expect(text).toHaveLength(12);
      expect(count(text, /[0-9]/g)).toBeGreaterThanOrEqual(2);
      expect(count(text, /[^0-9A-Za-z]/g)).toBeGreaterThanOrEqual(1);
      expect(count(text, /[A-Z]/g)).toBeGreaterThanOrEqual(2);
      expect(count(text, /[a-z]/g)).toBeGreaterThanOrEqual(3);
      expect(text).not.toMatch(/[0Ol1]/);
    }
  });

  test('takes its randomness from the context', () => {
    const seen: number[] = [];
    const random = (below: number): number => {
      seen.push(below);
      return 0;
    };
    expect(valueOf('RandomString(4,4,0,0,0)', {}, { random })).toBe('0000');
    expect(seen).toEqual([10, 10, 10, 10, 4, 3, 2]);
  });

  test('length 0 gives an empty text, 256 a full one', () => {
    expect(valueOf('RandomString(0,0,0,0,0)')).toBe('');
    expect(valueOf('RandomString(256,0,0,0,0)')).toHaveLength(256);
  });

  test.each([
    ['RandomString(257,0,0,0,0)', 'Length'],
    ['RandomString(-1,0,0,0,0)', 'Length'],
    ['RandomString(3,1,1,1,1)', 'Length'],
    ['RandomString(3,-1,1,1,1)', 'MinimumNumbers'],
    ['RandomString(3,1,0,0,0,"0123456789")', 'CharactersToAvoid'],
  ])('%s fails by its %s', (text, argument) => {
    expect(errorOf(() => valueOf(text)).details).toEqual({ function: 'RandomString', argument });
  });
});

test('Guid is a random UUID, new each time', () => {
  const compiled = compileExpression('Guid()');
  const made = new Set(Array.from({ length: 200 }, () => compiled.candidates(contextOf())[0]));
  expect(made.size).toBe(200);
  for (const guid of made)
    expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
