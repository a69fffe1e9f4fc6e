import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toConditions } from '../../../src/http/odata/conditions.ts';
import { parseFilter } from '../../../src/http/odata/filter.ts';
import { fromPageToken, scopeOf, toPageToken } from '../../../src/http/odata/page-token.ts';
import { readQuery } from '../../../src/http/odata/query.ts';

const limits = { defaultTop: 100, maxTop: 999 };
const read = (parameters: Record<string, unknown>) => readQuery(parameters, limits);
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
  return 'nothing';
};

describe('readQuery', () => {
  it('takes names in any case, with or without the dollar', () => {
    expect(read({ $TOP: '5', Select: 'id, displayName', $skipToken: 't', count: 'TRUE' })).toMatchObject({
      top: 5,
      select: ['id', 'displayName'],
      skipToken: 't',
      count: true,
    });
    expect(read({})).toMatchObject({ top: 100, skip: 0, count: false, expand: [] });
  });

  it.each([
    [{ $top: '0' }], [{ $top: '1000' }], [{ $top: '-1' }], [{ $top: '1.5' }], [{ $top: 'ten' }], [{ $top: ['1', '2'] }],
    [{ $skip: '-1' }], [{ $skip: '9999999' }], [{ $orderby: 'a sideways' }], [{ $orderby: '' }], [{ $orderby: 'a asc b' }],
    [{ $filter: '(' }],
  ])('refuses %j by name', (parameters) => expect(codeOf(() => read(parameters))).toBe('REQUEST_INVALID')); // prettier-ignore

  it('refuses an option that nobody knows', () => {
    expect(codeOf(() => read({ $apply: 'x' }))).toBe('QUERY_UNSUPPORTED');
    expect(codeOf(() => read({ constructor: 'x' }))).toBe('QUERY_UNSUPPORTED');
  });

  it('reads an order', () => {
    expect(read({ $orderby: 'displayName desc' }).orderBy).toEqual({ property: 'displayName', descending: true });
    expect(read({ $orderby: ' displayName ' }).orderBy).toEqual({ property: 'displayName', descending: false });
  });
});

describe('a page token', () => {
  it('comes back as it went, whatever the place', () => {
    const text = fc.string({ unit: 'binary' }).filter((place) => place.isWellFormed());
    fc.assert(
      fc.property(text, (place) => {
        expect(fromPageToken(toPageToken(place))).toBe(place);
      }),
    );
  });

  it('is refused when it is not ours', () => {
    const strange = ['', 'x', '{}', '____', toPageToken('x').slice(3)];
    for (const document of ['null', '1', '[]', '{"v":2,"after":"x"}', '{"v":1,"after":5}', '{"v":1}'])
      strange.push(Buffer.from(document).toString('base64url'));
    for (const token of strange)
      expect(
        codeOf(() => fromPageToken(token)),
        token,
      ).toBe('PAGE_TOKEN_INVALID');
  });
});

describe('a page token of a list', () => {
  const scope = (query: string) => scopeOf(`/v1.0/users${query}`);

  it('is refused by another list', () => {
    const token = toPageToken('x', scope("?$filter=mail%20eq%20'a'&$top=5"));
    expect(fromPageToken(token, scope("?$top=7&$skiptoken=t&filter=mail%20eq%20'a'&$count=true"))).toBe('x');
    for (const other of ['', "?$filter=mail%20eq%20'b'", "?$filter=mail%20eq%20'a'&$orderby=mail", "?$search='a'"])
      expect(
        codeOf(() => fromPageToken(token, scope(other))),
        other,
      ).toBe('PAGE_TOKEN_INVALID');
    expect(codeOf(() => fromPageToken(token, scopeOf("/v1.0/groups?$filter=mail%20eq%20'a'")))).toBe(
      'PAGE_TOKEN_INVALID',
    );
    expect(codeOf(() => fromPageToken(toPageToken('x'), scope('')))).toBe('PAGE_TOKEN_INVALID');
  });
});

describe('toConditions', () => {
  const conditions = (text: string) => toConditions(parseFilter(text));

  it('takes comparisons joined by and', () => {
    expect(conditions("displayName eq 'a' and accountEnabled eq true and startsWith(mail,'b')")).toEqual([
      { property: 'displayName', op: 'eq', value: 'a' },
      { property: 'accountEnabled', op: 'eq', value: true },
      { property: 'mail', op: 'startsWith', value: 'b' },
    ]);
    expect(conditions("onPremisesExtensionAttributes/extensionAttribute1 eq 'x'")).toEqual([
      { property: 'extensionAttribute1', op: 'eq', value: 'x' },
    ]);
  });

  it('takes several values of one property as a list', () => {
    const two = [{ property: 'id', op: 'in', values: ['1', '2'] }];
    expect(conditions("id eq '1' or id eq '2'")).toEqual(two);
    expect(conditions("id in ('1','2')")).toEqual(two);
    expect(conditions("tags/any(t:t eq 'x')")).toEqual([{ property: 'tags', op: 'any', value: 'x' }]);
    expect(conditions("mail in ('a',null)")).toMatchObject([
      { op: 'or', conditions: [{ value: 'a' }, { value: null }] },
    ]);
  });

  it('takes or, not, orders, ends, parts and what is inside a collection', () => {
    expect(conditions("not (displayName ne 'a' or mail eq 'b')")).toEqual([
      {
        op: 'not',
        condition: {
          op: 'or',
          conditions: [
            { property: 'displayName', op: 'ne', value: 'a' },
            { property: 'mail', op: 'eq', value: 'b' },
          ],
        },
      },
    ]);
    expect(conditions("endsWith(mail,'x') and startsWith(displayName,'y')")).toEqual([
      { property: 'mail', op: 'endsWith', value: 'x' },
      { property: 'displayName', op: 'startsWith', value: 'y' },
    ]);
    expect(conditions('createdDateTime ge 2026-11-23')).toEqual([
      { property: 'createdDateTime', op: 'ge', value: '2026-11-23' },
    ]);
    expect(conditions("tags/all(t:startsWith(t,'x'))")).toEqual([
      { property: 'tags', op: 'every', element: { property: '', op: 'startsWith', value: 'x' } },
    ]);
    expect(conditions('otherMails/any()')).toEqual([{ property: 'otherMails', op: 'some' }]);
    expect(conditions("manager/id eq 'x'")).toEqual([{ property: 'managerId', op: 'eq', value: 'x' }]);
    const extension = `extension_${'a'.repeat(32)}_level`;
    expect(conditions(`${extension} eq 5`)).toEqual([{ property: extension, op: 'eq', value: '5' }]);
  });

  it.each([
    ['displayName eq 5', 'REQUEST_INVALID'],
    ["managerId eq 'x'", 'REQUEST_INVALID'],
    ["tags/any(t:other eq 'x')", 'QUERY_UNSUPPORTED'],
    ["tags/any(t:t/id eq 'x')", 'QUERY_UNSUPPORTED'],
    ['displayName gt null', 'QUERY_UNSUPPORTED'],
  ])('refuses %s', (text, code) => expect(codeOf(() => conditions(text))).toBe(code));

  it('passes over tolower, because the directory compares without case', () => {
    expect(codeOf(() => conditions("startsWith(tolower(displayName),'a')"))).toBe('nothing');
  });
});
