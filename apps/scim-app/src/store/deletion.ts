/** Deletions that went to the database together: what each of them is told. */
import type { Outcome } from './batch.ts';
import { checkVersion, notFound, type Expected } from './precondition.ts';

export type Deletion = { readonly id: string; readonly expected: Expected };

/** What the statement found: the version that was there. */
export type Deleted = { readonly id: string; readonly version: number };

/** Of two that delete one resource the first did, and the second finds nothing. */
export function settleDeletions(deletions: readonly Deletion[], found: readonly Deleted[]): Outcome<void>[] {
  const byId = new Map(found.map((row) => [row.id, row]));
  return deletions.map(({ id, expected }) => {
    const row = byId.get(id);
    try {
      if (!row) throw notFound(id);
      checkVersion(id, row.version, expected);
      byId.delete(id);
      return { answer: undefined };
    } catch (error) {
      return { error };
    }
  });
}
