import { describe, expect, test } from 'vitest';
import { contextOf, errorOf, valueOf, type Row } from '../evaluate.ts';
import { compileExpression } from '../../src/index.ts';

const rows: Row[] = [
  ['IIF([city]="Oslo","NO-01",[city])', { city: 'Oslo' }, 'NO-01'],
  ['IIF([city]="Oslo","NO-01",[city])', { city: 'Bergen' }, 'Bergen'],
  ['IIF([city]="oslo","y","n")', { city: 'Oslo' }, 'n'],
  ['IIF([c]="","empty","full")', {}, 'empty'],
  ['IIF([c]<>"","full","empty")', {}, 'empty'],
  ['IIF([c]<>"x","y","n")', {}, 'y'],
  ['IIF([c]>"","y","n")', {}, 'n'],
  ['IIF(IsNullOrEmpty([c]),"y","n")', {}, 'y'],
  ['IIF(IsPresent([c]),"y","n")', { c: 'x' }, 'y'],
  ['IIF([flag],"y","n")', { flag: true }, 'y'],
  ['IIF([flag]="True","y","n")', { flag: true }, 'y'],
  ['IIF([none],"y","n")', {}, 'n'],
  ['IIF("9"<"10","y","n")', {}, 'y'],
  ['IIF([n]>=10,"y","n")', { n: 10 }, 'y'],
  ['IIF([n]<=9,"y","n")', { n: '10' }, 'n'],
  ['IIF([n]=7,"y","n")', { n: '007' }, 'y'],
  ['IIF([n]="7","y","n")', { n: '007' }, 'n'],
  ['IIF(BitAnd([uac],2)=&H2,"off","on")', { uac: 514 }, 'off'],
  ['IIF("a"<"b","y","n")', {}, 'y'],
  ['IIF(Now()>CDate("2021-06-30"),"later","earlier")', {}, 'later'],
  ['IIF(CDate("2021-10-01")>CDate("2021-09-01"),"y","n")', {}, 'y'],
  ['IIF([a]="1",IIF([b]="2","yes","no"),"no")', { a: '1', b: '2' }, 'yes'],
  ['IIF([a]="1","yes",IIF([b]="2","yes","no"))', { a: '0', b: '2' }, 'yes'],
  ['IIF([a]="1",Mid("x",0,1),"not evaluated")', { a: '0' }, 'not evaluated'],

  ['Switch([country],"EMEA","US","AMER","JP","APAC")', { country: 'JP' }, 'APAC'],
  ['Switch([country],"EMEA","US","AMER","JP","APAC")', { country: 'jp' }, 'EMEA'],
  ['Switch([country],[country],"NO","Norway","SE","Sweden")', { country: 'DK' }, 'DK'],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', { IsSoftDeleted: false }, 'True'],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', { IsSoftDeleted: true }, 'False'],
  ['Switch([IsSoftDeleted], , "False", "True", "True", "False")', {}, undefined],
  ['Switch([x],"d","","nothing","a","b")', {}, 'nothing'],
  ['Switch([x],"d","","nothing")', { x: '' }, 'nothing'],
  ['Switch([x],"d", ,"nothing")', {}, 'nothing'],
  ['Switch([x],"d","a",)', { x: 'a' }, undefined],
  ['Switch([x],"","a","b")', { x: 'z' }, ''],
  ['Switch([x],"d","a","first","a","second")', { x: 'a' }, 'first'],
  ['Switch([x],"d",[k],"dynamic","a","later")', { x: 'a', k: 'a' }, 'dynamic'],
  ['Switch([x],"d",[k],"dynamic","a","later")', { x: 'a', k: 'z' }, 'later'],
  ['Switch([x],"d")', { x: 'a' }, 'd'],
  ['Switch(IsPresent([jobTitle]),"n/a","True",[jobTitle])', { jobTitle: 'CTO' }, 'CTO'],
  ['Switch([x],"d","__proto__","p","constructor","c")', { x: '__proto__' }, 'p'],
  ['Switch([x],"d","a","b")', { x: 'constructor' }, 'd'],

  ['Coalesce([mobile],[telephoneNumber],"n/a")', { telephoneNumber: '1' }, '1'],
  ['Coalesce([mobile],[telephoneNumber],"n/a")', {}, 'n/a'],
  ['Coalesce([mobile],"n/a")', { mobile: '' }, ''],
  ['Coalesce([mobile],[other])', {}, undefined],
  ['Coalesce([mobile])', { mobile: '1' }, '1'],
  ['Coalesce([many],"d")', { many: [] }, 'd'],

  ['IsNull([x])', {}, 'True'],
  ['IsNull([x])', { x: null }, 'True'],
  ['IsNull([x])', { x: '' }, 'False'],
  ['IsNothing([x])', {}, 'True'],
  ['IsNullOrEmpty([x])', { x: '' }, 'True'],
  ['IsNullOrEmpty([x])', { x: false }, 'False'],
  ['IsNullOrEmpty([x])', { x: [] }, 'True'],
  ['IsPresent([x])', {}, 'False'],
  ['IsPresent([x])', { x: ['a'] }, 'True'],
  ['IsString([x])', { x: 12 }, 'True'],
  ['IsString([x])', {}, 'False'],
  ['IsString([x])', { x: ['a', 'b'] }, 'False'],

  ['Not([IsSoftDeleted])', { IsSoftDeleted: true }, 'False'],
  ['Not([IsSoftDeleted])', { IsSoftDeleted: false }, 'True'],
  ['Not([x])', {}, 'True'],
  ['Not("")', {}, 'True'],
  ['Not("false")', {}, 'True'],
  ['Not("true")', {}, 'True'],
  ['Not("0")', {}, 'True'],

  ['CBool([a]=[b])', { a: 'x', b: 'x' }, 'True'],
  ['CBool("0")', {}, 'False'],
  ['CBool("-2")', {}, 'True'],
  ['CBool("true")', {}, 'True'],
  ['CBool([x])', {}, 'False'],
];

describe('conditional functions', () => {
  test.each(rows)('%s of %o is %o', (text, sample, value) => {
    expect(valueOf(text, sample)).toEqual(value);
  });

  test('CBool of another word fails', () => {
    expect(errorOf(() => valueOf('CBool("maybe")')).details).toMatchObject({ function: 'CBool' });
  });

  test('a comparison with a multi-valued attribute fails', () => {
    expect(errorOf(() => valueOf('IIF([x]="a","y","n")', { x: ['a', 'b'] })).code).toBe('EXPRESSION_FAILED');
  });

  test('IgnoreFlowIfNullOrEmpty drops the attribute, also from inside a chosen branch', () => {
    const outcome = (text: string, x?: string) => compileExpression(text).evaluate(contextOf({ x }));
    expect(outcome('IgnoreFlowIfNullOrEmpty([x])')).toEqual({ kind: 'ignored' });
    expect(outcome('IgnoreFlowIfNullOrEmpty([x])', '')).toEqual({ kind: 'ignored' });
    expect(outcome('IIF(IsNull([x]),IgnoreFlowIfNullOrEmpty([x]),"n")')).toEqual({ kind: 'ignored' });
    expect(outcome('IIF(IsPresent([x]),IgnoreFlowIfNullOrEmpty([x]),"n")')).toMatchObject({ value: 'n' });
  });
});
