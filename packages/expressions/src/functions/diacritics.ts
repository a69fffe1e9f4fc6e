/**
 * NormalizeDiacritics: Latin letters without their marks, case kept. Marks go by Unicode decomposition, which covers
 * Microsoft's table and the letters missing in it; letters that do not decompose have a table here. Other scripts stay
 * as they are, because there a mark makes another letter (й, が).
 */
import { required, type FunctionDefinition } from '../function-definition.ts';

const letters: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ æ: 'ae', Æ: 'AE', œ: 'oe', Œ: 'OE', ø: 'oe', Ø: 'OE', ß: 'ss', ẞ: 'SS', ł: 'l', Ł: 'L', ı: 'i' },
    ...{ đ: 'd', Đ: 'D', ð: 'd', Ð: 'D', þ: 'th', Þ: 'TH', ħ: 'h', Ħ: 'H', ŋ: 'ng', Ŋ: 'NG', ŧ: 't', Ŧ: 'T' },
  }),
);
const listed = new RegExp(`[${[...letters.keys()].join('')}]`, 'gu');
const marked = /(\p{Script=Latin})[\u0300-\u036f]+/gu;
const nonAscii = /[^\0-\x7f]/;

/** `Łukasz Çelik` → `Lukasz Celik`; å → a, ö → o, ü → u, ø → oe, ß → ss. */
export function normalizeDiacritics(text: string): string {
  if (!nonAscii.test(text)) return text;
  const bare = text.normalize('NFD').replace(marked, '$1').normalize('NFC');
  return bare.replace(listed, (letter) => letters.get(letter) ?? letter);
}

export const diacriticsFunctions: readonly FunctionDefinition[] = [
  {
    name: 'NormalizeDiacritics',
    parameters: [required('source')],
    build: (call) => {
      const source = call.text('source');
      return (scope) => {
        const text = source(scope);
        return text === undefined ? undefined : normalizeDiacritics(text);
      };
    },
  },
];
