import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkQuery, readPlace, writePlace } from '../src/query.ts';

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

describe('checking a query', () => {
  test('only what an index serves is let through', () => {
    const check = (condition: object): void => checkQuery('User', { where: [condition as never], limit: 1 });
    expect(() => check({ property: 'mail', op: 'startsWith', value: 'a' })).not.toThrow();
    expect(() => check({ property: 'id', op: 'in', values: [] })).not.toThrow();
    for (const property of ['city', 'toString', '__proto__', 'extensionAttribute1']) {
      expect(() => check({ property, op: 'eq', value: 'a' })).toThrow(`property '${property}' of resource 'User'`);
    }
    expect(() => check({ property: 'mail', op: 'in', values: Array.from({ length: 1001 }, () => 'a') })).toThrow(
      'at most 1000',
    );
    expect(() => checkQuery('Group', { orderBy: { property: 'mail' }, limit: 1 })).toThrow('ordered');
  });
});
