import { describe, expect, test } from 'vitest';
import { normalizeDiacritics } from '../../src/functions/diacritics.ts';
import { valueOf } from '../evaluate.ts';

/** Microsoft's table. */
const table: Record<string, string> = {
  a: 'ä à â ã å á ą ă ā ā̀ ā́ ā̂ ā̃ ā̈ ǟ ǡ a̱ å̄',
  ae: 'æ ǣ',
  c: 'ç č ć c̄ c̱',
  d: 'ď d̄ ḏ',
  e: 'ë è é ê ę ě ė ē ḗ ḕ ē̂ ē̃ ê̄ e̱ ë̄ e̊̄',
  g: 'ğ ḡ g̱',
  i: 'ï î ì í ı ī ī́ i̱',
  l: 'ľ ł l̄ ḹ ḻ',
  n: 'ñ ń ň n̄ ṉ',
  o: 'ö ò ő õ ô ó ō ṓ ṑ ō̂ ō̃ ȫ ō̈ ǭ ȭ ȱ o̱',
  oe: 'ø ø̄ œ̄ œ',
  r: 'ř r̄ ṟ ṝ',
  ss: 'ß',
  s: 'š ś ș ş s̄ s̱',
  t: 'ť ț t̄ ṯ',
  u: 'ü ù û ú ů ű ū ū̀ u̇̄ ǖ ṻ ṳ̄ u̱',
  y: 'ÿ ý ȳ ȳ́ y̱',
  z: 'ź ž ż z̄ ẕ',
};
const rows = Object.entries(table).flatMap(([bare, letters]) => letters.split(' ').map((letter) => [letter, bare]));

describe('NormalizeDiacritics', () => {
  test.each(rows)('%s becomes %s', (letter, bare) => {
    expect(normalizeDiacritics(letter as string)).toBe(bare);
    expect(normalizeDiacritics((letter as string).normalize('NFD'))).toBe(bare);
  });

  test.each([
    ['Łukasz Çelik', 'Lukasz Celik'],
    ['ÅSE ØRSTED İ Æ', 'ASE OERSTED I AE'],
    ['plain', 'plain'],
    ['Đorđe Þór Ķīlis', 'Dorde THor Kilis'],
  ])('%s becomes %s, case kept', (text, bare) => {
    expect(normalizeDiacritics(text)).toBe(bare);
  });

  test('other scripts keep their marks', () => {
    for (const text of ['Йё', 'が', '한국', 'ά', '😀']) expect(normalizeDiacritics(text)).toBe(text);
  });

  test('an absent source stays absent', () => {
    expect(valueOf('NormalizeDiacritics([x])')).toBeUndefined();
  });
});
