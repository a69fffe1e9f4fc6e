/** `drawbridge account setup-link` and `reset-password`: print a link that can be used once, within 24 hours. */
import { readSettings } from '../config.ts';
import { withApi, type ApiSession } from './api-session.ts';

type Link = { readonly path: string; readonly url: string; readonly expirationDateTime: string };

/** Where no service runs, the link is for the address that it will have. */
function print(flags: Readonly<Record<string, unknown>>, { path, url, expirationDateTime }: Link): void {
  const { publicUrl, port } = readSettings(flags);
  const isServed = new URL(url).port !== '' || publicUrl !== undefined;
  const shown = isServed ? withName(url) : `http://localhost:${port}${path}`;
  console.log(JSON.stringify({ url: shown, expirationDateTime }));
}

export async function printSetUpLink(flags: Readonly<Record<string, unknown>>): Promise<void> {
  print(flags, await withApi(flags, (api) => api.call<Link>('POST', '/beta/signIn/setUpLinks', {})));
}

export async function printResetLink(
  flags: Readonly<Record<string, unknown>> & { userPrincipalName: string },
): Promise<void> {
  const path = `/beta/users/${encodeURIComponent(flags.userPrincipalName)}/authentication/oneTimeLinks`;
  print(flags, await withApi(flags, (api) => api.call<Link>('POST', path, {})));
}

export async function revokeSessions(
  flags: Readonly<Record<string, unknown>> & { userPrincipalName: string },
): Promise<void> {
  const path = `/v1.0/users/${encodeURIComponent(flags.userPrincipalName)}/revokeSignInSessions`;
  await withApi(flags, (api) => api.call('POST', path, {}));
  console.log(`Every session of ${flags.userPrincipalName} has ended.`);
}

/** A line of JSON for each account that can sign in. */
export async function listAccounts(flags: Readonly<Record<string, unknown>>): Promise<void> {
  await withApi(flags, async (api: ApiSession) => {
    for (let path: string | undefined = '/beta/signIn/accounts?$top=999'; path !== undefined;) {
      const page: { value: object[]; '@odata.nextLink'?: string } = await api.call('GET', path);
      for (const account of page.value) console.log(JSON.stringify(account));
      const next: string | undefined = page['@odata.nextLink'];
      path = next === undefined ? undefined : new URL(next).pathname + new URL(next).search;
    }
  });
}

/** Browsers know passkeys under a name, not under an address. */
export const withName = (url: string): string => url.replace('//127.0.0.1:', '//localhost:');
