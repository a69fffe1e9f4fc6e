/**
 * The synchronization schema that a new SCIM application starts with: which source attribute goes to which SCIM path,
 * and what each side knows of its attributes. Written as a compact table and spread into Graph's shape. The ids and
 * names are the constants that real SCIM jobs have.
 */
import type {
  AttributeDefinition,
  AttributeMapping,
  AttributeMappingSource,
  DirectoryDefinition,
  ObjectDefinition,
  ObjectMapping,
  SynchronizationSchema,
} from '@drawbridge/contract';

export const defaultRuleId = '03f7d90d-bf71-41b1-bda6-aaf0ddbee5d8';
export const sourceDirectoryName = 'Azure Active Directory';
export const sourceDirectoryId = '66e4a8cc-1b7b-435e-95f8-f06cea133828';
export const targetDirectoryName = 'customappsso';
export const targetDirectoryId = '0e3a7d52-9b84-4c16-a5f0-2d6c8e91b7a3';
export const scimUserObject = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const scimGroupObject = 'urn:ietf:params:scim:schemas:core:2.0:Group';

const enterprise = (name: string): string => `${scimUserObject}:${name}`;

// — mappings —————————————————————————————————————————————————————————————————————————————————————————————————————

const attribute = (name: string): AttributeMappingSource => ({
  expression: `[${name}]`,
  name,
  type: 'Attribute',
  parameters: [],
});

const constant = (value: string): AttributeMappingSource => ({
  expression: `"${value}"`,
  name: value,
  type: 'Constant',
  parameters: [],
});

type Parameter = readonly [key: string, value: AttributeMappingSource];

const call = (name: string, expression: string, parameters: readonly Parameter[]): AttributeMappingSource => ({
  expression,
  name,
  type: 'Function',
  parameters: parameters.map(([key, value]) => ({ key, value })),
});

const activeUnlessSoftDeleted = call('Switch', 'Switch([IsSoftDeleted], , "False", "True", "True", "False")', [
  ['source', attribute('IsSoftDeleted')],
  ['switchValue', constant('False')],
  ['switchValue', constant('True')],
  ['switchValue', constant('True')],
  ['switchValue', constant('False')],
]);

const fullName = call('Join', 'Join(" ", [givenName], [surname])', [
  ['separator', constant(' ')],
  ['source', attribute('givenName')],
  ['source', attribute('surname')],
]);

type MappingRow = readonly [source: string | AttributeMappingSource, target: string, matchingPriority?: number];

const userMappings: readonly MappingRow[] = [
  ['userPrincipalName', 'userName', 1],
  [activeUnlessSoftDeleted, 'active'],
  ['displayName', 'displayName'],
  ['jobTitle', 'title'],
  ['mail', 'emails[type eq "work"].value'],
  ['preferredLanguage', 'preferredLanguage'],
  ['givenName', 'name.givenName'],
  ['surname', 'name.familyName'],
  [fullName, 'name.formatted'],
  ['physicalDeliveryOfficeName', 'addresses[type eq "work"].formatted'],
  ['streetAddress', 'addresses[type eq "work"].streetAddress'],
  ['city', 'addresses[type eq "work"].locality'],
  ['state', 'addresses[type eq "work"].region'],
  ['postalCode', 'addresses[type eq "work"].postalCode'],
  ['country', 'addresses[type eq "work"].country'],
  ['telephoneNumber', 'phoneNumbers[type eq "work"].value'],
  ['mobile', 'phoneNumbers[type eq "mobile"].value'],
  ['facsimileTelephoneNumber', 'phoneNumbers[type eq "fax"].value'],
  ['mailNickname', 'externalId'],
  ['employeeId', enterprise('employeeNumber')],
  ['department', enterprise('department')],
  ['manager', enterprise('manager')],
];

const groupMappings: readonly MappingRow[] = [
  ['displayName', 'displayName', 1],
  ['objectId', 'externalId'],
  ['members', 'members'],
];

