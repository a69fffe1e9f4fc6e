import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareOperators, parseFilter, type Filter, type Literal } from '../../../src/http/odata/filter.ts';

const property = fc
  .stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}(\/[a-z][A-Za-z]{0,5})?$/)
  .filter((name) => !/^(and|or|not|eq|ne|gt|ge|lt|le|in|true|false|null)$/i.test(name) && !/\/(any|all)$/i.test(name));
const literal: fc.Arbitrary<Literal> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.integer({ min: -99999, max: 99999 }),
  fc.boolean(),
  fc.constant(null),
);
const lowered = fc.boolean();

const { filter } = fc.letrec<{ filter: Filter; unary: Filter }>((tie) => ({
  unary: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('compare' as const), property, operator: fc.constantFrom(...compareOperators), value: literal, lowered }),
    fc.record({ kind: fc.constant('in' as const), property, values: fc.array(literal, { minLength: 1, maxLength: 4 }), lowered }),
    fc.record({
      kind: fc.constant('text' as const),
      function: fc.constantFrom('startsWith' as const, 'endsWith' as const, 'contains' as const),
      property,
      value: fc.string({ unit: 'binary' }),
      lowered,
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('filter') }),
    fc.record({
      kind: fc.constantFrom('any' as const, 'all' as const),
      property,
      inner: fc.record({ variable: fc.constant('x'), condition: tie('filter') }),
    }),
    fc.record({ kind: fc.constant('any' as const), property }),
  ),
  filter: fc.oneof(
    { maxDepth: 4 },
    tie('unary'),
    fc.record({ kind: fc.constantFrom('and' as const, 'or' as const), operands: fc.array(tie('unary'), { minLength: 2, maxLength: 3 }) }),
  ),
})); // prettier-ignore

const value = (literal: Literal): string =>
  typeof literal === 'string' ? `'${literal.replaceAll("'", "''")}'` : String(literal);
const subject = (name: string, isLowered: boolean): string => (isLowered ? `tolower(${name})` : name);

