/** Secrets as GET shows them, and what they mean when they come back. */
import { ApiError, type Secret } from '@drawbridge/base';
import type { StoredSecret } from '@drawbridge/storage';
import { isSecretKey } from '../../provisioning/provisioning-settings.ts';

export const masked = '*';

type Given = { readonly key: string; readonly value: Secret };

/**
 * A value of exactly `*` is what GET showed: it stands for what is stored. Throws REQUEST_INVALID when the Tenant URL names
 * another host than before: who may change the one must not thereby be told the other.
 */
export function keepMasked<T extends Given>(given: readonly T[], saved: readonly StoredSecret[]): readonly T[] {
  const isElsewhere = hostOf(given) !== undefined && hostOf(given) !== hostOf(saved);
  return given.map((secret) => {
    const stored = secret.value.reveal() === masked ? saved.find(({ key }) => key === secret.key) : undefined;
    if (!stored) return secret;
    if (isElsewhere && isSecretKey(secret.key)) throw movedAway(secret.key, hostOf(saved));
    return { ...secret, value: stored.value };
  });
}

/** Undefined when there is no Tenant URL, or none that can be read. */
function hostOf(secrets: readonly Given[]): string | undefined {
  const address = secrets.find(({ key }) => key === 'BaseAddress')?.value.reveal() ?? '';
  return URL.canParse(address) ? new URL(address).origin : undefined;
}

const movedAway = (key: string, host = 'no application'): ApiError =>
  new ApiError(
    'REQUEST_INVALID',
    `The secret '${key}' has the value '*', which keeps the stored one, but that was given for ${host} and the Tenant URL (BaseAddress) names another host. Give the secret again.`,
  );
