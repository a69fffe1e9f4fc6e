/** Rows of CSV (RFC 4180) that a spreadsheet shows and never executes. */

/** A spreadsheet takes what begins so for a formula. A quote in front makes it text (OWASP, CSV injection). */
const formula = /^[\s\u0000-\u001f]*[=+\-@\t\r＝＋－＠]/u;
const needsQuotes = /[",\r\n]/;

export function csvRow(values: readonly unknown[]): string {
  return `${values.map(csvCell).join(',')}\r\n`;
}

function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = formula.test(text) ? `'${text}` : text;
  return needsQuotes.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
