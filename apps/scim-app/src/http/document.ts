/** From what is stored to the resource a client sees, before its projection. */
import { createObject, enterpriseUserUrn, isObject, type ScimObject } from '@drawbridge/scim';
import type { Stored, StoredGroup, StoredUser } from '../store/stored.ts';
import { etagOf } from './etag.ts';

export function userDocument(user: StoredUser, baseUrl: string): ScimObject {
  const document = documentOf(user, 'User', `${baseUrl}/Users`);
  const extension = user.resource[enterpriseUserUrn];
  const manager = isObject(extension) ? extension['manager'] : undefined;
  if (isObject(extension) && isObject(manager) && manager['$ref'] === undefined) {
    const $ref = `${baseUrl}/Users/${String(manager['value'])}`;
    document[enterpriseUserUrn] = createObject({ ...extension, manager: createObject({ ...manager, $ref }) });
  }
  if (user.groups && user.groups.length > 0) {
    document['groups'] = user.groups.map(({ value, display }) =>
      createObject({ value, $ref: `${baseUrl}/Groups/${value}`, display, type: 'direct' }),
    );
  }
  return document;
}

export function groupDocument(group: StoredGroup, baseUrl: string): ScimObject {
  const document = documentOf(group, 'Group', `${baseUrl}/Groups`);
  if (group.members && group.members.length > 0) {
    document['members'] = group.members.map((member) =>
      createObject({ ...member, $ref: `${baseUrl}/${member.type}s/${member.value}` }),
    );
  }
  return document;
}

function documentOf(
  { id, version, created, modified, resource }: Stored,
  resourceType: string,
  endpoint: string,
): ScimObject {
  return createObject({
    schemas: resource['schemas'] ?? [],
    id,
    ...resource,
    meta: createObject({
      resourceType,
      created: created.toISOString(),
      lastModified: modified.toISOString(),
      location: `${endpoint}/${id}`,
      version: etagOf(version),
    }),
  });
}
