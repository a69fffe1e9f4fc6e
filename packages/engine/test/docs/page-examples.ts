/**
 * The example of a page of docs/concepts: its fenced blocks that have a name after the language (`json filter`). What a page
 * gives is run by the function of its name here, which answers with the blocks that the page shows as the outcome.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The text of each named block. */
export type Blocks = ReadonlyMap<string, string>;

const pages = join(import.meta.dirname, '../../../../docs/concepts');

export function blocksOf(page: string): Blocks {
  const text = readFileSync(join(pages, `${page}.md`), 'utf8');
  return new Map([...text.matchAll(/^```\w+ (\w+)\n(.*?)\n```$/gms)].map(([, name, body]) => [name!, body!]));
}

/** What a page gives under this name. */
export function given<T>(blocks: Blocks, name: string): T {
  const text = blocks.get(name);
  if (text === undefined) throw new Error(`The page has no block "${name}".`);
  return JSON.parse(text) as T;
}

/** Columns as wide as their longest cell, two blanks between. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
