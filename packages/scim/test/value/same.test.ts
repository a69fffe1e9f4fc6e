import { describe, expect, test } from 'vitest';
import {
  commonAttributes,
  coversValue,
  diffValues,
  findAttribute,
  groupResourceType,
  parsePath,
  sameValue,
  userResourceType,
  type Attribute,
  type ScimValue,
} from '../../src/index.ts';

const at = (path: string): Attribute => findAttribute(userResourceType, parsePath(path).attribute) as Attribute;
const manager = at('urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager');
const members = findAttribute(groupResourceType, { name: 'members' }) as Attribute;
const created = commonAttributes.find(({ name }) => name === 'meta')?.subAttributes?.[1];

describe('sameValue', () => {
  test.each<[ScimValue | undefined, ScimValue | undefined, Attribute | undefined, boolean]>([
    [undefined, null, undefined, true],
    [null, [], at('roles'), true],
    ['', undefined, at('title'), false],
    ['Kari', 'kari', at('userName'), true],
    ['Kari', 'kari', at('externalId'), false],
    ['Kari', 'kari', undefined, false],
    ['True', true, at('active'), true],
    [false, 'False', undefined, true],
    ['True', 'true', at('active'), true],
    ['42', 42, undefined, true],
    ['x', 42, undefined, false],
    ['2026-01-31T08:00:00Z', '2026-01-31T09:00:00.000+01:00', created, true],
    ['m1', { value: 'm1' }, manager, true],
    [{ value: 'M1' }, 'm1', manager, false],
    [{ Value: 'a', type: 'Work' }, { value: 'A', type: 'work' }, at('emails'), true],
    [[{ value: 'a' }, { value: 'b' }], [{ value: 'b' }, { value: 'a' }], at('emails'), true],
    [[{ value: 'a' }], [{ value: 'a' }, { value: 'b' }], at('emails'), false],
    [['x', 'y'], ['y', 'x'], undefined, true],
    [['x', 'x'], ['x', 'y'], undefined, false],
    [[{ value: 'x' }, { value: 'x' }], [{ value: 'x' }, { value: 'y' }], at('emails'), false],
    [[{ value: 'a', type: 'work' }], [{ value: 'a', type: 'home' }], at('emails'), false],
    [{ a: 1 }, [{ a: 1 }], undefined, true],
  ])('%j and %j: case %#', (a, b, attribute, expected) => {
    expect(sameValue(a, b, attribute)).toBe(expected);
    expect(sameValue(b, a, attribute)).toBe(expected);
  });

  test('two lists of 100,000 members are compared by key', () => {
    const list = Array.from({ length: 100_000 }, (_, index) => ({ value: `u${index}` }));
    expect(sameValue(list, [...list].reverse(), members)).toBe(true);
  });
});

describe('coversValue', () => {
  test('what the target adds of its own is not a difference', () => {
    expect(coversValue([{ value: 'u1', display: 'U', $ref: 'x' }], [{ value: 'u1' }], members)).toBe(true);
    expect(coversValue({ value: 'm', displayName: 'M' }, { value: 'm' }, manager)).toBe(true);
    expect(coversValue({ givenName: 'A', formatted: 'A B' }, { givenName: 'a' }, at('name'))).toBe(true);
  });

  test('what is missing or more is', () => {
    expect(coversValue([{ value: 'u1' }, { value: 'u2' }], [{ value: 'u1' }], members)).toBe(false);
    expect(coversValue({ value: 'm' }, { value: 'm', $ref: 'x' }, manager)).toBe(false);
    expect(coversValue(undefined, 'x', at('title'))).toBe(false);
    expect(coversValue('x', undefined, at('title'))).toBe(false);
  });
});

test('diffValues tells who comes and who goes', () => {
  const existing = [{ value: 'u1', display: 'One' }, { value: 'u2' }];
  expect(diffValues(existing, [{ value: 'u1' }, { value: 'u3' }], members)).toEqual({
    added: [{ value: 'u3' }],
    removed: [{ value: 'u2' }],
  });
});
