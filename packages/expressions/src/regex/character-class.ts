/**
 * Sets of UTF-16 units with .NET's meaning: \d, \w and \s span all of Unicode, \p takes categories and blocks, classes
 * may be subtracted from ([a-z-[aeiou]]). ASCII is answered from a table.
 */
import { PatternProblem, type UnitTest } from './syntax.ts';

const asciiSize = 128;

/** Answers ASCII from a table and asks `slow` for the rest. */
export function tabulated(slow: UnitTest): UnitTest {
  const ascii = Uint8Array.from({ length: asciiSize }, (_, unit) => (slow(unit) ? 1 : 0));
  return (unit) => (unit < asciiSize ? ascii[unit] === 1 : slow(unit));
}

function matching(pattern: RegExp): UnitTest {
  return tabulated((unit) => pattern.test(String.fromCharCode(unit)));
}

const isDigit = matching(/^\p{Nd}$/u);
const isWordUnit = matching(/^[\p{L}\p{Mn}\p{Nd}\p{Pc}]$/u);
const isBlank = matching(/^[\f\n\r\t\v\x85\p{Z}]$/u);
const isJoiner: UnitTest = (unit) => unit === 0x200c || unit === 0x200d;
/** What \b looks at: word characters and the two joiners. */
export const isWordEdgeUnit: UnitTest = (unit) => isWordUnit(unit) || isJoiner(unit);

export function not(test: UnitTest): UnitTest {
  return (unit) => !test(unit);
}

/** The shorthand classes \d \D \w \W \s \S; undefined for another letter. */
export function shorthand(letter: string): UnitTest | undefined {
  const test = { d: isDigit, w: isWordUnit, s: isBlank }[letter.toLowerCase()];
  return test && letter !== letter.toLowerCase() ? not(test) : test;
}

const categories = new Set(
  'L Lu Ll Lt Lm Lo M Mn Mc Me N Nd Nl No P Pc Pd Ps Pe Pi Pf Po S Sm Sc Sk So Z Zs Zl Zp C Cc Cf Cs Co Cn'.split(' '),
);
const blocks: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['IsBasicLatin', [0x0000, 0x007f]],
  ['IsLatin-1Supplement', [0x0080, 0x00ff]],
  ['IsLatinExtended-A', [0x0100, 0x017f]],
  ['IsLatinExtended-B', [0x0180, 0x024f]],
  ['IsCombiningDiacriticalMarks', [0x0300, 0x036f]],
  ['IsGreek', [0x0370, 0x03ff]],
  ['IsGreekandCoptic', [0x0370, 0x03ff]],
  ['IsCyrillic', [0x0400, 0x04ff]],
  ['IsHebrew', [0x0590, 0x05ff]],
  ['IsArabic', [0x0600, 0x06ff]],
  ['IsThai', [0x0e00, 0x0e7f]],
  ['IsLatinExtendedAdditional', [0x1e00, 0x1eff]],
  ['IsGeneralPunctuation', [0x2000, 0x206f]],
  ['IsHiragana', [0x3040, 0x309f]],
  ['IsKatakana', [0x30a0, 0x30ff]],
  ['IsCJKUnifiedIdeographs', [0x4e00, 0x9fff]],
]);

/** \p{…}: a general category or one of the blocks above. */
export function category(name: string): UnitTest {
  const block = blocks.get(name);
  if (block) return between(block[0], block[1]);
  if (!categories.has(name)) throw new PatternProblem(`\\p{${name}} is not a known category or block`);
  return matching(new RegExp(`^\\p{${name}}$`, 'u'));
}

export function between(first: number, last: number): UnitTest {
  return (unit) => unit >= first && unit <= last;
}

export function exactly(unit: number, ignoreCase: boolean): UnitTest {
  if (!ignoreCase) return (other) => other === unit;
  const folded = foldCase(unit);
  return (other) => other === unit || foldCase(other) === folded;
}

/** The set, widened to the other case of each of its letters. */
export function ignoringCase(test: UnitTest): UnitTest {
  return (unit) => test(unit) || test(foldCase(unit)) || test(raiseCase(unit));
}

export function foldCase(unit: number): number {
  if (unit < asciiSize) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  const text = String.fromCharCode(unit).toLowerCase();
  return text.length === 1 ? text.charCodeAt(0) : unit;
}

function raiseCase(unit: number): number {
  const text = String.fromCharCode(unit).toUpperCase();
  return text.length === 1 ? text.charCodeAt(0) : unit;
}
