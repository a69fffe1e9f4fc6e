/**
 * Records of a CSV text (RFC 4180), each with the line it begins on. A quote that is out of place would swallow the rows
 * behind it up to the next quote or the end of the file; here it costs its own row only: reading goes on at the next line.
 */
import { CsvError, parse } from 'csv-parse/sync';

export type CsvRecord = { readonly line: number; readonly cells: readonly string[] };
export type BrokenRecord = { readonly line: number; readonly reason: string };

/** Each costs another reading of the rest. */
const maxBroken = 100;

/** Records beyond the first must have as many cells as it; undefined when too much is broken for a CSV file. */
export function readRecords(text: string): { records: CsvRecord[]; broken: BrokenRecord[] } | undefined {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((line) => (line.trim() === '' ? '' : line));
  const records: CsvRecord[] = [];
  const broken: BrokenRecord[] = [];
  let misquoted = 0;
  for (let from = 0; from < lines.length;) {
    const stop = readUntilBroken(lines, from, { records, broken });
    if (!stop) break;
    if (++misquoted > maxBroken) return undefined;
    broken.push(stop);
    from = stop.line;
  }
  return { records, broken };
}

/** Reads from a line (counted from 0) on; answers with the record whose quotes are out of place, if there is one. */
function readUntilBroken(
  lines: readonly string[],
  from: number,
  { records, broken }: { records: CsvRecord[]; broken: BrokenRecord[] },
): BrokenRecord | undefined {
  let next = firstFilled(lines, from);
  const onRecord = (cells: string[], context: { lines: number }): null => {
    const line = next + 1;
    const end = from + context.lines;
    const columns = records[0]?.cells.length ?? cells.length;
    if (cells.length === columns) records.push({ line, cells });
    else if (end === line) broken.push({ line, reason: `it has ${cells.length} columns, the header has ${columns}` });
    else throw new Misquoted(`it has ${cells.length} columns over ${end - next} lines; a quote is not closed`);
    next = firstFilled(lines, end);
    return null;
  };
  try {
    parse(lines.slice(from).join('\n'), {
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      record_delimiter: '\n',
      on_record: onRecord as never,
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Misquoted || thrown instanceof CsvError)
      return { line: next + 1, reason: thrown instanceof Misquoted ? thrown.message : 'its quotes are out of place' };
    throw thrown;
  }
}

class Misquoted extends Error {}

function firstFilled(lines: readonly string[], from: number): number {
  let at = from;
  while (lines[at] === '') at++;
  return at;
}
