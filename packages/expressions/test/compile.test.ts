import { describe, expect, test } from 'vitest';
import { compileExpression, functionSchemas } from '../src/index.ts';
import type { Expression } from '../src/index.ts';
import { contextOf, errorOf, valueOf } from './evaluate.ts';

describe('compileExpression', () => {
  test('tells which attributes and functions an expression uses, each once', () => {
    const compiled = compileExpression('IIF([a]="1",Join(" ",[b],[a]),Join([c], "x"))');
    expect(compiled.attributes).toEqual(['a', 'b', 'c']);
    expect(compiled.functions).toEqual(['IIF', 'Join']);
    expect(compiled.text).toBe('IIF([a] = "1", Join(" ", [b], [a]), Join([c], "x"))');
    expect(compiled).toMatchObject({ usesTime: false, isRandom: false, isRedacted: false, choosesUniqueValue: false });
  });

  test.each([
    ['[x]', { x: 'a' }, 'a'],
    ['[x]', { x: true }, 'True'],
    ['[x]', { x: 0 }, '0'],
    ['[x]', { x: ['a', 'b'] }, ['a', 'b']],
    ['[x]', { x: [] }, undefined],
    ['[x]', { x: null }, undefined],
    ['[x]', {}, undefined],
    ['"constant"', {}, 'constant'],
    ['[__proto__]', {}, undefined],
    ['[constructor]', {}, undefined],
    ['[toString]', { toString: 'mine' }, 'mine'],
  ])('%s of %o is %o', (text, sample, value) => {
    expect(valueOf(text, sample as Record<string, string>)).toEqual(value);
  });

  test('an attribute called __proto__ is an attribute like any other', () => {
    const attributes = new Map([['__proto__', 'kept']]);
    expect(compileExpression('Append([__proto__],"!")').evaluate({ attributes, now: new Date(0) })).toEqual({
      kind: 'value',
      value: 'kept!',
      redacted: false,
    });
  });

  test('Redact taints the whole value, and keeps it out of error messages', () => {
    const compiled = compileExpression('Append("x", Redact([x]))');
    expect(compiled.evaluate(contextOf({ x: 's' }))).toEqual({ kind: 'value', value: 'xs', redacted: true });
    const failing = compileExpression('Mid(Redact([x]), [x], 1)');
    expect(errorOf(() => failing.evaluate(contextOf({ x: 'hunter2' }))).message).not.toContain('hunter2');
    const open = compileExpression('Mid([x], [x], 1)');
    expect(errorOf(() => open.evaluate(contextOf({ x: 'hunter2' }))).message).toContain('hunter2');
  });

  test('long values are shortened in error messages', () => {
    const error = errorOf(() => valueOf('CDate([x])', { x: 'y'.repeat(5_000) }));
    expect(error.message.length).toBeLessThan(200);
  });

  test('SelectUniqueValue gives its candidates in order, and its first as value', () => {
    const compiled = compileExpression(
      'SelectUniqueValue(Join(".",[givenName],[surname]), Join(".",Left([givenName],1),[surname]), [none], [surname], [surname])',
    );
    const context = contextOf({ givenName: 'Ada', surname: 'Moe' });
    expect(compiled.choosesUniqueValue).toBe(true);
    expect(compiled.candidates(context)).toEqual(['Ada.Moe', 'A.Moe', 'Moe']);
    expect(compiled.evaluate(context)).toMatchObject({ value: 'Ada.Moe' });
    expect(compileExpression('SelectUniqueValue([a],[b])').candidates(contextOf())).toEqual([]);
    expect(compileExpression('SelectUniqueValue([a],[b])').evaluate(contextOf())).toMatchObject({ value: undefined });
  });

  test('every other expression has its value as only candidate', () => {
    expect(compileExpression('[a]').candidates(contextOf({ a: 'x' }))).toEqual(['x']);
    expect(compileExpression('[a]').candidates(contextOf())).toEqual([]);
  });

  test.each<[string, Expression]>([
    ['there is no function Nope', { kind: 'call', name: 'Nope', arguments: [] }],
    ['needs its argument suffix', { kind: 'call', name: 'Append', arguments: [{ kind: 'attribute', name: 'a' }] }],
  ])('a tree that no text gives is refused: %s', (problem, tree) => {
    expect(errorOf(() => compileExpression(tree)).message).toContain(problem);
  });

  test('a function that stands outermost only is refused inside a tree', () => {
    const rule: Expression = { kind: 'attribute', name: 'a' };
    const inner: Expression = { kind: 'call', name: 'SelectUniqueValue', arguments: [rule, rule] };
    expect(errorOf(() => compileExpression({ kind: 'call', name: 'ToLower', arguments: [inner] })).message).toContain(
      'cannot be inside',
    );
  });

  test.each([
    ['login without domain', 'Replace([userPrincipalName], , "@.*$", , "", , )', 'ada.moe'],
    ['short alias', 'ToLower(NormalizeDiacritics(StripSpaces(Append(Left([givenName],1),[surname]))))', 'amoeoest'],
    ['active flag', 'Not([IsSoftDeleted])', 'True'],
    ['country name', 'Switch([country],[country],"NO","Norway","SE","Sweden")', 'Norway'],
  ])('recipe: %s', (_name, text, value) => {
    const sample = {
      userPrincipalName: 'ada.moe@corp.example',
      givenName: 'Ada',
      surname: 'Moe Øst',
      country: 'NO',
      IsSoftDeleted: false,
    };
    expect(valueOf(text, sample)).toBe(value);
  });
});

describe('functionSchemas', () => {
  test('list every function of the documentation once, with parameters as Graph names them', () => {
    const names = functionSchemas.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining(
        'And Append AppRoleAssignments AppRoleAssignmentsComplex AssertiveAppRoleAssignmentsComplex BitAnd CBool CDate Coalesce ConvertToBase64 ConvertToUTF8Hex Count CStr DateAdd DateDiff DateFromNum DefaultDomain FormatDateTime Guid IgnoreFlowIfNullOrEmpty IIF InStr IsNothing IsNull IsNullOrEmpty IsPresent IsString Item Join Left Mid NormalizeDiacritics Not Now NumFromDate Or PCase Prepend RandomString Redact RemoveDuplicates Replace SelectUniqueValue SingleAppRoleAssignment Split StripSpaces Switch ToLower ToUpper Word'.split(
          ' ',
        ),
      ),
    );
    expect(functionSchemas.find(({ name }) => name === 'Switch')).toEqual({
      name: 'Switch',
      parameters: [
        { name: 'source', type: 'String', required: true, allowMultipleOccurrences: false },
        { name: 'defaultValue', type: 'String', required: false, allowMultipleOccurrences: false },
        { name: 'switchValue', type: 'String', required: false, allowMultipleOccurrences: true },
      ],
    });
  });
});
