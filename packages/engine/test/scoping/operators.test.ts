import { compileFilter, filterOperators } from '@drawbridge/engine';
import { describe, expect, test } from 'vitest';

const passes = (
  operatorName: string,
  operand: string | undefined,
  value: string | number | boolean | string[] | undefined,
) => {
  const targetOperand = operand === undefined ? null : { values: [operand] };
  const filter = compileFilter({
    groups: [{ name: 'F', clauses: [{ sourceOperandName: 'x', operatorName, targetOperand }] }],
  });
  return filter.groups({ get: (name) => (name === 'x' ? value : undefined) }).passes;
};

describe('operators of scoping filters', () => {
  test.each([
    ['EQUALS', 'Oslo', 'Oslo', true],
    ['EQUALS', 'Oslo', 'oslo', false],
    ['EQUALS', '7', 7, true],
    ['NOT EQUALS', 'Oslo', 'Berlin', true],
    ['NOT EQUALS', 'Oslo', undefined, false],
    ['NOT EQUALS', 'Oslo', '', false],
    ['ENDS_WITH', '.example', 'corp.example', true],
    ['ENDS_WITH', '.example', 'example.corp', false],
    ['STARTS_WITH', 'corp', 'corp.example', true],
    ['STARTS_WITH', 'Corp', 'corp.example', false],
    ['HAS_VALUE', 'a', ['b', 'a'], true],
    ['HAS_VALUE', 'a', ['b', 'ab'], false],
    ['HAS_VALUE', 'a', undefined, false],
    ['HAS_NOT_VALUE', 'a', ['b'], true],
    ['HAS_NOT_VALUE', 'a', [], false],
    ['Less_Than', '10', '9', true],
    ['Less_Than', '10', '10', false],
    ['Less_Than_OR_EQUALS', '10', 10, true],
    ['Includes', 'ngine', 'Engineering', true],
    ['Includes', 'NGINE', 'Engineering', false],
    ['REGEX MATCH', '^2[0-9]{6}$', '2345678', true],
    ['REGEX MATCH', '[0-9]', 'a1b', true],
    ['REGEX MATCH', '(?i)sales', 'SALES', true],
    ['REGEX MATCH', '.*', undefined, false],
    ['NOT REGEX MATCH', '^svc-', 'kari', true],
    ['NOT REGEX MATCH', '^svc-', 'svc-backup', false],
    ['NOT REGEX MATCH', '^svc-', undefined, false],
    ['IS NULL', undefined, undefined, true],
    ['IS NULL', undefined, '', true],
    ['IS NULL', undefined, [], true],
    ['IS NULL', undefined, false, false],
    ['IS NOT NULL', undefined, 'x', true],
    ['IS NOT NULL', undefined, '', false],
    ['IS TRUE', undefined, true, true],
    ['IS TRUE', undefined, 'True', true],
    ['IS TRUE', undefined, undefined, false],
    ['IS FALSE', undefined, false, true],
    ['IS FALSE', undefined, undefined, false],
    ['Greater_Than', '10', 11, true],
    ['Greater_Than', '10', '10', false],
    ['Greater_Than', '10', 'many', false],
    ['Greater_Than', '9007199254740993', '9007199254740994', true],
    ['Greater_Than_OR_EQUALS', '10', '10', true],
    ['&', '6', '4', true],
    ['&', '6', '1', false],
    ['&', 'Oslo,Berlin', 'Berlin', true],
    ['!&', 'Oslo,Berlin', 'Rome', true],
    ['!&', 'Oslo,Berlin', undefined, false],
    ['EQUALS', 'a', ['a', 'a'], true],
    ['EQUALS', 'a', ['a', 'b'], false],
  ])('%s %s on %j is %s', (operator, operand, value, expected) => {
    expect(passes(operator, operand, value)).toBe(expected);
  });

  test('a name is found in any case and with underscores or blanks', () => {
    for (const name of ['is not null', 'IS_NOT_NULL', 'IsNotNull']) expect(passes(name, undefined, 'x')).toBe(true);
    expect(new Set(filterOperators.map(({ name }) => name)).size).toBe(filterOperators.length);
  });

  test.each([
    ['CONTAINS', 'x', 'no operator'],
    ['EQUALS', undefined, 'needs a value'],
    ['Greater_Than', 'ten', 'whole number'],
    ['REGEX MATCH', '(', 'cannot be read'],
    ['REGEX MATCH', '(a+)+$', 'repeats'],
    ['REGEX MATCH', '([a-z]+)*x', 'repeats'],
    ['REGEX MATCH', '((a|aa)b?)+', 'repeats'],
    ['REGEX MATCH', `a{1000}`.repeat(200), 'longer'],
  ])('%s %s is refused: %s', (operator, operand, why) => {
    expect(() => passes(operator, operand, 'x')).toThrow(why);
  });

  test('a hostile value is tested within bounds', () => {
    const started = performance.now();
    passes('REGEX MATCH', '^a*a*a*b$', 'a'.repeat(1_000_000));
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test('clauses are joined by AND, filters by OR, and each tells its result', () => {
    const clause = (sourceOperandName: string, value: string) => ({
      sourceOperandName,
      operatorName: 'EQUALS',
      targetOperand: { values: [value] },
    });
    const filter = compileFilter({
      groups: [
        { name: 'Engineers', clauses: [clause('city', 'Berlin'), clause('department', 'Engineering')] },
        { name: 'Oslo', clauses: [clause('city', 'Oslo')] },
        { name: 'empty', clauses: [] },
      ],
    });
    const judge = (city: string, department: string) =>
      filter.groups({ get: (name) => (name === 'city' ? city : department) });
    expect(judge('Berlin', 'Engineering').passes).toBe(true);
    expect(judge('Berlin', 'Sales').passes).toBe(false);
    expect(judge('Oslo', 'Sales').passes).toBe(true);
    expect(judge('Oslo', 'Sales').clauses.map(({ title, result }) => [title, result])).toEqual([
      ["Engineers.city EQUALS 'Berlin'", false],
      ["Engineers.department EQUALS 'Engineering'", false],
      ["Oslo.city EQUALS 'Oslo'", true],
    ]);
  });
});
