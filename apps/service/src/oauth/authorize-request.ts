/** An authorization request of a Graph client, in the words of oidc-provider. */
import { OAuthError, describeError } from './oauth-error.ts';
import { platformOf, type OAuthClient } from './oauth-client.ts';
import { resourceOfAudience } from './oidc-provider.ts';
import { readScope, type OwnNames } from './requested-access.ts';
import { scopesFor } from './token-endpoint.ts';

const passedOn = [
  'response_type',
  'redirect_uri',
  'response_mode',
  'state',
  'login_hint',
  'domain_hint',
  'code_challenge',
  'code_challenge_method',
] as const;
/** Mean something only where an id_token is given. */
const passedOnWithOpenId = ['nonce', 'max_age', 'id_token_hint'] as const;

/** Throws OAuthError. */
export function authorizationQuery(
  given: URLSearchParams,
  client: OAuthClient | undefined,
  names: OwnNames,
): URLSearchParams {
  for (const name of new Set(given.keys())) {
    if (given.getAll(name).length > 1)
      throw new OAuthError('invalid_request', 90014, `The parameter '${name.slice(0, 100)}' is there more than once.`);
  }
  if (!client) {
    throw new OAuthError(
      'unauthorized_client',
      700016,
      `There is no application '${(given.get('client_id') ?? '').slice(0, 100)}' in this directory. Check the client_id.`,
    );
  }
  const redirectUri = given.get('redirect_uri') ?? '';
  const platform = platformOf(client.redirectUris, redirectUri);
  if (platform === undefined) {
    throw new OAuthError(
      'invalid_request',
      50011,
      `The redirect URI '${redirectUri.slice(0, 500)}' is none of those of the application '${client.displayName}'. Add it to the application, or correct the request.`,
    );
  }
  const access = readScope(given.get('scope') ?? '', names);
  const query = new URLSearchParams({
    client_id: client.appId,
    scope: scopesFor(access, { confidential: platform === 'web' }).join(' '),
    resource: resourceOfAudience(access.audience),
  });
  const passed = access.openId.includes('openid') ? [...passedOn, ...passedOnWithOpenId] : passedOn;
  for (const name of passed) {
    const value = given.get(name);
    if (value !== null && value !== '') query.set(name, value);
  }
  const prompt = promptOf(given.get('prompt'));
  if (prompt !== undefined) query.set('prompt', prompt);
  return query;
}

/** Consent is given by registration, and choosing an account is a sign-in. */
function promptOf(prompt: string | null): string | undefined {
  const asked = (prompt ?? '').toLowerCase().split(/\s+/);
  if (asked.includes('none')) return 'none';
  return asked.includes('login') || asked.includes('select_account') ? 'login' : undefined;
}

/** Undefined when the request does not say, or wrongly, where the application takes its errors. */
export function redirectWithError(
  given: URLSearchParams,
  client: OAuthClient | undefined,
  { error, number, message }: OAuthError,
): string | undefined {
  const [redirectUri = '', ...more] = given.getAll('redirect_uri');
  if (more.length > 0 || given.getAll('client_id').length > 1) return undefined;
  if (!client || platformOf(client.redirectUris, redirectUri) === undefined) return undefined;
  const target = URL.parse(redirectUri);
  if (!target) return undefined;
  const state = given.get('state');
  const answer = { error, error_description: describeError(number, message), ...(state === null ? {} : { state }) };
  if (given.get('response_mode') === 'fragment') target.hash = new URLSearchParams(answer).toString();
  else for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  return target.href;
}
