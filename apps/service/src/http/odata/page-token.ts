/**
 * Opaque page tokens: where the next page starts, readable by nobody but us. A token belongs to the list that gave it:
 * another collection, filter, search or order refuses it.
 */
import { createHash } from 'node:crypto';
import { ApiError } from '@drawbridge/base';

/** What makes a list the list it is, as a short text; `url` is the path and query of a request. */
export function scopeOf(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://list.invalid');
  const parts = [...searchParams]
    .map(([name, value]) => [name.toLowerCase().replace(/^\$/, ''), value] as const)
    .filter(([name]) => scoping.includes(name))
    .map(([name, value]) => `${name}=${value}`);
  const path = pathname.toLowerCase().replace(/^\/(?:v1\.0|beta)\//, '/');
  return createHash('sha256')
    .update([path, ...parts.sort()].join('\n'))
    .digest('base64url')
    .slice(0, 12);
}

const scoping = ['filter', 'search', 'orderby'];

export const toPageToken = (after: string, scope?: string): string =>
  Buffer.from(JSON.stringify({ v: 1, after, scope })).toString('base64url');

/** Throws PAGE_TOKEN_INVALID for a token that is none, or of another list. */
export function fromPageToken(token: string, scope?: string): string {
  try {
    const given = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as {
      v?: unknown;
      after?: unknown;
      scope?: unknown;
    };
    const isOfList = scope === undefined || given.scope === scope;
    if (given.v === 1 && typeof given.after === 'string' && isOfList) return given.after;
  } catch {
    // Falls through to the one error below: any text that is not a token of ours is the same to the caller.
  }
  throw new ApiError('PAGE_TOKEN_INVALID', 'The $skiptoken is not valid. Start the list again from its first page.');
}
