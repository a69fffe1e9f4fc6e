/**
 * Public clients that every installation knows without registration: its own portal and command line, and the two of
 * Microsoft's whose ids are built into the programs.
 */
import type { RedirectUris } from './application-credentials.ts';

export const portalClientId = '5b0c2f4e-8d1a-4f57-9a63-c1e7d20b94f8';
export const commandLineClientId = 'e2a7d9b3-41c6-4c0e-b8f5-7d93a6f0c215';
const graphPowerShellClientId = '14d82eec-204b-4c2f-b7e8-296a70dab67e';
const azureCliClientId = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

export type BuiltInClient = {
  readonly appId: string;
  readonly displayName: string;
  readonly redirectUris: RedirectUris;
};

/** Any port: such a program listens on a free one (RFC 8252 §7.3). */
const loopback: RedirectUris = {
  web: [],
  spa: [],
  publicClient: ['http://localhost', 'http://127.0.0.1'],
  isFallbackPublicClient: true,
};

export function builtInClient(appId: string, base: string): BuiltInClient | undefined {
  const client = (displayName: string, redirectUris = loopback): BuiltInClient => ({
    appId: appId.toLowerCase(),
    displayName,
    redirectUris,
  });
  switch (appId.toLowerCase()) {
    case portalClientId:
      return client('Drawbridge portal', {
        web: [],
        spa: ['/', '/portal', '/portal/', '/portal/callback'].map((path) => base + path),
        publicClient: [],
        isFallbackPublicClient: false,
      });
    case commandLineClientId:
      return client('Drawbridge command line');
    case graphPowerShellClientId:
      return client('Microsoft Graph Command Line Tools');
    case azureCliClientId:
      return client('Microsoft Azure CLI');
    default:
      return undefined;
  }
}
