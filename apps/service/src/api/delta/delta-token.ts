/**
 * Tokens of delta queries: the query as it was first asked, and the place where it goes on. Signed, so that nobody writes
 * one of their own; a token that ends a round is good for seven days.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { ApiError, type Clock, type Secret } from '@drawbridge/base';
import type { DeltaPlace, DeltaQuery } from '@drawbridge/directory';

const lifeMs = 7 * 24 * 60 * 60_000;

export type DeltaState = {
  /** Collection of the first request: `users`. */
  readonly set: string;
  /** As Graph names them; absent: the default. */
  readonly select?: readonly string[] | undefined;
  readonly query: DeltaQuery;
  readonly place: DeltaPlace;
};

export type DeltaTokens = {
  write(state: DeltaState): string;
  /** Throws PAGE_TOKEN_INVALID for what is no token of this collection, DELTA_TOKEN_EXPIRED. */
  read(token: string, set: string): DeltaState;
};

export function createDeltaTokens({ key, clock }: { key: Secret; clock: Clock }): DeltaTokens {
  const sign = (text: string): Buffer => createHmac('sha256', key.reveal()).update(text).digest().subarray(0, 16);
  return {
    write(state) {
      const text = Buffer.from(JSON.stringify({ ...state, at: clock.now().getTime() })).toString('base64url');
      return `${text}.${sign(text).toString('base64url')}`;
    },
    read(token, set) {
      const [text = '', signature = ''] = token.split('.');
      const [given, expected] = [Buffer.from(signature, 'base64url'), sign(text)];
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw badToken();
      const { at, ...state } = JSON.parse(Buffer.from(text, 'base64url').toString()) as DeltaState & { at: number };
      if (state.set !== set) throw badToken();
      if (clock.now().getTime() - at > lifeMs) throw tooOld();
      return state;
    },
  };
}

const badToken = (): ApiError =>
  new ApiError('PAGE_TOKEN_INVALID', 'Badly formed token. Start the delta query again from its beginning.');

export const tooOld = (): ApiError =>
  new ApiError(
    'DELTA_TOKEN_EXPIRED',
    'The delta token is older than seven days, or older than what is kept of changes. Start again at Location.',
  );
