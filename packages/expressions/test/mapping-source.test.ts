import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromMappingSource, parseExpression, printExpression, toMappingSource } from '../src/index.ts';
import type { AttributeMappingSource, AttributeMappingSourceInput } from '../src/index.ts';
import { arbitraryExpression } from './arbitrary-expression.ts';
import { errorOf } from './evaluate.ts';

const replace = 'Replace([preferredLanguage], "-", , , "_", , )';

/** Without the expression texts, so that names and parameters must do. */
function withoutText({ name, type, parameters }: AttributeMappingSource): AttributeMappingSourceInput {
  return { name, type, parameters: parameters.map(({ key, value }) => ({ key, value: withoutText(value) })) };
}

function printed(source: AttributeMappingSourceInput): string {
  return printExpression(fromMappingSource(source));
}

describe('toMappingSource', () => {
  test("gives Graph's tree, without the arguments left out", () => {
    expect(toMappingSource(parseExpression(replace))).toEqual({
      expression: replace,
      name: 'Replace',
      type: 'Function',
      parameters: [
        {
          key: 'source',
          value: { expression: '[preferredLanguage]', name: 'preferredLanguage', type: 'Attribute', parameters: [] },
        },
        { key: 'Find', value: { expression: '"-"', name: '-', type: 'Constant', parameters: [] } },
        { key: 'Replacement', value: { expression: '"_"', name: '_', type: 'Constant', parameters: [] } },
      ],
    });
  });

  test('repeated parameters repeat their key, and the last argument of Coalesce is its default', () => {
    const keys = (text: string) => toMappingSource(parseExpression(text)).parameters.map(({ key }) => key);
    expect(keys('Join(" ",[a],[b],[c])')).toEqual(['separator', 'source', 'source', 'source']);
    expect(keys('Switch([a],,"k","v")')).toEqual(['source', 'switchValue', 'switchValue']);
    expect(keys('Coalesce([a],[b],"c")')).toEqual(['source', 'source', 'defaultValue']);
    expect(keys('FormatDateTime([a],"yyyy","yy")')).toEqual(['source', 'inputFormat', 'outputFormat']);
  });
});

describe('fromMappingSource', () => {
  test('reads back what toMappingSource gives', () => {
    fc.assert(
      fc.property(arbitraryExpression, (tree) => {
        expect(fromMappingSource(toMappingSource(tree), { maxLength: 1_000_000 })).toEqual(tree);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    'Replace([preferredLanguage], "-", , , "_")',
    'Join(" ", [a], ToLower([b]))',
    'IIF([a] >= "1", "x", Switch([b], , "k", "v"))',
    'Coalesce([a], [b], "c")',
    'FormatDateTime([a], , "dd", "MM")',
    'Guid()',
  ])('reads %s from names and parameters alone', (text) => {
    expect(printed(withoutText(toMappingSource(parseExpression(text))))).toBe(text);
  });

  test.each<[AttributeMappingSourceInput, string]>([
    [{ type: 'Attribute', name: 'givenName', expression: '[givenName]' }, '[givenName]'],
    [{ type: 'Attribute', name: 'givenName' }, '[givenName]'],
    [{ type: 'Attribute', name: 'givenName', expression: 'givenName' }, '[givenName]'],
    [{ type: 'Attribute', expression: '[surname]' }, '[surname]'],
    [{ type: 'Constant', name: 'EU', expression: '"EU"' }, '"EU"'],
    [{ type: 'Constant', name: 'EU', expression: 'EU' }, '"EU"'],
    [{ type: 'Constant', expression: 'EU' }, '"EU"'],
    [{ type: 'Constant', name: '[none]', expression: '[none]' }, '"[none]"'],
    [{ type: 'Constant', name: '"a" and "b"', expression: '"a" and "b"' }, '"\\"a\\" and \\"b\\""'],
    [{ type: 'Constant', name: '', expression: '' }, '""'],
    [{ type: 'Function', name: 'ignored', expression: 'Not([a])', parameters: null }, 'Not([a])'],
    [{ expression: 'Not([a])' }, 'Not([a])'],
  ])('%o is %s', (source, text) => {
    expect(printed(source)).toBe(text);
  });

  test.each<[AttributeMappingSourceInput, string]>([
    [{}, 'neither an expression nor a name'],
    [{ type: 'Function', name: 'Nope' }, 'there is no function Nope'],
    [{ type: 'Function', name: 'ToLower' }, 'needs its argument source'],
    [{ type: 'Function', name: '=', parameters: [] }, 'no parameter left'],
    [{ type: 'Function', name: 'Not', parameters: [{ key: '__proto__', value: {} }] }, 'no parameter __proto__'],
    [{ type: 'Attribute', name: 'a]b' }, 'not the name of an attribute'],
    [{ type: 'Attribute', name: 'a] , [b' }, 'not the name of an attribute'],
    [{ type: 'Function', expression: 'Not(' }, 'ends early'],
  ])('%o is refused', (source, problem) => {
    const error = errorOf(() => fromMappingSource(source));
    expect(error.code).toBe('EXPRESSION_INVALID');
    expect(error.message).toContain(problem);
  });

  test('hostile nesting gives an error, never a stack overflow', () => {
    let source: AttributeMappingSourceInput = { type: 'Attribute', name: 'a' };
    for (let n = 0; n < 100_000; n++)
      source = { type: 'Function', name: 'Not', parameters: [{ key: 'source', value: source }] };
    expect(errorOf(() => fromMappingSource(source)).message).toContain('nested deeper');
  });
});
