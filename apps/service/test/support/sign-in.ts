/** Signing a person in as an application does it: authorization code with PKCE, to a redirect URI on loopback. */
import { createHash } from 'node:crypto';
import { newToken, Secret } from '@drawbridge/base';
import { commandLineClientId } from '../../src/oauth/built-in-clients.ts';
import { directoryRoles, type DirectoryRole } from '../../src/oauth/directory-roles.ts';
import { send, type RawAnswer, type TestService } from './service.ts';
import type { Visitor } from './visitor.ts';

const redirectUri = 'http://localhost:9/';
export const goodPassword = 'seven purple mountains';

let people = 0;
/** A user with a password and, if wanted, a role. */
export async function addAccount(
  { services }: TestService,
  given: { role?: DirectoryRole; password?: string; forceChange?: boolean; accountEnabled?: boolean } = {},
): Promise<{ id: string; userPrincipalName: string }> {
  const name = `account${++people}`;
  const userPrincipalName = `${name}@corp.example`;
  const user = await services.directory.createUser({
    userPrincipalName,
    displayName: `Account ${people}`,
    mailNickname: name,
    accountEnabled: given.accountEnabled ?? true,
  });
  const password = new Secret(given.password ?? goodPassword);
  await services.accounts.setPassword(user.id, password, { forceChange: given.forceChange ?? false });
  if (given.role) await services.roles.assign(user.id, directoryRoles[given.role]);
  return { id: user.id, userPrincipalName };
}

export type Authorization = { readonly url: string; readonly verifier: string };

export function authorization(
  { services }: Pick<TestService, 'services'>,
  more: Readonly<Record<string, string>> = {},
): Authorization {
  const verifier = newToken();
  const query = new URLSearchParams({
    client_id: commandLineClientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope:
      'openid profile offline_access User.Read User.ReadWrite.All Group.ReadWrite.All RoleManagement.ReadWrite.Directory',
    state: 'abc',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return { url: `/${services.tenantId}/oauth2/v2.0/authorize?${query.toString()}`, verifier };
}

/** Tokens for the code that the address holds. */
export function redeem(
  { url, services }: Pick<TestService, 'url' | 'services'>,
  at: string,
  verifier: string,
  clientId = commandLineClientId,
): Promise<RawAnswer> {
  const code = new URL(at).searchParams.get('code');
  if (code === null) throw new Error(`No code in ${at}`);
  const form = {
    grant_type: 'authorization_code',
    client_id: clientId,
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  return send(`${url}/${services.tenantId}/oauth2/v2.0/token`, { method: 'POST', body: new URLSearchParams(form) });
}

export type Tokens = { access_token: string; refresh_token: string; id_token: string };

/** From the application to the tokens, with a password. */
export async function signIn(
  service: TestService,
  visitor: Visitor,
  { userPrincipalName, password = goodPassword }: { userPrincipalName: string; password?: string },
): Promise<Tokens> {
  const { url, verifier } = authorization(service);
  const page = await visitor.follow(url);
  await visitor.follow(page.at, { username: userPrincipalName });
  const back = await visitor.follow(`${page.at}/password`, { username: userPrincipalName, password });
  const answer = await redeem(service, back.at, verifier);
  if (answer.status !== 200) throw new Error(`No tokens: ${answer.text}`);
  return answer.body as Tokens;
}

export const refresh = ({ url, services }: TestService, refreshToken: string): Promise<RawAnswer> =>
  send(`${url}/${services.tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: commandLineClientId,
      refresh_token: refreshToken,
    }),
  });

export const getMe = ({ url }: TestService, accessToken: string): Promise<RawAnswer> =>
  send(`${url}/v1.0/me`, { headers: { authorization: `Bearer ${accessToken}` } });