const toMapping = ([source, targetAttributeName, matchingPriority = 0]: MappingRow): AttributeMapping => ({
  defaultValue: null,
  exportMissingReferences: false,
  flowBehavior: 'FlowWhenChanged',
  flowType: 'Always',
  matchingPriority,
  source: typeof source === 'string' ? attribute(source) : source,
  targetAttributeName,
});

const toObjectMapping = (
  name: string,
  [sourceObjectName, targetObjectName]: readonly [string, string],
  mappings: readonly MappingRow[],
): ObjectMapping => ({
  name,
  enabled: true,
  flowTypes: 'Add, Update, Delete',
  sourceObjectName,
  targetObjectName,
  scope: null,
  metadata: [
    { key: 'EscrowBehavior', value: '"Default"' },
    { key: 'DisableMonitoringForChanges', value: 'false' },
    { key: 'Disposition', value: '"Normal"' },
    { key: 'ExcludeFromReporting', value: 'false' },
    { key: 'Unsynchronized', value: 'false' },
  ],
  attributeMappings: mappings.map(toMapping),
});

// — attributes ———————————————————————————————————————————————————————————————————————————————————————————————————

type Traits = Partial<Omit<AttributeDefinition, 'name'>>;
type AttributeRow = string | readonly [name: string, traits: Traits];

