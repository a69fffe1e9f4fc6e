/** The first segment of the authorization server's paths: this organisation by its id, by a word for it, or by a domain. */
import { unknownTenant } from './oauth-error.ts';

export type InTenant = { Params: { tenant: string } };

export const tenantAliases = (tenantId: string): readonly string[] => [tenantId, 'common', 'organizations'];

/** Throws OAuthError AADSTS90002. */
export async function checkTenant(
  tenant: string,
  { tenantId, domains }: { readonly tenantId: string; readonly domains: { has(name: string): Promise<boolean> } },
): Promise<void> {
  if (tenantAliases(tenantId).includes(tenant.toLowerCase())) return;
  if (!tenant.includes('.') || !(await domains.has(tenant))) throw unknownTenant(tenant);
}
