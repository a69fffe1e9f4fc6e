/**
 * Writes an instant by the tokens of a .NET format, in UTC and the invariant culture.
 */
import { dayNames, formatTokens, monthNames, type FieldLetter, type FormatToken } from './format-tokens.ts';
import type { Moment } from './moment.ts';

const short = 3;

export function writeDate(moment: Moment, tokens: readonly FormatToken[]): string {
  let text = '';
  for (const token of tokens) {
    if (token.kind === 'literal') {
      text += token.text;
      continue;
    }
    const field = writeField(moment, token.letter, token.count);
    // .NET: when F writes nothing, the point before it goes too
    text = token.letter === 'F' && field === '' && text.endsWith('.') ? text.slice(0, -1) : text + field;
  }
  return text;
}

function writeField({ utc, ticks, kind }: Moment, letter: FieldLetter, count: number): string {
  const digits = (number: number, most = 2): string => String(number).padStart(Math.min(count, most), '0');
  switch (letter) {
    case 'y':
      return count <= 2 ? digits(utc.year % 100) : digits(utc.year, count);
    case 'M':
      return count <= 2 ? digits(utc.month) : nameOf(monthNames, utc.month, count);
    case 'd':
      return count <= 2 ? digits(utc.day) : nameOf(dayNames, utc.weekday, count);
    case 'H':
      return digits(utc.hour);
    case 'h':
      return digits(utc.hour % 12 || 12);
    case 'm':
      return digits(utc.minute);
    case 's':
      return digits(utc.second);
    case 'f':
    case 'F': {
      const fraction = String(utc.millisecond * 10_000 + ticks)
        .padStart(7, '0')
        .slice(0, count);
      return letter === 'f' ? fraction : fraction.replace(/0+$/, '');
    }
    case 't':
      return (utc.hour < 12 ? 'AM' : 'PM').slice(0, count);
    case 'z':
      return ['', '+0', '+00'][count] ?? '+00:00';
    case 'K':
      return { utc: 'Z', local: '+00:00', unspecified: '' }[kind];
    case 'g':
      return 'A.D.';
  }
}

function nameOf(names: readonly string[], number: number, count: number): string {
  const name = names[number - 1] ?? '';
  return count === short ? name.slice(0, short) : name;
}

const generalTokens = formatTokens('M/d/yyyy h:mm:ss tt') ?? [];

/** The form in which all date functions of the language give dates. */
export function writeGeneralDate(moment: Moment): string {
  return writeDate(moment, generalTokens);
}
