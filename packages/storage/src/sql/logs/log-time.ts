/** Log records are ordered by their id, which is made of their moment: a span of time is a span of the primary key. */

const lastEpochMs = 2 ** 48 - 1;

/** The smallest id of a moment. */
export function firstIdAt(epochMs: number): string {
  const hex = Math.min(Math.max(epochMs, 0), lastEpochMs).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}
