/** ETags (RFC 7644 §3.14): weak, made of the version of a resource. */
import type { Expected } from '../store/precondition.ts';

export const etagOf = (version: number): string => `W/"${version}"`;

const versionPattern = /^\s*(?:W\/)?"(\d{1,9})"\s*$/;

/**
 * The versions that an If-Match or If-None-Match header names; undefined for none or `*`. A tag that is not ours names
 * a version that no resource ever has.
 */
export function readVersions(header: string | undefined): Expected {
  if (header === undefined || header.trim() === '*') return undefined;
  return header.split(',').map((tag) => Number(versionPattern.exec(tag)?.[1] ?? -1));
}

/** Whether the client has this version already (If-None-Match). */
export const isUnmodified = (header: string | undefined, version: number): boolean =>
  header !== undefined && (readVersions(header)?.includes(version) ?? true);
