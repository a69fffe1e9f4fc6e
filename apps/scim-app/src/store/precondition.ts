/** Optimistic concurrency: a change that names the version it was made for is refused on any other (RFC 7644 §3.14). */
import { ScimError } from '@drawbridge/base';

/** The versions a change may meet; undefined when any will do. */
export type Expected = readonly number[] | undefined;

export function checkVersion(id: string, version: number, expected: Expected): void {
  if (expected && !expected.includes(version)) {
    throw new ScimError(
      'SCIM_VERSION_MISMATCH',
      `Resource ${id} is at version W/"${version}", not at the one that If-Match names. Read it again and repeat the change.`,
    );
  }
}

export const notFound = (id: string): ScimError =>
  new ScimError('SCIM_NOT_FOUND', `Resource ${JSON.stringify(id.slice(0, 100))} does not exist.`);
