import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eqFilter, parseFilter, printFilter } from '../../src/index.ts';

describe('eqFilter', () => {
  test.each([
    ['userName', 'kari@corp.example', 'userName eq "kari@corp.example"'],
    ['externalId', 'o"brien\\', String.raw`externalId eq "o\"brien\\"`],
    ['emails[type eq "work"].value', 'k', 'emails[type eq "work"].value eq "k"'],
    ['active', true, 'active eq true'],
    ['urn:x:2.0:User:no', 5, 'urn:x:2.0:User:no eq 5'],
  ])('%s and %j give %s', (path, value, expected) => {
    expect(eqFilter(path, value)).toBe(expected);
  });

  test('strictly, the value goes into the brackets', () => {
    expect(eqFilter('emails[type eq "work"].value', 'k', { strict: true })).toBe(
      'emails[type eq "work" and value eq "k"]',
    );
    expect(eqFilter('userName', 'k', { strict: true })).toBe('userName eq "k"');
  });

  test('any value comes back from the parser as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        expect(parseFilter(eqFilter('userName', value))).toMatchObject({ kind: 'compare', value });
        const both = [eqFilter('a[b eq "c"].d', value), eqFilter('a[b eq "c"].d', value, { strict: true })] as const;
        expect(printFilter(parseFilter(both[0]))).toBe(both[1]);
      }),
    );
  });

  test('what is no path is refused', () => {
    expect(() => eqFilter('a eq "x" or b', 'y')).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_PATH' }));
  });
});
