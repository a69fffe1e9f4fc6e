/** Look-ups by a unique key, gathered: many requests at once are one `= any(…)`. */
import { Batch } from './batch.ts';

export type Lookup<Row> = (key: string) => Promise<Row | undefined>;

export function gatherLookups<Row>(
  select: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): Lookup<Row> {
  const batch = new Batch<string, Row | undefined>(async (keys) => {
    const rows = new Map((await select([...new Set(keys)])).map((row) => [keyOf(row), row]));
    return keys.map((key) => ({ answer: rows.get(key) }));
  });
  return (key) => batch.submit(key);
}
