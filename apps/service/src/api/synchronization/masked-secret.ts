/** A secret as GET shows it, and what it means when it comes back. */
import type { Secret } from '@drawbridge/base';
import type { StoredSecret } from '@drawbridge/storage';

export const masked = '*';

/** A value of exactly `*` is what GET showed: it stands for what is stored. */
export function keepMasked<T extends { key: string; value: Secret }>(given: T, saved: readonly StoredSecret[]): T {
  const stored = given.value.reveal() === masked ? saved.find((secret) => secret.key === given.key) : undefined;
  return stored ? { ...given, value: stored.value } : given;
}
