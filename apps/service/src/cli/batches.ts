/** Cuts rows into requests that the API takes: bounded in rows and in bytes, a large group in several parts. */
import type { PeopleRow, RejectedRow } from '../people/people-file.ts';

/** `part`: 0 for the first or only part of a group; its later parts only bring more members. */
export type ImportRow = PeopleRow & { readonly part: number };

const maxRows = 1000;
/** Half of what a request may hold. */
const maxBytes = 4 * 1024 * 1024;
const maxMembers = 20_000;

/** Rows that are too large for any request are left out and reported. */
export function toBatches(rows: readonly PeopleRow[], rejected: RejectedRow[]): readonly (readonly ImportRow[])[] {
  const batches: ImportRow[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  let members = 0;
  for (const row of rows.flatMap(inParts)) {
    const size = Buffer.byteLength(JSON.stringify(row.value));
    if (size > maxBytes) {
      rejected.push({ place: row.place, reason: `it is larger than ${maxBytes} bytes` });
      continue;
    }
    const own = membersOf(row).length;
    const isFull = bytes + size > maxBytes || members + own > maxMembers || batches.at(-1)!.length >= maxRows;
    // The API takes a group once in a request.
    if (isFull || row.part > 0) {
      batches.push([]);
      [bytes, members] = [0, 0];
    }
    batches.at(-1)!.push(row);
    bytes += row.part > 0 ? maxBytes : size;
    members += own;
  }
  return batches;
}

const membersOf = ({ value: { members } }: PeopleRow): readonly unknown[] => (Array.isArray(members) ? members : []);

function inParts(row: PeopleRow): readonly ImportRow[] {
  const { place, value } = row;
  const members = membersOf(row);
  if (members.length <= maxMembers) return [{ place, value, part: 0 }];
  const count = Math.ceil(members.length / maxMembers);
  return Array.from({ length: count }, (_, part) => ({
    place,
    part,
    value: { ...value, members: members.slice(part * maxMembers, (part + 1) * maxMembers) },
  }));
}
