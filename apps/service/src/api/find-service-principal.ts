/** The service principal that a URL names: by id, or as `servicePrincipals(appId='…')`. */
import type { ServicePrincipal } from '@drawbridge/directory';
import type { Services } from '../services.ts';

const alternateKey = /^appId=/i;

/** Throws OBJECT_NOT_FOUND. */
export function findServicePrincipal(
  { directory }: Pick<Services, 'directory'>,
  key: string,
): Promise<ServicePrincipal> {
  return directory.getServicePrincipal(alternateKey.test(key) ? { appId: key.replace(alternateKey, '') } : key);
}
