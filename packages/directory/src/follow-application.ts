/** How an application's service principal in the same directory follows it, and which of its properties it shows as its own. */
import { DirectoryError } from '@drawbridge/base';
import { checkRoleChange, type AppRole } from './app-role.ts';
import type { ObjectKind } from './object.ts';
import type { DirectoryWrites } from './ports/directory-store.ts';
import type { PropertyValue } from './property.ts';
import type { Patch } from './validate.ts';

type Values = Readonly<Record<string, PropertyValue | null>>;

/** Throws OBJECT_INVALID when roles go that are enabled. */
export function checkApplicationChange(before: Values, patch: Patch): void {
  if (!('appRoles' in patch)) return;
  const rolesOf = (values: Values) => (values['appRoles'] ?? []) as unknown as readonly AppRole[];
  const trouble = checkRoleChange(rolesOf(before), rolesOf(patch));
  if (trouble !== undefined) throw new DirectoryError('OBJECT_INVALID', trouble);
}

/** The change of the service principal; undefined when nothing of it follows. `after` are the application's values after the change. */
export function followingPatch(after: Values, patch: Patch): Patch | undefined {
  const following: Record<string, PropertyValue | null> = {};
  if ('appRoles' in patch) following['appRoles'] = patch['appRoles'] ?? null;
  if ('displayName' in patch) {
    following['displayName'] = patch['displayName'] ?? null;
    following['appDisplayName'] = patch['displayName'] ?? null;
  }
  if ('identifierUris' in patch)
    following['servicePrincipalNames'] = [String(after['appId']), ...textsOf(patch['identifierUris'])];
  if ('api' in patch) following['oauth2PermissionScopes'] = memberOf(patch['api'], 'oauth2PermissionScopes');
  const platforms = ['web', 'spa', 'publicClient'];
  if (platforms.some((name) => name in patch)) {
    const uris = platforms.flatMap((name) => textsOf(memberOf(after[name], 'redirectUris')));
    following['replyUrls'] = uris.length === 0 ? null : [...new Set(uris)].slice(0, maxReplyUrls);
  }
  return Object.keys(following).length === 0 ? undefined : following;
}

/** Does to an application's service principal what is done to the application; nothing for objects of other kinds. */
export async function followApplication(
  writes: DirectoryWrites,
  kind: ObjectKind,
  id: string,
  follow: (principalIds: readonly string[]) => Promise<unknown>,
): Promise<void> {
  if (kind !== 'Application') return;
  const [application] = await writes.getObjects('Application', [id], { deleted: 'include' });
  if (!application) return;
  const where = [{ property: 'appId', op: 'eq', value: String(application.values['appId']) } as const];
  const principals = await writes.listObjects('ServicePrincipal', { where, limit: 10, deleted: 'include' });
  const ids = principals.map((principal) => principal.id);
  if (ids.length > 0) await follow(ids);
}

const maxReplyUrls = 250;

const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];

function memberOf(document: unknown, name: string): PropertyValue | null {
  if (typeof document !== 'object' || document === null) return null;
  return (document as Record<string, PropertyValue | undefined>)[name] ?? null;
}
