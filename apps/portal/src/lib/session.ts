/**
 * Who is signed in: authorization code with PKCE (RFC 7636) at the service's own authorization server. Tokens live in
 * memory only; a reload asks the authorization server again, whose session cookie answers without a question.
 */
import { now } from './clock.ts';

const clientId = '5b0c2f4e-8d1a-4f57-9a63-c1e7d20b94f8';
const scope = 'openid profile offline_access https://graph.microsoft.com/.default';
const tokenPath = '/common/oauth2/v2.0/token';
const redirectUri = (): string => `${location.origin}/portal/`;
/** A token is renewed this long before it ends. */
const leewayMs = 60_000;

type Tokens = {
  readonly access: string;
  readonly refresh: string | undefined;
  /** Tells the authorization server whose session a sign-out ends, so that it need not ask. */
  readonly id: string | undefined;
  readonly endsAt: number;
};
/** What waits in this tab for the answer of the authorization server. */
type Pending = { readonly state: string; readonly verifier: string; readonly returnTo: string };

const pendingKey = 'drawbridge.sign-in';
let tokens: Tokens | undefined;
let renewing: Promise<void> | undefined;

/** The authorization server refused; its words. */
export class SignInProblem extends Error {}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
const random = (): string => base64Url(crypto.getRandomValues(new Uint8Array(32)));

/** Leaves the page. `prompt: login` asks for credentials even of those who are signed in. */
async function goToSignIn(options: { prompt?: 'login' } = {}): Promise<never> {
  const verifier = random();
  const pending: Pending = { state: random(), verifier, returnTo: location.pathname + location.search };
  sessionStorage.setItem(pendingKey, JSON.stringify(pending));
  const challenge = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri(),
    scope,
    state: pending.state,
    code_challenge: base64Url(new Uint8Array(challenge)),
    code_challenge_method: 'S256',
    ...options,
  });
  location.assign(`/common/oauth2/v2.0/authorize?${query}`);
  return new Promise<never>(() => {});
}

/** Call once, before anything is drawn. Comes back signed in, or leaves the page. Throws SignInProblem. */
export async function beginSession(): Promise<void> {
  const answer = new URLSearchParams(location.search);
  const kept = sessionStorage.getItem(pendingKey);
  const pending = kept === null ? undefined : (JSON.parse(kept) as Pending);
  if (pending === undefined || answer.get('state') !== pending.state) return goToSignIn();
  sessionStorage.removeItem(pendingKey);
  history.replaceState(null, '', pending.returnTo);
  const code = answer.get('code');
  if (code === null)
    throw new SignInProblem(answer.get('error_description') ?? answer.get('error') ?? 'The sign-in was not completed.');
  await redeem({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri(),
    code_verifier: pending.verifier,
  });
}

async function redeem(grant: Record<string, string>): Promise<void> {
  const response = await fetch(tokenPath, {
    method: 'POST',
    body: new URLSearchParams({ client_id: clientId, scope, ...grant }),
  });
  const answer = (await response.json()) as {
    access_token?: string;
    refresh_token?: string;
    id_token?: string;
    expires_in?: number;
    error_description?: string;
  };
  if (answer.access_token === undefined)
    throw new SignInProblem(answer.error_description ?? `The service answered ${response.status}.`);
  tokens = {
    access: answer.access_token,
    refresh: answer.refresh_token,
    id: answer.id_token ?? tokens?.id,
    endsAt: now().getTime() + (answer.expires_in ?? 3600) * 1000 - leewayMs,
  };
}

/** A token that is good for another minute; renewed once, however many ask at the same time. */
export async function accessToken(): Promise<string> {
  if (tokens === undefined) return goToSignIn();
  if (tokens.endsAt > now().getTime()) return tokens.access;
  renewing ??= renew().finally(() => (renewing = undefined));
  await renewing;
  return tokens.access;
}

async function renew(): Promise<void> {
  if (tokens?.refresh === undefined) return goToSignIn();
  try {
    await redeem({ grant_type: 'refresh_token', refresh_token: tokens.refresh });
  } catch (thrown) {
    if (thrown instanceof SignInProblem) return goToSignIn();
    throw thrown;
  }
}

/** The service no longer takes the token: the session was revoked. Leaves the page. */
export const signInAgain = (): Promise<never> => goToSignIn();

/** To another account. Leaves the page. */
export const switchAccount = (): Promise<never> => goToSignIn({ prompt: 'login' });

/** Ends the session here and at the authorization server. Leaves the page. */
export function signOut(): void {
  const query = new URLSearchParams({
    client_id: clientId,
    post_logout_redirect_uri: redirectUri(),
    ...(tokens?.id === undefined ? {} : { id_token_hint: tokens.id }),
  });
  tokens = undefined;
  location.assign(`/common/oauth2/v2.0/logout?${query}`);
}
