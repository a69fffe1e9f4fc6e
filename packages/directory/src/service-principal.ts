/**
 * A service principal: the application as it stands in this directory, the thing people are assigned to
 * (https://learn.microsoft.com/graph/api/resources/serviceprincipal).
 */
import type { AppRole } from './app-role.ts';
import { property, type Property, type ValuesOf } from './property.ts';

const column = { column: true, sync: false } as const;

const table = [
  property('appId', 'uuid', { ...column, required: true, filter: 'exact' }),
  property('displayName', 'string', { ...column, required: true, filter: 'text', sortable: true }),
  property('servicePrincipalType', 'string', { ...column, required: true, maxLength: 64, filter: 'exact' }),
  property('accountEnabled', 'boolean', { ...column, required: true, filter: 'exact' }),
  property('appRoleAssignmentRequired', 'boolean', { ...column, required: true }),
  property('applicationTemplateId', 'uuid', { ...column, filter: 'exact' }),
  property('tags', 'strings', { ...column, filter: 'any' }),
  property('appRoles', 'json', { ...column }),
  property('appDisplayName', 'string', { sync: false }),
  property('appOwnerOrganizationId', 'uuid', { sync: false }),
  property('description', 'string', { maxLength: 1024, sync: false }),
  property('homepage', 'string', { maxLength: 2048, sync: false }),
  property('loginUrl', 'string', { maxLength: 2048, sync: false }),
  property('logoutUrl', 'string', { maxLength: 2048, sync: false }),
  property('notes', 'string', { maxLength: 1024, sync: false }),
  property('preferredSingleSignOnMode', 'string', { maxLength: 64, sync: false }),
  property('signInAudience', 'string', { maxLength: 64, sync: false }),
  property('alternativeNames', 'strings', { sync: false }),
  property('notificationEmailAddresses', 'strings', { maxLength: 320, sync: false }),
  property('replyUrls', 'strings', { maxLength: 2048, sync: false }),
  property('servicePrincipalNames', 'strings', { maxLength: 2048, sync: false }),
  property('addIns', 'json'),
  property('info', 'json'),
  property('keyCredentials', 'json'),
  property('oauth2PermissionScopes', 'json'),
  property('passwordCredentials', 'json'),
  property('resourceSpecificApplicationPermissions', 'json'),
  property('samlSingleSignOnSettings', 'json'),
] as const;

export const servicePrincipalProperties: readonly Property[] = table;
export type ServicePrincipalProperties = Omit<ValuesOf<typeof table>, 'appRoles'> & {
  readonly appRoles?: readonly AppRole[] | undefined;
};
