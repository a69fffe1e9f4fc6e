import { describe, expect, test } from 'vitest';
import { compileExpression } from '../../src/index.ts';
import { errorOf, valueOf, type Row } from '../evaluate.ts';

const rows: Row[] = [
  ['Now()', {}, '7/2/2021 3:33:38 PM'],

  ['CDate("2020-03-16-07:00")', {}, '3/16/2020 7:00:00 AM'],
  ['CDate("2021-06-30+08:00")', {}, '6/29/2021 4:00:00 PM'],
  ['CDate("2009-06-15T01:45:30-07:00")', {}, '6/15/2009 8:45:30 AM'],
  ['CDate("2024-02-01T10:00:00+02:00")', {}, '2/1/2024 8:00:00 AM'],
  ['CDate("2024-02-01")', {}, '2/1/2024 12:00:00 AM'],
  ['CDate("2024-02-01 12:30")', {}, '2/1/2024 12:30:00 PM'],
  ['CDate("2024-02-01T10:00:00.1234567Z")', {}, '2/1/2024 10:00:00 AM'],
  ['CDate("2/1/2024 12:00:00 AM")', {}, '2/1/2024 12:00:00 AM'],
  ['CDate("1 Feb 2024")', {}, '2/1/2024 12:00:00 AM'],
  ['CDate("Thu, 01 Feb 2024 10:00:00 GMT")', {}, '2/1/2024 10:00:00 AM'],
  ['CDate(Now())', {}, '7/2/2021 3:33:38 PM'],
  ['CDate([x])', {}, undefined],
  ['CDate([x])', { x: ' ' }, undefined],

  ['DateAdd("m",1,CDate("2024-01-31"))', {}, '2/29/2024 12:00:00 AM'],
  ['DateAdd("m",-1,"2024-03-31")', {}, '2/29/2024 12:00:00 AM'],
  ['DateAdd("yyyy",1,"2024-02-29")', {}, '2/28/2025 12:00:00 AM'],
  ['DateAdd("d",-5,CDate("2024-03-03"))', {}, '2/27/2024 12:00:00 AM'],
  ['DateAdd("ww",2,"2024-01-01")', {}, '1/15/2024 12:00:00 AM'],
  ['DateAdd("h",25,"2024-01-01")', {}, '1/2/2024 1:00:00 AM'],
  ['DateAdd("n",90,"2024-01-01")', {}, '1/1/2024 1:30:00 AM'],
  ['DateAdd("s",61,"2024-01-01")', {}, '1/1/2024 12:01:01 AM'],
  ['DateAdd("d",1,[x])', {}, undefined],

  ['DateDiff("yyyy",CDate("2023-12-31"),CDate("2024-01-01"))', {}, '1'],
  ['DateDiff("d","2021-08-18","2012-03-09")', {}, '-3449'],
  ['DateDiff("ww","2021-08-18","2012-03-09")', {}, '-493'],
  ['DateDiff("m","2021-08-18","2012-03-09")', {}, '-113'],
  ['DateDiff("yyyy","2021-08-18","2012-03-09")', {}, '-9'],
  ['DateDiff("m","2024-01-31","2024-02-01")', {}, '1'],
  ['DateDiff("ww","2024-01-06","2024-01-07")', {}, '1'],
  ['DateDiff("ww","2024-01-07","2024-01-13")', {}, '0'],
  ['DateDiff("ww","1969-12-27","1969-12-28")', {}, '1'],
  ['DateDiff("d","2024-01-01T23:00:00Z","2024-01-02T22:00:00Z")', {}, '0'],
  ['DateDiff("d","2024-01-02T22:00:00Z","2024-01-01T23:00:00Z")', {}, '0'],
  ['DateDiff("d","2024-01-03","2024-01-01")', {}, '-2'],
  ['DateDiff("h","2024-01-01","2024-01-02")', {}, '24'],
  ['DateDiff("n","2024-01-01","2024-01-02")', {}, '1440'],
  ['DateDiff("s","2024-01-01","2024-01-02")', {}, '86400'],
  ['DateDiff("d",[x],"2024-01-02")', {}, undefined],
  ['IIF(DateDiff("d",Now(),CDate([h])) > 5,"False","True")', { h: '2021-07-20' }, 'False'],
  ['IIF(DateDiff("d",Now(),CDate([h])) > 5,"False","True")', { h: '2021-07-05' }, 'True'],

  ['FormatDateTime("20150123105347.1Z", , "yyyyMMddHHmmss.fZ", "yyyy-MM-dd")', {}, '2015-01-23'],
  ['FormatDateTime([d], , "dd/MM/yyyy", "yyyy-MM-dd")', { d: '05/11/2024' }, '2024-11-05'],
  ['FormatDateTime([d], "dd/MM/yyyy", "yyyy-MM-dd")', { d: ' 05/11/2024 ' }, '2024-11-05'],
  [
    'FormatDateTime([d], "AssumeUniversal, AdjustToUniversal", "dd/MM/yyyy", "yyyy-MM-ddK")',
    { d: '05/11/2024' },
    '2024-11-05Z',
  ],
  ['FormatDateTime([d], , "dd/MM/yyyy", "yyyy-MM-dd")', {}, undefined],

  ['DateFromNum(129699324000000000)', {}, '1/1/2012 11:00:00 PM'],
  ['DateFromNum("0")', {}, '1/1/1601 12:00:00 AM'],
  ['DateFromNum([x])', {}, undefined],
  ['NumFromDate("1601-01-01 00:00:01+00:00")', {}, '10000000'],
  ['NumFromDate("2012-01-01 15:00:00-08:00")', {}, '129699324000000000'],
  ['NumFromDate("1601-01-01T00:00:00.0000007Z")', {}, '7'],
  ['NumFromDate(CDate("2012-01-01T23:00:00Z"))', {}, '129699324000000000'],
  ['NumFromDate([x])', {}, undefined],
];

