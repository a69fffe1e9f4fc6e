import { expect, test } from 'vitest';
import { valueOf, type Row } from '../evaluate.ts';

const rows: Row[] = [
  ['ToLower("ÅSE")', {}, 'åse'],
  ['ToUpper("åse ß ŉ")', {}, 'ÅSE ß ŉ'],
  ['ToLower("ΟΔΟΣ")', {}, 'οδοσ'],
  ['ToLower("İI")', {}, 'İi'],
  ['ToLower("I", "tr-TR")', {}, 'ı'],
  ['ToUpper("i", "tr-TR")', {}, 'İ'],
  ['ToUpper("i", )', {}, 'I'],
  ['ToUpper("𐐨")', {}, '𐐀'],
  ['ToLower([x])', {}, undefined],
  ['PCase("o\'NEIL smith", " ")', {}, "O'neil Smith"],
  ['PCase("PABLO GONSALVES (SECOND)")', {}, 'Pablo Gonsalves (Second)'],
  ['PCase("PINTO-DE\'SILVA", " \'-")', {}, "Pinto-De'Silva"],
  ['PCase("anna-marie/ole_bull+x")', {}, 'Anna-Marie/Ole_Bull+X'],
  ['PCase("JEAN\nLUC")', {}, 'Jean\nLuc'],
  ['PCase("")', {}, ''],
  ['PCase([x])', {}, undefined],
];

test.each(rows)('%s of %o is %o', (text, sample, value) => {
  expect(valueOf(text, sample)).toEqual(value);
});
