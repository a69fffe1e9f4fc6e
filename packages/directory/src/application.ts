/** An application: the registration of what people are provisioned into (https://learn.microsoft.com/graph/api/resources/application). */
import type { AppRole } from './app-role.ts';
import { property, type Property, type ValuesOf } from './property.ts';

const column = { column: true, sync: false } as const;

const table = [
  property('appId', 'uuid', { ...column, required: true, filter: 'exact' }),
  property('displayName', 'string', { ...column, required: true, filter: 'text', sortable: true }),
  property('applicationTemplateId', 'uuid', { ...column, filter: 'exact' }),
  property('identifierUris', 'strings', { ...column, filter: 'any' }),
  property('tags', 'strings', { ...column, filter: 'any' }),
  property('appRoles', 'json', { ...column }),
  property('description', 'string', { maxLength: 1024, sync: false }),
  property('notes', 'string', { maxLength: 1024, sync: false }),
  property('signInAudience', 'string', { maxLength: 64, sync: false }),
  property('groupMembershipClaims', 'string', { maxLength: 256, sync: false }),
  property('publisherDomain', 'string', { sync: false }),
  property('serviceManagementReference', 'string', { sync: false }),
  property('isDeviceOnlyAuthSupported', 'boolean', { sync: false }),
  property('isFallbackPublicClient', 'boolean', { sync: false }),
  property('api', 'json'),
  property('info', 'json'),
  property('keyCredentials', 'json'),
  property('optionalClaims', 'json'),
  property('parentalControlSettings', 'json'),
  property('passwordCredentials', 'json'),
  property('publicClient', 'json'),
  property('requiredResourceAccess', 'json'),
  property('spa', 'json'),
  property('web', 'json'),
] as const;

export const applicationProperties: readonly Property[] = table;
export type ApplicationProperties = Omit<ValuesOf<typeof table>, 'appRoles'> & {
  readonly appRoles?: readonly AppRole[] | undefined;
};
