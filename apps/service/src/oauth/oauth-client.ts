/** Clients of the authorization server: the applications of the directory, and the built-in ones. */
import { isUuid } from '@drawbridge/base';
import type { Directory } from '@drawbridge/directory';
import type { ApplicationCredentials, RedirectUris } from './application-credentials.ts';
import { builtInClient } from './built-in-clients.ts';

export type OAuthClient = {
  readonly appId: string;
  readonly displayName: string;
  readonly redirectUris: RedirectUris;
  /** May ask for an id_token at the authorization endpoint (hybrid flow). */
  readonly issuesIdTokens: boolean;
  /** Absent for built-in clients, which never act for themselves. */
  readonly servicePrincipalId?: string | undefined;
};

export type OAuthClients = {
  /** Undefined when there is no such application, or its service principal is missing or disabled. */
  find(appId: string, base: string): Promise<OAuthClient | undefined>;
};

export function createOAuthClients({
  directory,
  applicationCredentials,
}: {
  directory: Directory;
  applicationCredentials: ApplicationCredentials;
}): OAuthClients {
  return {
    async find(appId, base) {
      const builtIn = builtInClient(appId, base);
      if (builtIn) return { ...builtIn, issuesIdTokens: false };
      if (!isUuid(appId)) return undefined;
      const where = [{ property: 'appId', op: 'eq', value: appId }] as const;
      const [applications, principals] = await Promise.all([
        directory.listApplications({ where, limit: 1 }),
        directory.listServicePrincipals({ where, limit: 1 }),
      ]);
      const [application] = applications.items;
      const [principal] = principals.items;
      if (!application || !principal || principal.accountEnabled === false) return undefined;
      return {
        appId: appId.toLowerCase(),
        displayName: principal.displayName ?? application.displayName ?? '',
        redirectUris: await applicationCredentials.redirectUrisOf(appId),
        issuesIdTokens: issuesIdTokens(application.web),
        servicePrincipalId: principal.id,
      };
    },
  };
}

/** May use the grants of programs that cannot keep a secret. */
export const isPublic = ({ redirectUris: { spa, publicClient, isFallbackPublicClient } }: OAuthClient): boolean =>
  isFallbackPublicClient || publicClient.length > 0 || spa.length > 0;

export type Platform = 'web' | 'spa' | 'publicClient';

/**
 * Which platform of the client a redirect URI belongs to. Compared character by character (RFC 9700 §2.1), but for the
 * port of a loopback address, which programs choose as they start (RFC 8252 §7.3).
 */
export function platformOf({ web, spa, publicClient }: RedirectUris, redirectUri: string): Platform | undefined {
  if (spa.includes(redirectUri)) return 'spa';
  if (web.includes(redirectUri)) return 'web';
  const wanted = withoutLoopbackPort(redirectUri);
  if (publicClient.includes(redirectUri)) return 'publicClient';
  if (wanted !== undefined && publicClient.some((uri) => withoutLoopbackPort(uri) === wanted)) return 'publicClient';
  return undefined;
}

const loopbackHosts: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

function withoutLoopbackPort(uri: string): string | undefined {
  const url = URL.parse(uri);
  if (url?.protocol !== 'http:' || !loopbackHosts.includes(url.hostname)) return undefined;
  if (url.username !== '' || url.password !== '' || url.hash !== '') return undefined;
  return `${url.hostname}${url.pathname}${url.search}`;
}

/** Browsers of these origins may call the token endpoint. */
export const allowedOrigins = ({ redirectUris }: OAuthClient): ReadonlySet<string> =>
  new Set(redirectUris.spa.map((uri) => URL.parse(uri)?.origin).filter((origin) => origin !== undefined));

function issuesIdTokens(web: unknown): boolean {
  const settings = (web as { implicitGrantSettings?: { enableIdTokenIssuance?: unknown } } | undefined)
    ?.implicitGrantSettings;
  return settings?.enableIdTokenIssuance === true;
}
