/** An application as Graph shows it, with what tells its credentials apart: never a secret. */
import type { Application } from '@drawbridge/directory';
import type { PasswordCredential } from '@drawbridge/storage';
import type { Services } from '../../services.ts';
import { showApplication } from '../graph-object.ts';
import { showKeyCredential } from './key-credentials.ts';

export const showPassword = ({ keyId, displayName, hint, createdAt, expiresAt }: PasswordCredential) => ({
  keyId,
  displayName,
  hint,
  secretText: null,
  startDateTime: createdAt.toISOString(),
  endDateTime: expiresAt?.toISOString() ?? null,
  customKeyIdentifier: null,
});

export async function showWithCredentials(
  { credentials, applicationKeys }: Pick<Services, 'credentials' | 'applicationKeys'>,
  application: Application,
  select?: readonly string[],
): Promise<Record<string, unknown>> {
  const shown = showApplication(application, select);
  if ('passwordCredentials' in shown)
    shown['passwordCredentials'] = (await credentials.listPasswords(application.id)).map(showPassword);
  if ('keyCredentials' in shown)
    shown['keyCredentials'] = (await applicationKeys.listKeys(application.id)).map(showKeyCredential);
  return shown;
}
