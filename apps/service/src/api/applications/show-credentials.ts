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

type Stores = Pick<Services, 'credentials' | 'applicationKeys'>;

export async function showWithCredentials(
  stores: Stores,
  application: Application,
  select?: readonly string[],
): Promise<Record<string, unknown>> {
  const [shown = {}] = await showAllWithCredentials(stores, [application], select);
  return shown;
}

/** A page at once: each kind of credential is read once for all of them, and only when it is shown. */
export async function showAllWithCredentials(
  { credentials, applicationKeys }: Stores,
  applications: readonly Application[],
  select?: readonly string[],
): Promise<readonly Record<string, unknown>[]> {
  const ids = applications.map(({ id }) => id);
  const isShown = (name: string): boolean => applications.length > 0 && (!select || select.includes(name));
  const passwords = isShown('passwordCredentials') ? await credentials.listPasswords(ids) : undefined;
  const keys = isShown('keyCredentials') ? await applicationKeys.keysOf(ids) : undefined;
  const passwordsOf = Map.groupBy(passwords ?? [], ({ applicationId }) => applicationId);
  const keysOf = Map.groupBy(keys ?? [], ({ applicationId }) => applicationId);
  return applications.map((application) => ({
    ...showApplication(application, select),
    ...(passwords ? { passwordCredentials: (passwordsOf.get(application.id) ?? []).map(showPassword) } : {}),
    ...(keys ? { keyCredentials: (keysOf.get(application.id) ?? []).map(({ key }) => showKeyCredential(key)) } : {}),
  }));
}
