import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readMoment } from '../src/condition.ts';
import { checkQuery, placeIn, readPlace, writePlace } from '../src/query.ts';

describe('page tokens', () => {
  test('a place comes back as it was written', () => {
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.option(
          fc.string().filter((key) => !key.includes('\u0000')),
          { nil: undefined },
        ),
        (id, key) => {
          const place = key === undefined ? { id } : { id, key };
          expect(readPlace(writePlace(place))).toEqual(place);
        },
      ),
    );
  });

  test('any other text is refused with its own code', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        try {
          readPlace(token);
        } catch (thrown) {
          expect(thrown).toMatchObject({ code: 'PAGE_TOKEN_INVALID' });
        }
      }),
    );
    expect(() => readPlace('x'.repeat(5000))).toThrow('page token');
  });
});

describe('the place of a page', () => {
  test('belongs to its order', () => {
    const id = '6f1c2b0a-1d9e-4c55-8a7f-0b3f5b6d7e81';
    const byDate = { property: 'createdDateTime' };
    const at = '2026-11-23T10:00:00.000Z';
    expect(placeIn(byDate, writePlace({ id, key: at }))).toEqual({ id, key: at });
    expect(() => placeIn(byDate, writePlace({ id, key: 'Ann' }))).toThrow('page token');
    expect(() => placeIn(byDate, writePlace({ id }))).toThrow('page token');
    expect(() => placeIn(undefined, writePlace({ id, key: 'Ann' }))).toThrow('page token');
    expect(placeIn({ property: 'displayName' }, writePlace({ id, key: 'Ann' }))).toEqual({ id, key: 'Ann' });
  });
});

describe('readMoment', () => {
  test('reads dates, and times with and without a zone, as UTC', () => {
    expect(readMoment('2026-11-22')?.toISOString()).toBe('2026-11-22T00:00:00.000Z');
    expect(readMoment('2026-11-22T10:00:00Z')?.toISOString()).toBe('2026-11-22T10:00:00.000Z');
    expect(readMoment('2026-11-22T10:00:00+02:00')?.toISOString()).toBe('2026-11-22T08:00:00.000Z');
    expect(readMoment('2026-11-22T10:00:00')?.toISOString()).toBe('2026-11-22T10:00:00.000Z');
    for (const text of ['', 'now', '2026-13-01', '2026-11-22T', '0000-01-01', '9999-12-31', "2026-11-22'"]) {
      expect(readMoment(text), text).toBeUndefined();
    }
  });
});

describe('checking a query', () => {
  test('only what a property can be asked is let through, and the refusal says what that is', () => {
    const check = (condition: object): void => checkQuery('User', { where: [condition as never], limit: 1 });
    expect(() => check({ property: 'mail', op: 'startsWith', value: 'a' })).not.toThrow();
    expect(() => check({ property: 'id', op: 'in', values: [] })).not.toThrow();
    expect(() => check({ property: 'extensionAttribute1', op: 'endsWith', value: 'a' })).not.toThrow();
    expect(() => check({ property: 'createdDateTime', op: 'ge', value: '2026-11-23' })).not.toThrow();
    expect(() =>
      check({ property: 'otherMails', op: 'some', element: { property: '', op: 'endsWith', value: 'a' } }),
    ).not.toThrow();
    for (const property of ['shoeSize', 'toString', '__proto__', '']) {
      expect(() => check({ property, op: 'eq', value: 'a' })).toThrow(`a property named '${property}' on type 'User'`);
    }
    expect(() => check({ property: 'accountEnabled', op: 'startsWith', value: 'a' })).toThrow(
      "'accountEnabled' of resource 'User': it cannot be asked with 'startsWith', but with eq, ne",
    );
    expect(() => check({ property: 'createdDateTime', op: 'ge', value: 'soon' })).toThrow('is compared with a date');
    expect(() => check({ property: 'displayName', op: 'eq', value: true })).toThrow('a text in single quotes');
    expect(() =>
      check({ op: 'not', condition: { op: 'or', conditions: [{ property: 'shoeSize', op: 'eq', value: 'a' }] } }),
    ).toThrow("'shoeSize'");
    const many = Array.from({ length: 1001 }, () => ({ property: 'mail', op: 'eq', value: 'a' }));
    expect(() => check({ op: 'or', conditions: many })).toThrow('at most 1000 comparisons');
    expect(() => check({ property: 'mail', op: 'in', values: Array.from({ length: 1001 }, () => 'a') })).toThrow(
      'at most 1000',
    );
    expect(() => checkQuery('Group', { orderBy: { property: 'mail' }, limit: 1 })).toThrow('ordered');
  });
});
