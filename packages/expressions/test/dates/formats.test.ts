import { describe, expect, test } from 'vitest';
import { formatTokens } from '../../src/dates/format-tokens.ts';
import { momentOf, type Moment } from '../../src/dates/moment.ts';
import { defaultStyles, parseExact, readStyles } from '../../src/dates/parse-exact.ts';
import { writeDate } from '../../src/dates/write-date.ts';

const today = new Date('2021-07-02T15:33:38Z');
const fields = { year: 2009, month: 6, day: 5, hour: 15, minute: 4, second: 9, fraction: 1234500 };

function moment(): Moment {
  const made = momentOf(fields, 0, 'utc');
  if (!made) throw new Error('The sample date is not valid.');
  return made;
}

function parse(text: string, format: string, styles = defaultStyles): string | undefined {
  const tokens = formatTokens(format);
  const parsed = tokens && parseExact(text, { tokens, styles }, today);
  return parsed && writeDate(parsed, formatTokens("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK") ?? []);
}

describe('writing .NET formats', () => {
  test.each([
    ['yyyy yyy yy %y yyyyy', '2009 2009 09 9 02009'],
    ['MMMM MMM MM %M', 'June Jun 06 6'],
    ['dddd ddd dd %d', 'Friday Fri 05 5'],
    ['HH %H hh %h', '15 15 03 3'],
    ['mm %m ss %s', '04 4 09 9'],
    ['f ff fff ffff fffff ffffff fffffff', '1 12 123 1234 12345 123450 1234500'],
    ['F FF FFF FFFFFFF', '1 12 123 12345'],
    ['tt %t', 'PM P'],
    ['zzz zz %z', '+00:00 +00 +0'],
    ['yyyyK', '2009Z'],
    ["'at' HH \"o'clock\" \\H", "at 15 o'clock H"],
    ['d', '06/05/2009'],
    ['s', '2009-06-05T15:04:09'],
    ['o', '2009-06-05T15:04:09.1234500Z'],
    ['u', '2009-06-05 15:04:09Z'],
    ['r', 'Fri, 05 Jun 2009 15:04:09 GMT'],
    ['M/d/yyyy h:mm:ss tt', '6/5/2009 3:04:09 PM'],
  ])('%s is written %s', (format, text) => {
    expect(writeDate(moment(), formatTokens(format) ?? [])).toBe(text);
  });

  test('F without digits takes the point before it along', () => {
    const whole = momentOf({ ...fields, fraction: 0 }, 0, 'unspecified') as Moment;
    expect(writeDate(whole, formatTokens('ss.FFF') ?? [])).toBe('09');
    expect(writeDate(whole, formatTokens('ssK') ?? [])).toBe('09');
  });

  test.each(['', 'Q', "yyyy'open", 'ffffffff', 'yyyy\\'])('%o is not a format', (format) => {
    expect(formatTokens(format)).toBeUndefined();
  });
});

describe('parsing .NET formats exactly', () => {
  test.each([
    ['20150123105347.1Z', 'yyyyMMddHHmmss.fZ', '2015-01-23T10:53:47.1Z'],
    ['05/11/2024', 'dd/MM/yyyy', '2024-11-05T00:00:00'],
    ['5/1/2024', 'd/M/yyyy', '2024-01-05T00:00:00'],
    ['31-DEC-24', 'dd-MMM-yy', '2024-12-31T00:00:00'],
    ['31-Dec-50', 'dd-MMM-yy', '1950-12-31T00:00:00'],
    ['Friday, 05 June 2009', 'dddd, dd MMMM yyyy', '2009-06-05T00:00:00'],
    ['6/5/2009 12:04:09 am', 'M/d/yyyy h:mm:ss tt', '2009-06-05T00:04:09'],
    ['6/5/2009 12 P', 'M/d/yyyy h t', '2009-06-05T12:00:00'],
    ['2009-06-05T15:04:09+02:00', 'yyyy-MM-ddTHH:mm:sszzz', '2009-06-05T13:04:09+00:00'],
    ['2009-06-05T15:04:09-0730', 'yyyy-MM-ddTHH:mm:ssK', '2009-06-05T22:34:09+00:00'],
    ['2009-06-05T15:04:09Z', 'yyyy-MM-ddTHH:mm:ssK', '2009-06-05T15:04:09Z'],
    ['2009-06-05T15:04:09', 'yyyy-MM-ddTHH:mm:ssK', '2009-06-05T15:04:09'],
    ['15:04:09.1234567', 'HH:mm:ss.fffffff', '2021-07-02T15:04:09.1234567'],
    ['15:04:09', 'HH:mm:ss.FFF', '2021-07-02T15:04:09'],
    ['15:04:09.5', 'HH:mm:ss.FFF', '2021-07-02T15:04:09.5'],
    ['2024', 'yyyy', '2024-01-01T00:00:00'],
    ['  2024-01-01\t', 'yyyy-MM-dd', '2024-01-01T00:00:00'],
  ])('%s as %s is %s', (text, format, expected) => {
    expect(parse(text, format)).toBe(expected);
  });

  test.each([
    ['5/11/2024', 'dd/MM/yyyy'],
    ['05/11/2024x', 'dd/MM/yyyy'],
    ['05/11', 'dd/MM/yyyy'],
    ['30/02/2024', 'dd/MM/yyyy'],
    ['Monday 05/06/2009', 'dddd dd/MM/yyyy'],
    ['13 PM', 'h tt'],
    ['24:00', 'HH:mm'],
    ['05 Foo 2024', 'dd MMM yyyy'],
    ['10:00', 'HH:mmzzz'],
    ['', 'yyyy'],
  ])('%s does not have the form %s', (text, format) => {
    expect(parse(text, format)).toBeUndefined();
  });

  test('styles allow or refuse blanks, and say what a date without a zone is', () => {
    expect(parse(' 2024-01-01', 'yyyy-MM-dd', readStyles('None'))).toBeUndefined();
    expect(parse('2024 - 01 -01', 'yyyy-MM-dd', readStyles('AllowWhiteSpaces'))).toBe('2024-01-01T00:00:00');
    expect(parse('10:00', 'HH:mm', readStyles('NoCurrentDateDefault'))).toBe('0001-01-01T10:00:00');
    expect(parse('2024-01-01', 'yyyy-MM-dd', readStyles('AssumeUniversal, AdjustToUniversal'))).toBe(
      '2024-01-01T00:00:00Z',
    );
    expect(readStyles('RoundtripKind, Nonsense')).toBeUndefined();
  });
});
