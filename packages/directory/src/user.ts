/**
 * A person of the directory: the one table of user properties. Graph name ↔ where it is stored ↔ name in attribute
 * mappings (https://learn.microsoft.com/graph/api/resources/user; synchronization names are the directory's old ones).
 */
import { property, type Property, type ValuesOf } from './property.ts';

const column = { column: true } as const;

function checkUserPrincipalName(value: string): string | undefined {
  const at = value.lastIndexOf('@');
  const isName = at > 0 && at < value.length - 1 && value.indexOf('@') === at && !/[\s"(),:;<>[\\\]]/u.test(value);
  return isName ? undefined : 'it must have the form name@domain';
}

const checkNickname = (value: string): string | undefined =>
  /[\s@()\\[\]";:<>,]/u.test(value) ? 'it must not contain spaces or @()\\[]";:<>,' : undefined;

const checkUserType = (value: string): string | undefined =>
  value === 'Member' || value === 'Guest' ? undefined : "it must be 'Member' or 'Guest'";

const extensionAttributes = Array.from({ length: 15 }, (_, index) =>
  property(`extensionAttribute${index + 1}`, 'string', { maxLength: 1024, within: 'onPremisesExtensionAttributes' }),
);

/** Those with a name of their own in the type; the fifteen extension attributes follow in `userProperties`. */
const named = [
  property('userPrincipalName', 'string', {
    ...column,
    required: true,
    maxLength: 320,
    filter: 'text',
    sortable: true,
    check: checkUserPrincipalName,
  }),
  property('mailNickname', 'string', {
    ...column,
    required: true,
    maxLength: 64,
    filter: 'text',
    check: checkNickname,
  }),
  property('displayName', 'string', { ...column, required: true, filter: 'text', sortable: true }),
  property('accountEnabled', 'boolean', { ...column, required: true, filter: 'exact' }),
  property('userType', 'string', { ...column, filter: 'exact', check: checkUserType }),
  property('mail', 'string', { ...column, maxLength: 320, filter: 'text' }),
  property('givenName', 'string', { ...column, maxLength: 64 }),
  property('surname', 'string', { ...column, maxLength: 64 }),
  property('jobTitle', 'string', { ...column, maxLength: 128 }),
  property('department', 'string', { ...column, maxLength: 64 }),
  property('companyName', 'string', { ...column, maxLength: 64 }),
  property('officeLocation', 'string', { ...column, maxLength: 128, sync: 'physicalDeliveryOfficeName' }),
  property('employeeId', 'string', { ...column, maxLength: 64, filter: 'text' }),
  property('mobilePhone', 'string', { ...column, maxLength: 64, sync: 'mobile' }),
  property('preferredLanguage', 'string', { ...column, maxLength: 64 }),
  property('managerId', 'uuid', { ...column, sync: false, filter: 'exact', internal: true }),

  // `telephoneNumber` of a mapping is the first of these; source.ts takes it out.
  property('businessPhones', 'strings', { maxLength: 64, sync: false }),
  property('faxNumber', 'string', { maxLength: 64, sync: 'facsimileTelephoneNumber' }),
  property('streetAddress', 'string', { maxLength: 1024 }),
  property('city', 'string', { maxLength: 128 }),
  property('state', 'string', { maxLength: 128 }),
  property('postalCode', 'string', { maxLength: 40 }),
  property('country', 'string', { maxLength: 128 }),
  property('usageLocation', 'string', { maxLength: 2 }),
  property('employeeType', 'string', { maxLength: 128 }),
  property('employeeHireDate', 'dateTime'),
  property('employeeLeaveDateTime', 'dateTime'),
  property('otherMails', 'strings', { maxLength: 320 }),
  property('proxyAddresses', 'strings', { maxLength: 512 }),
  property('imAddresses', 'strings', { maxLength: 320 }),
  property('ageGroup', 'string', { maxLength: 64 }),
  property('consentProvidedForMinor', 'string', { maxLength: 64 }),
  property('creationType', 'string', { maxLength: 64 }),
  property('externalUserState', 'string', { maxLength: 64 }),
  property('externalUserStateChangeDateTime', 'dateTime'),
  property('isResourceAccount', 'boolean'),
  property('legalAgeGroupClassification', 'string', { maxLength: 64 }),
  property('passwordPolicies', 'string', { maxLength: 256 }),
  property('preferredDataLocation', 'string', { maxLength: 64 }),
  property('showInAddressList', 'boolean'),
  property('securityIdentifier', 'string', { maxLength: 256 }),
  property('onPremisesDistinguishedName', 'string', { maxLength: 1024 }),
  property('onPremisesDomainName', 'string'),
  property('onPremisesImmutableId', 'string', { sync: 'immutableId' }),
  property('onPremisesLastSyncDateTime', 'dateTime', { sync: 'lastDirSyncTime' }),
  property('onPremisesSamAccountName', 'string'),
  property('onPremisesSecurityIdentifier', 'string'),
  property('onPremisesSyncEnabled', 'boolean', { sync: 'dirSyncEnabled' }),
  property('onPremisesUserPrincipalName', 'string', { maxLength: 320 }),
] as const;

const organization = [
  property('costCenter', 'string', { maxLength: 128, within: 'employeeOrgData', sync: 'employeeOrgData.costCenter' }),
  property('division', 'string', { maxLength: 128, within: 'employeeOrgData', sync: 'employeeOrgData.division' }),
] as const;

export const userProperties: readonly Property[] = [...named, ...organization, ...extensionAttributes];

export type UserProperties = ValuesOf<typeof named> & {
  readonly employeeOrgData?: { readonly costCenter?: string | null; readonly division?: string | null } | undefined;
  readonly onPremisesExtensionAttributes?:
    { readonly [attribute: `extensionAttribute${number}`]: string | null } | undefined;
};
