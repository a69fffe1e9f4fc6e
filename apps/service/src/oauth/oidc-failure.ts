/** Numbers and sentences for what oidc-provider refuses, as clients of Entra know them. */
import type { OAuthErrorCode } from './oauth-error.ts';

type Failure = { readonly number: number; readonly sentence: string; readonly error?: OAuthErrorCode };

/** By the detail that oidc-provider gives; the first that fits counts. */
const byDetail: readonly (readonly [RegExp, Failure])[] = [
  [
    /refresh token already used/,
    {
      number: 70000,
      sentence: 'The refresh token was used before, so all tokens of its sign-in are revoked. Sign in again.',
    },
  ],
  [/already (used|consumed)/, { number: 54005, sentence: 'The code was already redeemed. Ask for a new one.' }],
  [/authorization code is expired/, { number: 70008, sentence: 'The code has expired. Sign in again.' }],
  [/refresh token is expired/, { number: 700082, sentence: 'The refresh token has expired. Sign in again.' }],
  [/PKCE|code_verifier/i, { number: 501481, sentence: 'The code_verifier does not match the code_challenge.' }],
  [
    /redirect_uri mismatch/,
    { number: 500112, sentence: 'The redirect_uri is not the one that the code was asked with.' },
  ],
  [
    /device code not found/,
    { number: 70018, sentence: 'There is no such device code (any more).', error: 'bad_verification_code' },
  ],
  [
    /account|grant not found|grant is expired/,
    {
      number: 50173,
      sentence: 'The sign-in is void: its sessions were revoked, or the account is disabled. Sign in again.',
    },
  ],
];

const byError: Readonly<Record<string, Failure>> = {
  authorization_pending: { number: 70016, sentence: 'The person has not finished signing in yet. Ask again later.' },
  slow_down: { number: 700161, sentence: 'Asked too often. Wait for the interval between two requests.' },
  access_denied: { number: 65004, sentence: 'The person declined.', error: 'authorization_declined' },
  expired_token: { number: 70019, sentence: 'The device code has expired. Ask for a new one.' },
  invalid_redirect_uri: { number: 50011, sentence: 'The redirect URI is none of those of the application.' },
  invalid_scope: { number: 70011, sentence: 'The scope is not part of what was granted.' },
  invalid_target: {
    number: 500011,
    sentence: 'The resource is not part of what was granted.',
    error: 'invalid_resource',
  },
  invalid_client: { number: 700016, sentence: 'There is no such application in this directory.' },
  unsupported_response_type: { number: 700054, sentence: 'The response_type is not enabled for the application.' },
  unsupported_grant_type: { number: 70003, sentence: 'The grant type is not supported.' },
  login_required: { number: 50058, sentence: 'Nobody is signed in, and prompt=none does not let anybody.' },
  invalid_grant: {
    number: 70000,
    sentence: 'The code or token is not valid: it was made for another client, or never.',
  },
  server_error: { number: 50000, sentence: 'The service failed unexpectedly; its log has the details.' },
};

const fallback: Failure = { number: 90014, sentence: 'The request is not valid.' };

const failureOf = (error: string, detail: string | undefined): Failure =>
  (error === 'invalid_grant' && detail !== undefined
    ? byDetail.find(([pattern]) => pattern.test(detail))?.[1]
    : undefined) ??
  byError[error] ??
  fallback;

export const numberOf = (error: string, detail?: string): number => failureOf(error, detail).number;

/** `description` is oidc-provider's own sentence: used where ours would say less. */
export function explain(
  error: string,
  description: string | undefined,
  detail: string | undefined,
): { error: OAuthErrorCode; number: number; sentence: string } {
  const failure = failureOf(error, detail);
  const sentence = failure === fallback && description !== undefined ? `${description}.` : failure.sentence;
  return { error: failure.error ?? (error as OAuthErrorCode), number: failure.number, sentence };
}
