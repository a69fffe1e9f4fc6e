/**
 * .NET's DateTime.ParseExact in the invariant culture: the text must have exactly the shape of the format.
 */
import { dayNames, monthNames, type FieldLetter, type FormatToken } from './format-tokens.ts';
import { momentOf, offsetMinutesOf, type Moment, type MomentKind } from './moment.ts';
import { hourOf } from './read-date.ts';

const dateTimeStyles = [
  'None',
  'AllowLeadingWhite',
  'AllowTrailingWhite',
  'AllowInnerWhite',
  'AllowWhiteSpaces',
  'NoCurrentDateDefault',
  'AdjustToUniversal',
  'AssumeLocal',
  'AssumeUniversal',
  'RoundtripKind',
] as const;
type DateTimeStyle = (typeof dateTimeStyles)[number];
export const defaultStyles: ReadonlySet<DateTimeStyle> = new Set([
  'RoundtripKind',
  'AllowLeadingWhite',
  'AllowTrailingWhite',
]);

/** The styles of a comma-separated text; undefined when one is not known. */
export function readStyles(text: string): ReadonlySet<DateTimeStyle> | undefined {
  const known: readonly string[] = dateTimeStyles;
  const names = text.split(',').map((name) => name.trim().replace(/^DateTimeStyles\./, ''));
  return names.every((name) => known.includes(name)) ? new Set(names as DateTimeStyle[]) : undefined;
}

/** What the text has said so far. */
type Found = {
  year?: number;
  month?: number;
  day?: number;
  hour?: number;
  minute?: number;
  second?: number;
  fraction?: number;
  half?: string;
  weekday?: number;
  offsetMinutes?: number;
  kind?: MomentKind;
};

type ExactFormat = { readonly tokens: readonly FormatToken[]; readonly styles: ReadonlySet<DateTimeStyle> };

/** undefined when the text does not have the format, or there is no such date. `today` fills in for a time alone. */
export function parseExact(text: string, { tokens, styles }: ExactFormat, today: Date): Moment | undefined {
  const found: Found = {};
  const allows = (style: DateTimeStyle): boolean => styles.has(style) || styles.has('AllowWhiteSpaces');
  let at = allows('AllowLeadingWhite') ? skipBlanks(text, 0) : 0;
  for (const token of tokens) {
    if (allows('AllowInnerWhite')) at = skipBlanks(text, at);
    const end: number =
      token.kind === 'field' ? readField(text, at, token, found) : readLiteral(text, at, token.text, found);
    if (end < 0) return undefined;
    at = end;
  }
  if (allows('AllowTrailingWhite')) at = skipBlanks(text, at);
  return at === text.length ? complete(found, styles, today) : undefined;
}

function skipBlanks(text: string, at: number): number {
  let end = at;
  while (end < text.length && /\s/.test(text.charAt(end))) end++;
  return end;
}

/** The position after the literal, or -1. .NET reads a bare Z as the UTC designator. */
function readLiteral(text: string, at: number, literal: string, found: Found): number {
  // an optional fraction takes its point with it, so the point may be missing before F
  if (!text.startsWith(literal, at)) return literal === '.' ? at : -1;
  if (literal === 'Z') Object.assign(found, { offsetMinutes: 0, kind: 'utc' } satisfies Found);
  return at + literal.length;
}

const half = /[AaPp][Mm]?/y;
const zone = /[+-]\d{1,2}(?::?\d{2})?/y;

function readField(text: string, at: number, { letter, count }: FormatToken & { kind: 'field' }, found: Found): number {
  switch (letter) {
    case 'M':
    case 'd':
      return count <= 2 ? readNumber(text, at, letter, count, found) : readName(text, at, letter, count, found);
    case 't': {
      const word = match(half, text, at);
      if (word === undefined || (count > 1 && word.length < 2)) return -1;
      found.half = word.toLowerCase();
      return at + Math.min(word.length, count);
    }
    case 'K':
      if (/^[Zz]/.test(text.slice(at, at + 1))) {
        Object.assign(found, { offsetMinutes: 0, kind: 'utc' } satisfies Found);
        return at + 1;
      }
      return match(zone, text, at) === undefined ? at : readOffset(text, at, found);
    case 'z':
      return readOffset(text, at, found);
    case 'g':
      return text.startsWith('A.D.', at) ? at + 4 : -1;
    default:
      return readNumber(text, at, letter, count, found);
  }
}

