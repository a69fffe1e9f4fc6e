/** The application that a URL names: by id, or as `applications(appId='…')`. */
import { isUuid } from '@drawbridge/base';
import { objectNotFound, type Application } from '@drawbridge/directory';
import type { Services } from '../services.ts';

/** Throws OBJECT_NOT_FOUND. */
export async function findApplication({ directory }: Pick<Services, 'directory'>, key: string): Promise<Application> {
  const appId = /^appId=(.*)$/i.exec(key)?.[1];
  if (appId === undefined) return directory.getApplication(key);
  if (!isUuid(appId)) throw objectNotFound(appId);
  const page = await directory.listApplications({ where: [{ property: 'appId', op: 'eq', value: appId }], limit: 1 });
  const [found] = page.items;
  if (!found) throw objectNotFound(appId);
  return found;
}
