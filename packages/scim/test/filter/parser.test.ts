import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseFilter, printFilter } from '../../src/index.ts';
import { filter } from './arbitraries.ts';

const invalid = expect.objectContaining({ code: 'SCIM_INVALID_FILTER' });

describe('parseFilter', () => {
  test('and binds tighter than or, not needs its parentheses', () => {
    expect(printFilter(parseFilter('a eq 1 or b eq 2 and not(c pr)'))).toBe('a eq 1 or b eq 2 and not (c pr)');
    expect(parseFilter('a eq 1 or b eq 2 and c pr')).toMatchObject({ kind: 'or', filters: [{}, { kind: 'and' }] });
    expect(parseFilter('(a eq 1 or b eq 2) and c pr')).toMatchObject({ kind: 'and', filters: [{ kind: 'or' }, {}] });
  });

  test('chains are flat, whatever their parentheses', () => {
    expect(parseFilter('a pr and (b pr and c pr) and d pr')).toMatchObject({ kind: 'and', filters: [{}, {}, {}, {}] });
  });

  // RFC 7644 §3.4.2.2, figure of examples
  test.each([
    'userName eq "bjensen"',
    'name.familyName co "O\'Malley"',
    'userName sw "J"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"',
    'title pr',
    'meta.lastModified gt "2011-05-13T04:42:34Z"',
    'meta.lastModified ge "2011-05-13T04:42:34Z"',
    'title pr and userType eq "Employee"',
    'title pr or userType eq "Intern"',
    'schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"',
    'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
    'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
    'userType eq "Employee" and emails.type eq "work"',
    'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
    'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
  ])('the example %s of the RFC prints as it was', (text) => {
    expect(printFilter(parseFilter(text))).toBe(text.replace(/ \((emails co .*)\)$/, ' ($1)'));
  });

  test('operators and keywords are read in any case', () => {
    expect(printFilter(parseFilter('a EQ "x" AND NOT (b Pr) Or c eq TRUE'))).toBe(
      'a eq "x" and not (b pr) or c eq true',
    );
  });

  test('the match query of Microsoft Entra, a sub-attribute behind brackets, means one element with both', () => {
    expect(printFilter(parseFilter('emails[type eq "work"].value eq "k@x"'))).toBe(
      'emails[type eq "work" and value eq "k@x"]',
    );
    expect(printFilter(parseFilter('emails[type eq "a" or type eq "b"].value pr'))).toBe(
      'emails[(type eq "a" or type eq "b") and value pr]',
    );
  });

  test('strings are JSON strings', () => {
    expect(parseFilter(String.raw`a eq "q\"\\\u00e9\n)"`)).toMatchObject({ value: 'q"\\é\n)' });
  });

  test.each([
    '',
    ' ',
    'userName',
    'userName eq',
    'userName eq bob',
    "userName eq 'bob'",
    'userName is "bob"',
    'userName eq "bob',
    'userName eq "bob" and',
    'userName eq "bob" userName eq "x"',
    'eq "x"',
    '(a pr',
    'a pr)',
    'a[b pr',
    'a[b pr].',
    'a[b pr].c',
    'a[b pr] .c eq 1',
    'a[b[c pr]]',
    'a.b[c pr]',
    'a.b.c pr',
    'not a pr',
    'a eq 01',
    'a eq 1e999',
    'a eq "\\x"',
    'a eq "\n"',
    '__proto__ pr',
    'a.__proto__ eq 1',
    'a eq undefined',
    '1a pr',
    'urn::a:__proto__ pr',
    'a eq "x" ; drop',
  ])('%j is refused with a position', (text) => {
    expect(() => parseFilter(text)).toThrow(invalid);
    expect(() => parseFilter(text)).toThrow(/position \d+/);
  });

  test('20,000 nested parentheses are refused, and overflow nothing', () => {
    const deep = `${'('.repeat(20_000)}a pr${')'.repeat(20_000)}`;
    expect(() => parseFilter(deep)).toThrow(invalid);
    expect(() => parseFilter(deep, { maxFilterLength: 100_000 })).toThrow(invalid);
    expect(() => parseFilter('not ('.repeat(20_000), { maxFilterLength: 1_000_000 })).toThrow(invalid);
  });

  test('32 levels pass, 33 do not', () => {
    const nested = (levels: number) => `${'('.repeat(levels)}a pr${')'.repeat(levels)}`;
    expect(parseFilter(nested(32))).toMatchObject({ kind: 'present' });
    expect(() => parseFilter(nested(33))).toThrow(invalid);
  });

  test('too many comparisons are refused', () => {
    const long = Array.from({ length: 1_001 }, () => 'a pr').join(' or ');
    expect(() => parseFilter(long)).toThrow(invalid);
    expect(parseFilter(long, { maxFilterTerms: 2_000 })).toMatchObject({ kind: 'or' });
  });

  test('print then parse gives the same tree', () => {
    fc.assert(
      fc.property(filter, (tree) => {
        expect(
          parseFilter(printFilter(tree), { maxFilterDepth: 100, maxFilterLength: 1e6, maxFilterTerms: 1e6 }),
        ).toEqual(tree);
      }),
      { numRuns: 500 },
    );
  });

  test('any text gives a tree or SCIM_INVALID_FILTER', () => {
    const pieces = fc.constantFrom(
      'a',
      ' ',
      '(',
      ')',
      '[',
      ']',
      '"',
      '\\',
      '.',
      ':',
      ' eq ',
      ' and ',
      ' or ',
      'not ',
      'pr',
      '1',
      'urn:',
      '__proto__',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(pieces).map((list) => list.join('')),
        ),
        (text) => {
          try {
            parseFilter(text);
          } catch (error) {
            expect(error).toEqual(invalid);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
