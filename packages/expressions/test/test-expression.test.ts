import { describe, expect, test } from 'vitest';
import { testExpression as testWith } from '../src/index.ts';
import type { ExpressionTest, SourceAttributes, TestOptions } from '../src/index.ts';

const now = new Date('2024-01-01T00:00:00Z');

function testExpression(text: string, attributes?: SourceAttributes, options?: Partial<TestOptions>): ExpressionTest {
  return testWith(text, attributes, { now, ...options });
}

describe('testExpression', () => {
  test("answers as Graph's parseExpression does", () => {
    const text = 'Replace([preferredLanguage], "-", , , "_", , )';
    const attributes = new Map<string, string | string[]>([
      ['preferredLanguage', 'en-US'],
      ['appRoleAssignments', ['Default']],
    ]);
    expect(testExpression(text, attributes)).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: true,
      evaluationResult: ['en_US'],
      parsedExpression: { expression: text, name: 'Replace', type: 'Function' },
    });
  });

  test('keeps the text as it was written', () => {
    expect(testExpression(' Not(\n[a]) ').parsedExpression?.expression).toBe('Not(\n[a])');
  });

  test('without sample values it only parses', () => {
    expect(testExpression('Not([a])')).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: false,
      evaluationResult: [],
    });
    expect(testExpression('Not([a])')).not.toHaveProperty('error');
  });

  test('what cannot be parsed has an error with the place', () => {
    expect(testExpression('Not([a]', new Map())).toEqual({
      parsingSucceeded: false,
      evaluationSucceeded: false,
      evaluationResult: [],
      error: {
        code: 'EXPRESSION_INVALID',
        message: expect.stringContaining('Line 1, column 8') as string,
        details: { line: 1, column: 8, position: 7, expected: 'a comma or a closing parenthesis' },
      },
    });
  });

  test('what cannot be evaluated has an error with function and argument', () => {
    expect(testExpression('CDate([a])', new Map([['a', 'x']]))).toMatchObject({
      parsingSucceeded: true,
      evaluationSucceeded: false,
      evaluationResult: [],
      error: { code: 'EXPRESSION_FAILED', message: expect.stringContaining('CDate, argument expression') as string },
    });
  });

  test.each([
    ['[none]', []],
    ['IgnoreFlowIfNullOrEmpty([none])', []],
    ['Split("a,b", ",")', ['a', 'b']],
    ['""', ['']],
  ])('%s gives %o', (text, evaluationResult) => {
    expect(testExpression(text, new Map())).toMatchObject({ evaluationSucceeded: true, evaluationResult });
  });

  test('takes time, domain and roles from the caller', () => {
    expect(testExpression('Now()', new Map()).evaluationResult).toEqual(['1/1/2024 12:00:00 AM']);
    expect(testExpression('DefaultDomain()', new Map(), { defaultDomain: 'd' }).evaluationResult).toEqual(['d']);
    const roles = [{ displayName: 'Reader' }];
    expect(
      testExpression('SingleAppRoleAssignment([appRoleAssignments])', new Map(), { roles }).evaluationResult,
    ).toEqual(['Reader']);
  });
});
