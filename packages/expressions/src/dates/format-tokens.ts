/**
 * Cuts a .NET date format string into fields and literal text, in the invariant culture
 * (learn.microsoft.com: Custom date and time format strings). A single letter is a standard format.
 */

const fieldLetters = ['y', 'M', 'd', 'H', 'h', 'm', 's', 'f', 'F', 't', 'z', 'K', 'g'] as const;
export type FieldLetter = (typeof fieldLetters)[number];
export type FormatToken =
  | { readonly kind: 'field'; readonly letter: FieldLetter; readonly count: number }
  | { readonly kind: 'literal'; readonly text: string };

const standardFormats: ReadonlyMap<string, string> = new Map(
  Object.entries({
    d: 'MM/dd/yyyy',
    D: 'dddd, dd MMMM yyyy',
    f: 'dddd, dd MMMM yyyy HH:mm',
    F: 'dddd, dd MMMM yyyy HH:mm:ss',
    U: 'dddd, dd MMMM yyyy HH:mm:ss',
    g: 'MM/dd/yyyy HH:mm',
    G: 'MM/dd/yyyy HH:mm:ss',
    m: 'MMMM dd',
    M: 'MMMM dd',
    o: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    O: "yyyy'-'MM'-'dd'T'HH':'mm':'ss'.'fffffffK",
    r: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    R: "ddd, dd MMM yyyy HH':'mm':'ss 'GMT'",
    s: "yyyy'-'MM'-'dd'T'HH':'mm':'ss",
    t: 'HH:mm',
    T: 'HH:mm:ss',
    u: "yyyy'-'MM'-'dd HH':'mm':'ss'Z'",
    y: 'yyyy MMMM',
    Y: 'yyyy MMMM',
  }),
);

const part = new RegExp(String.raw`([${fieldLetters.join('')}])\1*|'([^']*)'|"([^"]*)"|\\([^])|%|['"\\]|([^])`, 'g');
const maxFractionDigits = 7;

/** undefined when the format is not valid: an open quote, a lone letter that is no standard format, fffffffff. */
export function formatTokens(format: string): readonly FormatToken[] | undefined {
  const custom = format.length === 1 ? standardFormats.get(format) : format;
  if (!custom) return undefined;
  const tokens: FormatToken[] = [];
  for (const [whole, letter, single, double, escaped, plain] of custom.matchAll(part)) {
    if (letter !== undefined) {
      if (letter.toLowerCase() === 'f' && whole.length > maxFractionDigits) return undefined;
      tokens.push({ kind: 'field', letter: letter as FieldLetter, count: letter === 'K' ? 1 : whole.length });
      for (let n = 1; letter === 'K' && n < whole.length; n++) tokens.push({ kind: 'field', letter: 'K', count: 1 });
      continue;
    }
    if (whole === '%') continue; // only says that a lone letter is a custom format
    const text = single ?? double ?? escaped ?? plain;
    if (text === undefined) return undefined;
    tokens.push({ kind: 'literal', text });
  }
  return tokens;
}

export const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
] as const;
/** From Monday, as ISO 8601 and luxon number them. */
export const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const;
