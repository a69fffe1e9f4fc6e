/** Puts the authorization server together from its stores. Called once, by compose.ts. */
import { newToken, Secret, type Clock, type Logger } from '@drawbridge/base';
import type { Directory } from '@drawbridge/directory';
import {
  SqlAuthorizationStore,
  SqlApplicationOwners,
  SqlSigningKeyStore,
  type AuthorizationTables,
  type Seal,
  type SqlInstallationStore,
} from '@drawbridge/storage';
import type { Database } from '@drawbridge/storage/database';
import type { Transport } from '@drawbridge/transport';
import { hostname } from 'node:os';
import type { Settings } from '../config.ts';
import type { ApplicationCredentials } from './application-credentials.ts';
import { createAuthorizationServer, type AuthorizationServer } from './authorization-server.ts';
import { createClientAssertions } from './client-assertion.ts';
import { createClientAuthentication } from './client-authentication.ts';
import { createDelegatedAccess, type PermissionsOfRoles } from './delegated-access.ts';
import { createIssuerKeys } from './issuer-keys.ts';
import { createOAuthClients } from './oauth-client.ts';
import type { AccountSource, Pages } from './sign-in-contract.ts';
import { makeSigningKey, openSigningKeys } from './signing-keys.ts';
import { createTokenIssuer, type TokenIssuer } from './token-issuer.ts';

export type AuthorizationParts = {
  readonly database: Database<AuthorizationTables>;
  readonly seal: Seal;
  readonly installation: SqlInstallationStore;
  readonly settings: Pick<Settings, 'publicUrl' | 'publicNames' | 'allowPrivateAddresses'>;
  readonly tenantId: string;
  readonly directory: Directory;
  readonly applicationCredentials: ApplicationCredentials;
  readonly accounts: AccountSource;
  readonly permissionsOfRoles: PermissionsOfRoles;
  readonly pages: Pages;
  /** The road to outside issuers. */
  readonly transport: Transport;
  readonly clock: Clock;
  readonly logger: Logger;
};

export async function openAuthorization(
  parts: AuthorizationParts,
): Promise<{ tokens: TokenIssuer; authorizationServer: AuthorizationServer }> {
  const { database, seal, installation, settings, tenantId, directory, accounts, pages, clock, logger } = parts;
  const { applicationCredentials: credentials } = parts;
  const { publicUrl } = settings;
  const keys = await openSigningKeys({
    store: new SqlSigningKeyStore(database, seal),
    first: () => installation.getOrMakeSecret('signingKey', makeSigningKey),
    clock,
  });
  const cookieKey = await installation.getOrMakeSecret('cookieKey', () => new Secret(newToken()));
  const owners = new SqlApplicationOwners(database);
  const ownsApplications = async (accountId: string): Promise<boolean> =>
    (await owners.servicePrincipalsOf(accountId, 1)).length > 0;
  const { permissionsOfRoles } = parts;
  const delegated = createDelegatedAccess({ accounts, permissionsOfRoles, ownsApplications, clock });
  const isActive = async (servicePrincipalId: string): Promise<boolean> => {
    const [found] = await directory.getObjectsById([servicePrincipalId], ['ServicePrincipal']);
    return found?.kind === 'ServicePrincipal' && found.object.accountEnabled !== false;
  };
  const tokens = createTokenIssuer({ keys, tenantId, publicUrl, delegated, isActive, clock });
  const records = new SqlAuthorizationStore(database, seal);
  const clients = createOAuthClients({ directory, applicationCredentials: credentials });
  const issuers = createIssuerKeys({ transport: parts.transport, allowHttp: settings.allowPrivateAddresses, clock });
  const assertions = createClientAssertions({ credentials, issuers, clock });
  const authorizationServer = createAuthorizationServer({
    tenantId,
    publicUrl,
    hostNames: new Set(
      ['localhost', '127.0.0.1', '[::1]', hostname(), ...settings.publicNames].map((name) => name.toLowerCase()),
    ),
    cookieKey: cookieKey.reveal(),
    keys,
    tokens,
    records,
    clients,
    authentication: createClientAuthentication({ clients, credentials, assertions, clock }),
    accounts,
    pages,
    clock,
    logger,
  });
  return { tokens, authorizationServer };
}
