import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileExpression, parseExpression, printExpression } from '../src/index.ts';
import { MappingError } from '@drawbridge/base/errors';
import { arbitraryExpression } from './arbitrary-expression.ts';

test('parsing what was printed gives the same tree', () => {
  fc.assert(
    fc.property(arbitraryExpression, (tree) => {
      expect(parseExpression(printExpression(tree), { maxLength: 1_000_000 })).toEqual(tree);
    }),
    { numRuns: 1_000 },
  );
});

test('every expression that compiles either gives an outcome or fails with a mapping error', () => {
  const attributes = { get: () => 'x' };
  fc.assert(
    fc.property(arbitraryExpression, (tree) => {
      try {
        expect(compileExpression(tree).evaluate({ attributes, now: new Date(0) }).kind).toMatch(/^(value|ignored)$/);
      } catch (thrown) {
        if (!(thrown instanceof MappingError)) throw thrown;
      }
    }),
    { numRuns: 1_000 },
  );
});

test('any text is parsed or refused, and the place of the error lies in it', () => {
  const piece = fc.constantFrom(
    'Join(',
    'IIF(',
    '[a]',
    '"x"',
    ',',
    ')',
    '=',
    '<>',
    '"',
    '[',
    '\\',
    '1',
    ' ',
    '\n',
    '&H',
    'é',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      const text = pieces.join('');
      try {
        parseExpression(text);
      } catch (thrown) {
        if (!(thrown instanceof MappingError)) throw thrown;
        expect(thrown.details['position']).toBeGreaterThanOrEqual(0);
        expect(thrown.details['position']).toBeLessThanOrEqual(text.length);
      }
    }),
    { numRuns: 2_000 },
  );
});
