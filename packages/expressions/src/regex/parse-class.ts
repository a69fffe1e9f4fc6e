/**
 * Parses a character class, `[…]` with ranges, escapes, negation and .NET's subtraction.
 */
import { between, category, ignoringCase, not, shorthand, tabulated } from './character-class.ts';
import type { PatternReader } from './pattern-reader.ts';
import type { UnitTest } from './syntax.ts';

const maxSubtractions = 10;

/** The set of a class whose opening bracket was read. */
export function parseClass(reader: PatternReader, ignoreCase: boolean, depth = 0): UnitTest {
  if (depth > maxSubtractions) throw reader.problem('classes are subtracted too deeply');
  const isNegated = reader.skip('^');
  const tests: UnitTest[] = [];
  let without: UnitTest | undefined;
  for (let isFirst = true; ; isFirst = false) {
    if (reader.isAtEnd) throw reader.problem('a character class does not end');
    if (!isFirst && reader.skip('-[')) {
      without = parseClass(reader, ignoreCase, depth + 1);
      if (!reader.skip(']')) throw reader.problem('a subtraction must be the last part of a class');
      break;
    }
    if (!isFirst && reader.skip(']')) break;
    tests.push(parseItem(reader));
  }
  const any: UnitTest = (unit) => tests.some((test) => test(unit));
  const cased = ignoreCase ? ignoringCase(any) : any;
  const whole = isNegated ? not(cased) : cased;
  const subtracted = without;
  return tabulated(subtracted ? (unit) => whole(unit) && !subtracted(unit) : whole);
}

function parseItem(reader: PatternReader): UnitTest {
  const first = parseEnd(reader);
  if (typeof first !== 'number') return first;
  if (!/^-[^\][]/.test(reader.text.slice(reader.at, reader.at + 2))) return between(first, first);
  reader.next();
  const last = parseEnd(reader);
  if (typeof last !== 'number') {
    // a class such as \d cannot end a range, so the hyphen stands for itself
    return (unit) => unit === first || unit === 0x2d || last(unit);
  }
  if (last < first) throw reader.problem('a range in a character class runs backwards');
  return between(first, last);
}

function parseEnd(reader: PatternReader): number | UnitTest {
  if (!reader.skip('\\')) return reader.next().charCodeAt(0);
  const letter = reader.peek();
  const known = shorthand(letter);
  if (known) {
    reader.next();
    return known;
  }
  if (letter === 'p' || letter === 'P') {
    reader.next();
    const test = category(reader.categoryName());
    return letter === 'p' ? test : not(test);
  }
  if (letter === 'b') {
    reader.next();
    return 0x08;
  }
  return reader.escapedUnit();
}
