/** A real browser with a virtual authenticator, as a security key or a laptop's own would be. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

const places = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

export function launchBrowser(more: readonly string[] = []): Promise<Browser> {
  const executablePath = places.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Error('There is no Chromium: node scripts/test.mjs brings it.');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...more] });
}

export type AuthenticatorPasskey = {
  readonly credentialId: string;
  readonly isResidentCredential: boolean;
  readonly rpId?: string;
  readonly privateKey: string;
  readonly userHandle?: string;
  readonly signCount: number;
};

export type Authenticator = {
  credentials(): Promise<readonly AuthenticatorPasskey[]>;
  /** Another authenticator gets a copy. */
  add(passkey: AuthenticatorPasskey): Promise<void>;
};

/** A page on which `navigator.credentials` asks an authenticator that says yes. */
export async function withAuthenticator(
  context: BrowserContext,
): Promise<{ page: Page; authenticator: Authenticator }> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  const { authenticatorId: id } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  const credentials = async () => (await session.send('WebAuthn.getCredentials', { authenticatorId: id })).credentials;
  const add = async (credential: AuthenticatorPasskey) => {
    await session.send('WebAuthn.addCredential', { authenticatorId: id, credential });
  };
  return { page, authenticator: { credentials, add } };
}