const anchor: Traits = { anchor: true, required: true, mutability: 'ReadOnly' };
const required: Traits = { required: true };
const boolean: Traits = { type: 'Boolean' };
const multivalued: Traits = { multivalued: true };
const exact: Traits = { caseExact: true };
const references = (...names: string[]): Traits => ({
  type: 'Reference',
  referencedObjects: names.map((referencedObjectName) => ({ referencedObjectName, referencedProperty: null })),
});
const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${name}${index + 1}`);

const sourceUser: readonly AttributeRow[] = [
  ['objectId', anchor],
  ['IsSoftDeleted', { ...boolean, ...required }],
  ['accountEnabled', { ...boolean, ...required }],
  ['userPrincipalName', required],
  ['displayName', required],
  ...['originalUserPrincipalName', 'givenName', 'surname', 'mail', 'mailNickname', 'jobTitle', 'department'],
  ...['companyName', 'employeeId', 'employeeType', 'physicalDeliveryOfficeName', 'streetAddress', 'city', 'state'],
  ...['postalCode', 'country', 'usageLocation', 'preferredLanguage', 'telephoneNumber', 'mobile'],
  ...['facsimileTelephoneNumber', 'onPremisesSecurityIdentifier', 'userType'],
  ['dirSyncEnabled', boolean],
  ['employeeHireDate', { type: 'DateTime' }],
  ['proxyAddresses', multivalued],
  ['otherMails', multivalued],
  ['passwordProfile.password', { mutability: 'WriteOnly' }],
  ['manager', references('User')],
  ['appRoleAssignments', { ...references(), ...multivalued }],
  ...numbered('extensionAttribute', 15),
];

const sourceGroup: readonly AttributeRow[] = [
  ['objectId', anchor],
  ['displayName', required],
  ['IsSoftDeleted', boolean],
  'description',
  'mail',
  ['mailEnabled', boolean],
  'mailNickname',
  ['securityEnabled', boolean],
  ['dirSyncEnabled', boolean],
  'onPremisesSecurityIdentifier',
  ['proxyAddresses', multivalued],
  ['members', { ...references('User', 'Group'), ...multivalued }],
];

const sourceRole: readonly AttributeRow[] = [['objectId', anchor], 'displayName', 'value'];

const typed = (name: string, types: readonly string[], part: string): string[] =>
  types.map((type) => `${name}[type eq "${type}"].${part}`);

const targetUser: readonly AttributeRow[] = [
  ['id', { ...anchor, ...exact }],
  ['externalId', exact],
  ['userName', required],
  ['active', boolean],
  ...['displayName', 'title', 'preferredLanguage', 'name.givenName', 'name.familyName', 'name.formatted'],
  ...typed('emails', ['work', 'home', 'other'], 'value'),
  ...['formatted', 'streetAddress', 'locality', 'region', 'postalCode', 'country'].flatMap((part) =>
    typed('addresses', ['work'], part),
  ),
  ...typed('addresses', ['other'], 'formatted'),
  ...typed('phoneNumbers', ['work', 'mobile', 'fax', 'home', 'other', 'pager'], 'value'),
  ...['nickName', 'userType', 'locale', 'timezone'],
  ['roles', multivalued],
  ...['employeeNumber', 'department', 'costCenter', 'organization', 'division'].map(enterprise),
  [enterprise('manager'), references(scimUserObject)],
];

const targetGroup: readonly AttributeRow[] = [
  ['id', { ...anchor, ...exact }],
  ['externalId', exact],
  ['displayName', required],
  ['members', { ...references(scimUserObject, scimGroupObject), ...multivalued }],
];

function toAttribute(row: AttributeRow): AttributeDefinition {
  const [name, traits] = typeof row === 'string' ? [row, {}] : row;
  return {
    name,
    type: 'String',
    anchor: false,
    required: false,
    multivalued: false,
    caseExact: false,
    mutability: 'ReadWrite',
    flowNullValues: false,
    defaultValue: null,
    apiExpressions: [],
    metadata: [],
    referencedObjects: [],
    ...traits,
  };
}

type Metadata = Readonly<Record<string, string>>;

const toObject = (name: string, metadata: Metadata, rows: readonly AttributeRow[]): ObjectDefinition => ({
  name,
  metadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  supportedApis: [],
  attributes: rows.map(toAttribute),
});

const softDeletable: Metadata = { PropertyNameSoftDeleted: 'IsSoftDeleted', IsSoftDeletionSupported: 'true' };

const directories = (): DirectoryDefinition[] => [
  {
    id: sourceDirectoryId,
    name: sourceDirectoryName,
    readOnly: false,
    discoverabilities: 'None',
    discoveryDateTime: null,
    version: 'v1.0',
    objects: [
      toObject('User', { PropertyNameAccountEnabled: 'accountEnabled', ...softDeletable }, sourceUser),
      toObject('Group', softDeletable, sourceGroup),
      toObject('AppRole', {}, sourceRole),
    ],
  },
  {
    id: targetDirectoryId,
    name: targetDirectoryName,
    readOnly: false,
    discoverabilities: 'AttributeNames, AttributeDataTypes',
    discoveryDateTime: null,
    version: 'v1.0',
    objects: [
      toObject(scimUserObject, { PropertyNameAccountEnabled: 'active', IsSoftDeletionSupported: 'true' }, targetUser),
      toObject(scimGroupObject, {}, targetGroup),
    ],
  },
];

// — the whole ————————————————————————————————————————————————————————————————————————————————————————————————————

/** A fresh copy of the default schema; its id is the job's. */
export function defaultSchema({ jobId }: { readonly jobId: string }): SynchronizationSchema {
  return {
    id: jobId,
    version: 'v1.0',
    synchronizationRules: [
      {
        id: defaultRuleId,
        name: 'USERGROUP_OUTBOUND_USERGROUP',
        editable: true,
        priority: 1,
        sourceDirectoryName,
        targetDirectoryName,
        containerFilter: null,
        groupFilter: null,
        metadata: [
          { key: 'defaultSourceObjectMappings', value: 'false' },
          { key: 'supportsProvisionOnDemand', value: 'true' },
        ],
        objectMappings: [
          toObjectMapping('Provision Microsoft Entra ID Groups', ['Group', scimGroupObject], groupMappings),
          toObjectMapping('Provision Microsoft Entra ID Users', ['User', scimUserObject], userMappings),
        ],
      },
    ],
    directories: directories(),
  };
}
