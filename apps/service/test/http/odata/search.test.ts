import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseExpand } from '../../../src/http/odata/expand.ts';
import { preferredPageSize } from '../../../src/http/odata/preferences.ts';
import { parseSearch, wordsOf, type Search } from '../../../src/http/odata/search.ts';

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
  return 'nothing';
};

const clause = fc.record({
  kind: fc.constant('clause' as const),
  property: fc.stringMatching(/^[a-z][A-Za-z]{0,8}$/),
  text: fc
    .string({ unit: 'binary', minLength: 1 })
    .map((text) => text.trim())
    .filter((text) => text !== ''),
});
const { search } = fc.letrec<{ search: Search }>((tie) => ({
  search: fc.oneof(
    { maxDepth: 3 },
    clause,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('search'), { minLength: 2, maxLength: 3 }),
    }),
  ),
}));

const print = (tree: Search): string =>
  tree.kind === 'clause'
    ? `"${`${tree.property}:${tree.text}`.replaceAll(/["\\]/g, '\\$&')}"`
    : `(${tree.operands.map(print).join(tree.kind === 'and' ? ' AND ' : ' OR ')})`;

describe('parseSearch', () => {
  it('reads every search that can be printed', () => {
    fc.assert(
      fc.property(
        search.filter((tree) => print(tree).length < 1000),
        (tree) => {
          expect(parseSearch(print(tree))).toEqual(tree);
        },
      ),
    );
  });

  it('throws nothing but REQUEST_INVALID, whatever it is given', () => {
    const part = fc.constantFrom('"', '\\', ':', 'a', ' AND ', ' OR ', '(', ')', 'displayName:', '"a:b"', '\u{1f600}');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        expect(['nothing', 'REQUEST_INVALID']).toContain(codeOf(() => parseSearch(parts.join(''))));
      }),
      { numRuns: 1000 },
    );
  });

  it('binds AND more tightly than OR, and takes a lone clause without quotes', () => {
    expect(parseSearch('"a:1" OR "b:2" AND "c:3"')).toMatchObject({ kind: 'or', operands: [{}, { kind: 'and' }] });
    expect(parseSearch('displayName:ann')).toEqual({ kind: 'clause', property: 'displayName', text: 'ann' });
  });

  it('refuses what is no clause, and what is long or nested beyond measure', () => {
    for (const text of [
      '',
      'ann',
      '"ann"',
      '"displayName:"',
      '":x"',
      '"a:b" "c:d"',
      '("a:b"',
      `"a:${'x'.repeat(1000)}"`,
    ])
      expect(
        codeOf(() => parseSearch(text)),
        text,
      ).toBe('REQUEST_INVALID');
    expect(codeOf(() => parseSearch(`${'('.repeat(20)}"a:b"${')'.repeat(20)}`))).toBe('REQUEST_INVALID');
  });

  it('splits words at spaces and punctuation, and where letters change case or meet digits', () => {
    expect(wordsOf('OneVideo 3M, Ann-Marie O\u2019Brien')).toEqual([
      'One',
      'Video',
      '3',
      'M',
      'Ann',
      'Marie',
      'O',
      'Brien',
    ]);
    expect(wordsOf(' !?- ')).toEqual([]);
  });
});

describe('parseExpand', () => {
  it('reads a relation and what to select of it', () => {
    expect(parseExpand('manager')).toEqual([{ relation: 'manager' }]);
    expect(parseExpand('manager($select=id, displayName),memberOf')).toEqual([
      { relation: 'manager', select: ['id', 'displayName'] },
      { relation: 'memberOf' },
    ]);
    expect(parseExpand('members(select=id)')).toEqual([{ relation: 'members', select: ['id'] }]);
  });

  it('refuses other options inside, and what it cannot read', () => {
    expect(codeOf(() => parseExpand('manager($levels=max)'))).toBe('QUERY_UNSUPPORTED');
    expect(codeOf(() => parseExpand('manager($expand=manager($select=id))'))).toBe('QUERY_UNSUPPORTED');
    for (const text of ['manager(', '(', ',', 'a b', 'manager)'])
      expect(
        codeOf(() => parseExpand(text)),
        text,
      ).toBe('REQUEST_INVALID');
  });
});

describe('preferredPageSize', () => {
  it.each([
    ['odata.maxpagesize=50', 50],
    ['return=minimal, odata.maxpagesize=7', 7],
    ['maxpagesize="3"', 3],
    ['odata.maxpagesize=0', undefined],
    ['odata.maxpagesize=-1', undefined],
    ['xmaxpagesize=5', undefined],
    [undefined, undefined],
  ])('reads %j as %j', (header, size) => expect(preferredPageSize(header)).toBe(size));
});
