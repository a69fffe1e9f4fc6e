import { describe, expect, test } from 'vitest';
import { readDocument, toDocument } from '../../src/index.ts';

const invalid = expect.objectContaining({ code: 'SCIM_INVALID_SYNTAX' });

describe('readDocument', () => {
  test('every object of a document has no prototype', () => {
    const document = readDocument('{"name":{"givenName":"K"},"emails":[{"value":"k"}]}');
    expect(Object.getPrototypeOf(document)).toBe(null);
    expect(Object.getPrototypeOf(document['name'])).toBe(null);
    expect(Object.getPrototypeOf((document['emails'] as object[])[0])).toBe(null);
  });

  test('bytes are read as UTF-8, a byte order mark is skipped', () => {
    expect(readDocument(new TextEncoder().encode('{"displayName":"Bjørn 😀"}'))['displayName']).toBe('Bjørn 😀');
    expect(readDocument('\uFEFF{"a":1}')['a']).toBe(1);
    expect(readDocument(new Uint8Array([0xef, 0xbb, 0xbf, 0x7b, 0x7d]))).toEqual({});
  });

  test('a member named constructor or toString is plain data', () => {
    const document = readDocument('{"constructor":{"prototype":{"x":1}},"toString":"t"}');
    expect(document['toString']).toBe('t');
    expect(({} as Record<string, unknown>)['x']).toBe(undefined);
  });

  test.each([
    ['truncated JSON', '{"a":'],
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"x"'],
    ['__proto__ at the root', '{"__proto__":{"x":1}}'],
    ['__proto__ further down', '{"a":[{"b":{"__proto__":1}}]}'],
    ['__proto__ with escapes', '{"\\u005f_proto__":1}'],
    ['a number beyond double', '{"a":1e999}'],
    ['half a surrogate pair', '{"a":"\\ud800"}'],
    ['seventeen levels', `${'{"a":'.repeat(16)}{}${'}'.repeat(16)}`],
    ['500,000 brackets', `{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`],
  ])('%s is refused', (_name, text) => {
    expect(() => readDocument(text)).toThrow(invalid);
  });

  test('bytes that are not UTF-8 are refused', () => {
    expect(() => readDocument(new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]))).toThrow(invalid);
  });

  test('the size is measured in bytes of UTF-8', () => {
    const text = `{"a":"${'é'.repeat(50)}"}`;
    expect(() => readDocument(text, { maxBytes: text.length + 49 })).toThrow(invalid);
    expect(readDocument(text, { maxBytes: text.length + 50 })['a']).toHaveLength(50);
  });

  test('an object with too many names is refused', () => {
    const many = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`a${index}`, 1]));
    expect(() => toDocument(many, { maxKeys: 10 })).toThrow(invalid);
  });
});

describe('toDocument', () => {
  test('undefined members are left out', () => {
    expect(Object.keys(toDocument({ a: undefined, b: null }))).toEqual(['b']);
  });

  test.each([[new Date(0)], [new Map()], [1n], [() => 1], [Symbol('x')], [undefined], [NaN]])(
    '%s inside is refused',
    (value) => {
      expect(() => toDocument({ a: [value] })).toThrow(invalid);
    },
  );

  test('a cycle is refused, not followed for ever', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => toDocument(cycle)).toThrow(invalid);
  });
});