function print(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${filter.operands.map(print).join(` ${filter.kind} `)})`;
    case 'not':
      return `not (${print(filter.operand)})`;
    case 'compare':
      return `${subject(filter.property, filter.lowered)} ${filter.operator} ${value(filter.value)}`;
    case 'in':
      return `${subject(filter.property, filter.lowered)} in (${filter.values.map(value).join(',')})`;
    case 'text':
      return `${filter.function}(${subject(filter.property, filter.lowered)},${value(filter.value)})`;
    case 'any':
    case 'all':
      return `${filter.property}/${filter.kind}(${filter.inner ? `${filter.inner.variable}:${print(filter.inner.condition)}` : ''})`;
  }
}

const problemOf = (text: string): { message: string; position: unknown } => {
  try {
    parseFilter(text);
  } catch (thrown) {
    const { message, details, code } = thrown as { message: string; details: { position: unknown }; code: string };
    expect(code).toBe('REQUEST_INVALID');
    return { message, position: details.position };
  }
  throw new Error(`'${text}' was read`);
};

describe('parseFilter', () => {
  it('reads every filter that can be printed', () => {
    fc.assert(
      fc.property(filter, (tree) => {
        expect(parseFilter(print(tree))).toEqual(tree);
      }),
      { numRuns: 500 },
    );
  });

  it('throws nothing but REQUEST_INVALID, whatever it is given', () => {
    const alphabet = fc.constantFrom(
      ..."aA1 '(),:/-.\t\u00e9\u{1f600}",
      ' eq ',
      ' and ',
      'not ',
      'any(',
      "'x'",
      '2026-01-01',
    );
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 30 }), (parts) => {
        try {
          parseFilter(parts.join(''));
        } catch (thrown) {
          expect((thrown as { code?: string }).code).toBe('REQUEST_INVALID');
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('reads a doubled quote as a quote', () => {
    expect(parseFilter("displayName eq 'O''Brien''s'")).toMatchObject({ value: "O'Brien's" });
    expect(parseFilter("displayName eq ''")).toMatchObject({ value: '' });
    expect(parseFilter("displayName eq ''''")).toMatchObject({ value: "'" });
  });

  it('binds and more tightly than or', () => {
    expect(parseFilter('a eq 1 or b eq 2 and c eq 3')).toMatchObject({
      kind: 'or',
      operands: [{ property: 'a' }, { kind: 'and', operands: [{ property: 'b' }, { property: 'c' }] }],
    });
  });

  it('reads bare dates, times and ids as texts', () => {
    expect(parseFilter('at gt 2026-11-22')).toMatchObject({ value: '2026-11-22' });
    expect(parseFilter('at le 2026-11-22T10:00:00Z')).toMatchObject({ value: '2026-11-22T10:00:00Z' });
    expect(parseFilter('id eq b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45')).toMatchObject({
      value: 'b2e7c9a4-53d1-4f08-8a6b-9c0d1e2f3a45',
    });
    expect(parseFilter('id eq 12345678-53d1-4f08-8a6b-9c0d1e2f3a45')).toMatchObject({
      value: '12345678-53d1-4f08-8a6b-9c0d1e2f3a45',
    });
  });

  it('reads what the portal sends', () => {
    const sent =
      "((contains(tolower(servicePrincipal/id),'b2e7') or contains(tolower(servicePrincipal/displayName),'b2e7')) and activityDateTime gt 2026-11-22 and activityDateTime lt 2026-11-24)";
    expect(parseFilter(sent)).toMatchObject({ kind: 'and', operands: [{ kind: 'or' }, {}, {}] });
    expect(parseFilter("tags/any(t:t eq 'WindowsAzureActiveDirectoryIntegratedApp')")).toMatchObject({
      kind: 'any',
      property: 'tags',
      inner: { variable: 't' },
    });
    expect(parseFilter("startsWith(displayName,'a') eq true")).toMatchObject({ function: 'startsWith' });
  });

  it('reads a condition that is compared with a truth, a value that stands first, and an empty any', () => {
    const startsWithA = parseFilter("startsWith(displayName,'a')");
    expect(parseFilter("startsWith(displayName,'a') eq false")).toEqual({ kind: 'not', operand: startsWithA });
    expect(parseFilter("startsWith(displayName,'a') ne false")).toEqual(startsWithA);
    expect(parseFilter('5 lt a')).toEqual(parseFilter('a gt 5'));
    expect(parseFilter("tolower(displayName) eq tolower('ANN')")).toMatchObject({ value: 'ann', lowered: true });
    expect(parseFilter('otherMails/any()')).toEqual({ kind: 'any', property: 'otherMails' });
    expect(parseFilter("not mail eq 'x' and a eq 1")).toMatchObject({ kind: 'and', operands: [{ kind: 'not' }, {}] });
  });

  it.each([
    ["displayName eq 'x", 15],
    ['displayName eq', 14],
    ['displayName', 11],
    ["displayName is 'x'", 12],
    ["displayName eq 'x' 'y'", 19],
    ["(displayName eq 'x'", 19],
    ["eq(displayName,'x')", 2],
    ['displayName eq x', 15],
    ['', 0],
    ['$', 0],
    ['startsWith(displayName,5)', 23],
    ['displayName eq mail', 15],
    ['displayName in ()', 16],
    ['tags/all()', 9],
    ["displayName eq 'x' and", 22],
    ["startsWith(displayName,'x') eq 'y'", 31],
    ['length(displayName) eq 3', 6],
    ["'a' eq 'b'", 4],
  ])('says where it cannot go on in %j', (text, position) => {
    expect(problemOf(text)).toMatchObject({ position, message: expect.stringContaining('Invalid filter clause: ') });
  });

  it('refuses what is nested or long beyond measure', () => {
    expect(problemOf(`${'('.repeat(30)}a eq 1${')'.repeat(30)}`).message).toContain('nested deeper than');
    expect(problemOf(`${'not '.repeat(1900)}a eq 1`).message).toContain('nested deeper than');
    expect(problemOf(`${'x/any(x:'.repeat(900)}`).message).toContain('nested deeper than');
    expect(problemOf(`a eq '${'x'.repeat(8000)}'`).message).toContain('longer than 8000');
    expect(parseFilter(Array.from({ length: 600 }, () => 'a eq 1').join(' or '))).toMatchObject({ kind: 'or' });
  });
});
