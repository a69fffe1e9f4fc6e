/**
 * What the token endpoint must know of an application: how it proves who it is, where answers may be sent, and what it
 * was granted. Applications are named by appId (the `client_id`); unknown or deleted ones have nothing.
 */
import { isUuid } from '@drawbridge/base';
import type { Application, Directory } from '@drawbridge/directory';
import type {
  FederatedIdentityCredential,
  KeyCredential,
  PasswordCredential,
  SqlApplicationCredentialStore,
  SqlCredentialStore,
} from '@drawbridge/storage';
import { graphAppId, permissionOfRole } from './graph-permissions.ts';

export type RedirectUris = {
  readonly web: readonly string[];
  readonly spa: readonly string[];
  readonly publicClient: readonly string[];
  /** May use the grants of public clients (device code) without any redirect URI that says so. */
  readonly isFallbackPublicClient: boolean;
};

export type ApplicationCredentials = {
  /** Hashes; also those that have expired. */
  secretsOf(appId: string): Promise<readonly PasswordCredential[]>;
  /** Public certificates; also those that are not valid yet, or no more. */
  certificatesOf(appId: string): Promise<readonly KeyCredential[]>;
  federatedCredentialsOf(appId: string): Promise<readonly FederatedIdentityCredential[]>;
  redirectUrisOf(appId: string): Promise<RedirectUris>;
  /** Permissions in Graph's names that the service principal was granted as app roles of Microsoft Graph. */
  grantedAppRolesOf(servicePrincipalId: string): Promise<readonly string[]>;
};

export function createApplicationCredentials({
  directory,
  passwords,
  store,
}: {
  directory: Directory;
  passwords: SqlCredentialStore;
  store: SqlApplicationCredentialStore;
}): ApplicationCredentials {
  const find = async (appId: string): Promise<Application | undefined> => {
    if (!isUuid(appId)) return undefined;
    const where = [{ property: 'appId', op: 'eq', value: appId } as const];
    return (await directory.listApplications({ where, limit: 1 })).items[0];
  };
  const ofApplication = async <T>(
    appId: string,
    read: (id: string) => Promise<readonly T[]>,
  ): Promise<readonly T[]> => {
    const application = await find(appId);
    return application ? read(application.id) : [];
  };
  return {
    secretsOf: (appId) => ofApplication(appId, (id) => passwords.listPasswords(id)),
    certificatesOf: (appId) => ofApplication(appId, (id) => store.listKeys(id)),
    federatedCredentialsOf: (appId) => ofApplication(appId, (id) => store.listFederated(id)),
    async redirectUrisOf(appId) {
      const application = await find(appId);
      return {
        web: redirectUris(application?.web),
        spa: redirectUris(application?.spa),
        publicClient: redirectUris(application?.publicClient),
        isFallbackPublicClient: application?.isFallbackPublicClient === true,
      };
    },
    async grantedAppRolesOf(servicePrincipalId) {
      if (!isUuid(servicePrincipalId)) return [];
      const held = await store.heldAppRoles(servicePrincipalId);
      const values = held
        .filter(({ resourceAppId }) => resourceAppId === graphAppId)
        .map(({ appRoleId }) => permissionOfRole(appRoleId))
        .filter((value) => value !== undefined);
      return [...new Set(values)].sort();
    },
  };
}

/** `redirectUris` of `web`, `spa` or `publicClient`; the document was checked when it was written. */
function redirectUris(platform: unknown): readonly string[] {
  if (typeof platform !== 'object' || platform === null) return [];
  const { redirectUris: uris } = platform as { redirectUris?: unknown };
  return Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
}
