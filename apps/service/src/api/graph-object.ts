/** Directory objects as Graph shows them: selected properties, null where there is no value. */
import type { AnyObject, Application, Group, ObjectKind, ServicePrincipal, User } from '@drawbridge/directory';

/** What Graph returns of a user without `$select`. */
const userDefaults = [
  'businessPhones', 'displayName', 'givenName', 'id', 'jobTitle', 'mail', 'mobilePhone', 'officeLocation', 'preferredLanguage',
  'surname', 'userPrincipalName',
]; // prettier-ignore

const groupDefaults = [
  'id', 'createdDateTime', 'deletedDateTime', 'description', 'displayName', 'groupTypes', 'mail', 'mailEnabled', 'mailNickname',
  'membershipRule', 'proxyAddresses', 'securityEnabled', 'visibility', 'onPremisesSyncEnabled', 'renewedDateTime',
]; // prettier-ignore

const applicationDefaults = [
  'id', 'appId', 'applicationTemplateId', 'createdDateTime', 'deletedDateTime', 'description', 'displayName', 'identifierUris',
  'notes', 'publisherDomain', 'signInAudience', 'tags', 'appRoles', 'api', 'info', 'keyCredentials', 'passwordCredentials',
  'requiredResourceAccess', 'web', 'spa', 'publicClient',
]; // prettier-ignore

const servicePrincipalDefaults = [
  'id', 'accountEnabled', 'alternativeNames', 'appDescription', 'appDisplayName', 'appId', 'applicationTemplateId',
  'appOwnerOrganizationId', 'appRoleAssignmentRequired', 'createdDateTime', 'deletedDateTime', 'description', 'displayName',
  'homepage', 'loginUrl', 'logoutUrl', 'notes', 'notificationEmailAddresses', 'preferredSingleSignOnMode', 'replyUrls',
  'servicePrincipalNames', 'servicePrincipalType', 'signInAudience', 'tags', 'tokenEncryptionKeyId', 'addIns', 'appRoles', 'info',
  'keyCredentials', 'oauth2PermissionScopes', 'passwordCredentials', 'resourceSpecificApplicationPermissions',
]; // prettier-ignore

export const defaultsOf: Readonly<Record<ObjectKind, readonly string[]>> = {
  User: userDefaults,
  Group: groupDefaults,
  Application: applicationDefaults,
  ServicePrincipal: servicePrincipalDefaults,
};

/** Collections are never null in Graph. */
const collections = new Set([
  'businessPhones', 'groupTypes', 'imAddresses', 'resourceBehaviorOptions', 'resourceProvisioningOptions', 'proxyAddresses', 'otherMails', 'identifierUris', 'tags', 'appRoles', 'keyCredentials',
  'passwordCredentials', 'requiredResourceAccess', 'alternativeNames', 'notificationEmailAddresses', 'replyUrls',
  'servicePrincipalNames', 'addIns', 'oauth2PermissionScopes', 'resourceSpecificApplicationPermissions',
]); // prettier-ignore

function shown(object: object, names: readonly string[]): Record<string, unknown> {
  const values = object as Readonly<Record<string, unknown>>;
  const valueOf = (name: string): unknown => (Object.hasOwn(values, name) ? values[name] : undefined);
  return Object.fromEntries(names.map((name) => [name, valueOf(name) ?? (collections.has(name) ? [] : null)]));
}

const withId = (select: readonly string[]): readonly string[] => (select.includes('id') ? select : ['id', ...select]);

export const showUser = (user: User, select?: readonly string[]) => shown(user, select ? withId(select) : userDefaults);
export const showGroup = (group: Group, select?: readonly string[]) =>
  shown(group, select ? withId(select) : groupDefaults);
export const showApplication = (application: Application, select?: readonly string[]) =>
  shown(application, select ? withId(select) : applicationDefaults);
export const showServicePrincipal = (servicePrincipal: ServicePrincipal, select?: readonly string[]) =>
  shown(servicePrincipal, select ? withId(select) : servicePrincipalDefaults);

/** An item of a polymorphic collection, with its type. */
export function showAny(item: AnyObject, select?: readonly string[]): Record<string, unknown> {
  switch (item.kind) {
    case 'User':
      return { '@odata.type': '#microsoft.graph.user', ...showUser(item.object, select) };
    case 'Group':
      return { '@odata.type': '#microsoft.graph.group', ...showGroup(item.object, select) };
    case 'Application':
      return { '@odata.type': '#microsoft.graph.application', ...showApplication(item.object, select) };
    case 'ServicePrincipal':
      return { '@odata.type': '#microsoft.graph.servicePrincipal', ...showServicePrincipal(item.object, select) };
  }
}
