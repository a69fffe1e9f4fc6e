import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { enterpriseUserUrn, parsePath, printPath } from '../../src/index.ts';
import { path } from '../filter/arbitraries.ts';

describe('parsePath', () => {
  test.each([
    ['displayName', { attribute: { name: 'displayName' } }],
    ['name.familyName', { attribute: { name: 'name', subName: 'familyName' } }],
    ['emails[type eq "work"].value', { attribute: { name: 'emails' }, subAfterFilter: 'value' }],
    [`${enterpriseUserUrn}:department`, { attribute: { urn: enterpriseUserUrn, name: 'department' } }],
    [
      `${enterpriseUserUrn}:manager.value`,
      { attribute: { urn: enterpriseUserUrn, name: 'manager', subName: 'value' } },
    ],
    [`${enterpriseUserUrn}:manager[value eq "m"]`, { attribute: { urn: enterpriseUserUrn, name: 'manager' } }],
    ['members[value eq"2819c223"]', { attribute: { name: 'members' }, valueFilter: { value: '2819c223' } }],
    ['members.$ref', { attribute: { name: 'members', subName: '$ref' } }],
  ])('%s is read', (text, expected) => {
    expect(parsePath(text)).toMatchObject(expected);
  });

  test.each([
    '',
    ' ',
    'a b',
    'a.b.c',
    'a[',
    'a[]',
    'a[b pr',
    'a[b pr] c',
    'a[b pr].c.d',
    'a.b[c pr]',
    'a[b pr][c pr]',
    'a[b[c pr]]',
    '__proto__',
    '__proto__.x',
    'name.__proto__.x',
    'name.__proto__',
    'emails[__proto__ eq 1].x',
    'emails[type eq "work"].__proto__',
    ':a',
    'urn:x:',
    '.a',
    `${'a'.repeat(1_025)}`,
    `a[${'('.repeat(500)}`,
  ])('%j is refused', (text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ code: 'SCIM_INVALID_PATH' }));
  });

  test('print then parse gives the same path', () => {
    fc.assert(
      fc.property(path, (tree) => {
        expect(parsePath(printPath(tree), { maxPathLength: 1e6, maxFilterDepth: 100, maxFilterTerms: 1e6 })).toEqual(
          tree,
        );
      }),
      { numRuns: 300 },
    );
  });

  test('any text gives a path or SCIM_INVALID_PATH', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[a.:[\]" ()eqpr]{0,20}$/)), (text) => {
        try {
          parsePath(text);
        } catch (error) {
          expect(error).toMatchObject({ code: 'SCIM_INVALID_PATH' });
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
