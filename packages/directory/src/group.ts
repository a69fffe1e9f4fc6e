/** A group of the directory: the one table of group properties (https://learn.microsoft.com/graph/api/resources/group). */
import { parseMembershipRule } from './membership-rule/parse.ts';
import { maxRuleLength } from './membership-rule/tokens.ts';
import { property, type Property, type ValuesOf } from './property.ts';

const column = { column: true } as const;

const checkVisibility = (value: string): string | undefined =>
  ['Public', 'Private', 'HiddenMembership'].includes(value)
    ? undefined
    : "it must be 'Public', 'Private' or 'HiddenMembership'";

/** Throws OBJECT_INVALID with the position of what is wrong. */
function checkRule(value: string): undefined {
  parseMembershipRule(value);
}

const checkProcessingState = (value: string): string | undefined =>
  value === 'On' || value === 'Paused' ? undefined : "it must be 'On' or 'Paused'";

const table = [
  property('displayName', 'string', { ...column, required: true, filter: 'text', sortable: true }),
  property('mailNickname', 'string', { ...column, required: true, maxLength: 64, filter: 'text' }),
  property('mailEnabled', 'boolean', { ...column, required: true, filter: 'exact' }),
  property('securityEnabled', 'boolean', { ...column, required: true, filter: 'exact' }),
  property('groupTypes', 'strings', { ...column, maxLength: 64, filter: 'any', sync: false }),
  property('description', 'string', { ...column, maxLength: 1024 }),
  property('mail', 'string', { ...column, maxLength: 320 }),
  property('visibility', 'string', { maxLength: 32, sync: false, check: checkVisibility }),
  property('membershipRule', 'string', { maxLength: maxRuleLength, sync: false, check: checkRule }),
  property('membershipRuleProcessingState', 'string', { maxLength: 32, sync: false, check: checkProcessingState }),
  property('isAssignableToRole', 'boolean', { sync: false }),
  property('classification', 'string', { sync: false }),
  property('preferredDataLocation', 'string', { maxLength: 64, sync: false }),
  property('preferredLanguage', 'string', { maxLength: 64, sync: false }),
  property('theme', 'string', { maxLength: 64, sync: false }),
  property('proxyAddresses', 'strings', { maxLength: 512 }),
  property('securityIdentifier', 'string'),
  property('renewedDateTime', 'dateTime', { sync: false }),
  property('expirationDateTime', 'dateTime', { sync: false }),
  property('resourceProvisioningOptions', 'strings', { sync: false }),
  property('resourceBehaviorOptions', 'strings', { sync: false }),
  property('onPremisesDomainName', 'string'),
  property('onPremisesLastSyncDateTime', 'dateTime', { sync: 'lastDirSyncTime' }),
  property('onPremisesNetBiosName', 'string'),
  property('onPremisesSamAccountName', 'string'),
  property('onPremisesSecurityIdentifier', 'string'),
  property('onPremisesSyncEnabled', 'boolean', { sync: 'dirSyncEnabled' }),
] as const;

export const groupProperties: readonly Property[] = table;
export type GroupProperties = ValuesOf<typeof table>;
