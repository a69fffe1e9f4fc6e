/** The first segment of the authorization server's paths: this organisation by its id, or by a name that stands for it. */
import { unknownTenant } from './oauth-error.ts';

export type InTenant = { Params: { tenant: string } };

export const tenantAliases = (tenantId: string): readonly string[] => [tenantId, 'common', 'organizations'];

/** Throws OAuthError AADSTS90002. */
export function checkTenant(tenant: string, { tenantId }: { readonly tenantId: string }): void {
  if (!tenantAliases(tenantId).includes(tenant.toLowerCase())) throw unknownTenant(tenant);
}