function readOffset(text: string, at: number, found: Found): number {
  const written = match(zone, text, at);
  if (written === undefined) return -1;
  Object.assign(found, { offsetMinutes: offsetMinutesOf(written), kind: 'local' } satisfies Found);
  return at + written.length;
}

const numberFields: Readonly<Record<Exclude<FieldLetter, 't' | 'z' | 'K' | 'g' | 'f' | 'F'>, keyof Found>> = {
  y: 'year',
  M: 'month',
  d: 'day',
  H: 'hour',
  h: 'hour',
  m: 'minute',
  s: 'second',
};

function readNumber(text: string, at: number, letter: FieldLetter, count: number, found: Found): number {
  const isFraction = letter === 'f' || letter === 'F';
  const least = letter === 'F' ? 0 : count;
  const most = count === 1 && !isFraction ? 2 : count;
  let end = at;
  while (end < text.length && end - at < most && /[0-9]/.test(text.charAt(end))) end++;
  if (end - at < least) return -1;
  const digits = text.slice(at, end);
  if (isFraction) found.fraction = Number(digits.padEnd(7, '0'));
  else if (letter === 'y' && count <= 2) found.year = fullYear(Number(digits));
  else Object.assign(found, { [numberFields[letter as keyof typeof numberFields]]: Number(digits) });
  return end;
}

/** Two digits: 00 to 49 are this century (.NET 8, invariant culture). */
function fullYear(year: number): number {
  return year + (year < 50 ? 2000 : 1900);
}

function readName(text: string, at: number, letter: 'M' | 'd', count: number, found: Found): number {
  const names = letter === 'M' ? monthNames : dayNames;
  const length = (name: string): number => (count === 3 ? 3 : name.length);
  const index = names.findIndex(
    (name) => text.slice(at, at + length(name)).toLowerCase() === name.slice(0, length(name)).toLowerCase(),
  );
  const name = names[index];
  if (name === undefined) return -1;
  found[letter === 'M' ? 'month' : 'weekday'] = index + 1;
  return at + length(name);
}

function match(sticky: RegExp, text: string, at: number): string | undefined {
  sticky.lastIndex = at;
  return sticky.exec(text)?.[0];
}

function complete(found: Found, styles: ReadonlySet<DateTimeStyle>, today: Date): Moment | undefined {
  const hour = hourOf(found.hour ?? 0, found.hour === undefined ? undefined : found.half);
  if (hour === undefined) return undefined;
  const isTimeOnly = found.year === undefined && found.month === undefined && found.day === undefined;
  const assumesToday = isTimeOnly && !styles.has('NoCurrentDateDefault');
  const fields = {
    year: found.year ?? (styles.has('NoCurrentDateDefault') ? 1 : today.getUTCFullYear()),
    month: found.month ?? (assumesToday ? today.getUTCMonth() + 1 : 1),
    day: found.day ?? (assumesToday ? today.getUTCDate() : 1),
    hour,
    minute: found.minute ?? 0,
    second: found.second ?? 0,
    fraction: found.fraction ?? 0,
  };
  const local = momentOf(fields, 0, 'unspecified');
  if (!local || (found.weekday !== undefined && local.utc.weekday !== found.weekday)) return undefined;
  const assumed: MomentKind = styles.has('AssumeUniversal') || styles.has('AssumeLocal') ? 'local' : 'unspecified';
  const kind = found.kind ?? assumed;
  return momentOf(
    fields,
    found.offsetMinutes ?? 0,
    styles.has('AdjustToUniversal') && kind !== 'unspecified' ? 'utc' : kind,
  );
}
