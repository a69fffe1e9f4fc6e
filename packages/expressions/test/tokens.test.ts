import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tokensOf } from '../src/index.ts';

const shown = (text: string) => tokensOf(text).map(({ kind, position, end }) => [kind, text.slice(position, end)]);

test('an expression is cut into what an editor colours', () => {
  expect(shown('IIF([a] = "b", 1, Now())')).toEqual([
    ['name', 'IIF'],
    ['(', '('],
    ['attribute', '[a]'],
    ['operator', '='],
    ['string', '"b"'],
    [',', ','],
    ['number', '1'],
    [',', ','],
    ['name', 'Now'],
    ['(', '('],
    [')', ')'],
    [')', ')'],
  ]);
});

test.each([
  ['Join("a', 'string', '"a'],
  ['Join([giv', 'attribute', '[giv'],
  ['Join([]', 'attribute', '[]'],
  ['Join(“', 'unknown', '“'],
  ['a 😀', 'unknown', '😀'],
])('what does not end or has no meaning is shown all the same: %s', (text, kind, last) => {
  expect(shown(text).at(-1)).toEqual([kind, last]);
});

test('whatever is written, tokens stand in order, have a length and end with the text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('"', '[', ']', '\\', '(', ',', 'a', '1', ' ', '=', '’') }),
      (text) => {
        let last = 0;
        for (const { position, end } of tokensOf(text)) {
          expect(position).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(position);
          last = end;
        }
        expect(last).toBeLessThanOrEqual(text.length);
        expect(text.slice(last).trim()).toBe('');
      },
    ),
  );
});
