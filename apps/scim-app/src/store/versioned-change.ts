/**
 * Changes to documents that were read together: each job's own change is applied in the order of arrival, two jobs on
 * one document one upon the other. Nothing is written here; what is to be written comes back.
 */
import type { Clock } from '@drawbridge/base';
import type { ScimObject } from '@drawbridge/scim';
import { checkVersion, notFound, type Expected } from './precondition.ts';
import type { Stored } from './stored.ts';

export type Change = {
  readonly id: string;
  readonly expected: Expected;
  /** Makes a new document of the present one, or returns the very same when nothing changes. May throw. */
  readonly apply: (resource: ScimObject) => ScimObject;
};

export type Changed<Row extends Stored> = {
  /** For each job, the document after it, or why it was refused. */
  readonly outcomes: readonly ({ readonly answer: Row } | { readonly error: unknown })[];
  /** The documents that differ from what is stored, and the version each was read at. */
  readonly toWrite: readonly { readonly next: Row; readonly was: number }[];
};

export function applyChanges<Row extends Stored>(
  jobs: readonly Change[],
  rows: readonly Row[],
  clock: Clock,
): Changed<Row> {
  const before = new Map(rows.map((row) => [row.id, row]));
  const present = new Map(before);
  const modified = clock.now();
  const outcomes = jobs.map(({ id, expected, apply }) => {
    const row = present.get(id);
    try {
      if (!row) throw notFound(id);
      checkVersion(id, row.version, expected);
      const resource = apply(row.resource);
      // What changes nothing leaves `lastModified` alone (RFC 7644 §3.5.2.1).
      if (resource === row.resource) return { answer: row };
      const next = { ...row, resource, modified, version: row.version + 1 };
      present.set(id, next);
      return { answer: next };
    } catch (error) {
      return { error };
    }
  });
  const toWrite = [...before].flatMap(([id, { version: was }]) => {
    const next = present.get(id);
    return next && next.version !== was ? [{ next, was }] : [];
  });
  return { outcomes, toWrite };
}
