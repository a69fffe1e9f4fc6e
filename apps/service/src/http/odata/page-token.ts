/** Opaque page tokens: where the next page starts, readable by nobody but us, refused when it is not ours. */
import { ApiError } from '@drawbridge/base';

export const toPageToken = (after: string): string =>
  Buffer.from(JSON.stringify({ v: 1, after })).toString('base64url');

/** Throws PAGE_TOKEN_INVALID. */
export function fromPageToken(token: string): string {
  try {
    const { v, after } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as {
      v?: unknown;
      after?: unknown;
    };
    if (v === 1 && typeof after === 'string') return after;
  } catch {
    // Falls through to the one error below: any text that is not a token of ours is the same to the caller.
  }
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not valid. Start the list again from its first page.');
}