describe('date functions', () => {
  test.each(rows)('%s of %o is %o', (text, sample, value) => {
    expect(valueOf(text, sample)).toEqual(value);
  });

  test.each([
    ['CDate("yesterday")', 'CDate', 'expression'],
    ['CDate("2024-02-30")', 'CDate', 'expression'],
    ['CDate("2024-01-01T25:00:00")', 'CDate', 'expression'],
    ['CDate("13/1/2024 13:00:00 PM")', 'CDate', 'expression'],
    ['CDate("0001-01-01+08:00")', 'CDate', 'expression'],
    ['DateAdd("x",1,"2024-01-01")', 'DateAdd', 'interval'],
    ['DateAdd("yyyy",9000,"2024-01-01")', 'DateAdd', 'value'],
    ['DateAdd("yyyy",9007199254740991,"2024-01-01")', 'DateAdd', 'value'],
    ['DateDiff("q","2024-01-01","2024-01-01")', 'DateDiff', 'interval'],
    ['FormatDateTime("5/11/2024", , "dd/MM/yyyy", "yyyy")', 'FormatDateTime', 'source'],
    ['FormatDateTime("05/11/2024", "Sloppy", "dd/MM/yyyy", "yyyy")', 'FormatDateTime', 'dateTimeStyles'],
    ['FormatDateTime("05/11/2024", , "dd/MM/yyyy", "Q")', 'FormatDateTime', 'outputFormat'],
    ['DateFromNum("-1")', 'DateFromNum', 'value'],
    ['DateFromNum("9999999999999999999")', 'DateFromNum', 'value'],
    ['NumFromDate("1600-12-31")', 'NumFromDate', 'value'],
  ])('%s fails and names %s and %s', (text, name, argument) => {
    expect(errorOf(() => valueOf(text))).toMatchObject({
      code: 'EXPRESSION_FAILED',
      details: { function: name, argument },
    });
  });

  test('an expression says whether its value changes with time', () => {
    expect(compileExpression('IIF(DateDiff("d",Now(),[h]) > 5,"a","b")').usesTime).toBe(true);
    expect(compileExpression('CDate([h])').usesTime).toBe(false);
  });
});
