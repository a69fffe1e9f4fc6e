/**
 * Directory roles and what they permit. An app-only token carries the permissions of the roles its service principal
 * holds; every route names the permission it needs and is closed to everyone else.
 */

/** Role template ids are Microsoft Entra's, so that scripts which name them work. */
export const directoryRoles = {
  'Global Administrator': '62e90394-69f5-4237-9190-012177145e10',
  'Hybrid Identity Administrator': '8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2',
  'Application Administrator': '9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3',
  'Cloud Application Administrator': '158c047a-c907-4556-b7ef-446551a6b5f7',
  'User Administrator': 'fe930be7-5e62-47db-91af-98c3a49a38b1',
  'Groups Administrator': 'fdd7a751-b60b-444a-984c-02652fe8fa1c',
  'Privileged Role Administrator': 'e8611ab8-c189-46e8-94e1-60213ab1f814',
  'Security Administrator': '194ae4cb-b126-40b2-bd5b-6091b380977d',
  'Security Operator': '5f2222b1-57c3-48ba-8ad5-d4759f1fde6f',
  'Reports Reader': '4a5d8f65-41da-4de4-8968-e035b65339cf',
  'Security Reader': '5d6b6bb7-de71-4623-b4af-96380a352509',
  'Global Reader': 'f2ef992c-3afb-46b9-b7cf-a126ee74c451',
} as const;
export type DirectoryRole = keyof typeof directoryRoles;

/** Permissions in Graph's names. */
export const permissions = [
  'Synchronization.Read.All',
  'Synchronization.ReadWrite.All',
  'ProvisioningLog.Read.All',
  'AuditLog.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'AppRoleAssignment.ReadWrite.All',
  'OnPremisesPublishingProfiles.Read.All',
  'OnPremisesPublishingProfiles.ReadWrite.All',
  'ProvisioningAgent.ReadWrite.All',
  'User.Read',
  'User.ReadBasic.All',
  'User.Read.All',
  'User.ReadWrite.All',
  'Group.Read.All',
  'Group.ReadWrite.All',
  'GroupMember.Read.All',
  'GroupMember.ReadWrite.All',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
  'RoleManagement.Read.Directory',
  'RoleManagement.ReadWrite.Directory',
  'DelegatedPermissionGrant.ReadWrite.All',
  'Organization.Read.All',
  'Domain.Read.All',
  'Domain.ReadWrite.All',
] as const;
export type Permission = (typeof permissions)[number];

/** Who holds the one may do what the other permits, too; not in steps: every implied permission is named. */
const implied: Partial<Record<Permission, readonly Permission[]>> = {
  'Synchronization.ReadWrite.All': ['Synchronization.Read.All'],
  'Application.ReadWrite.All': ['Application.Read.All'],
  'OnPremisesPublishingProfiles.ReadWrite.All': ['OnPremisesPublishingProfiles.Read.All'],
  'ProvisioningAgent.ReadWrite.All': ['OnPremisesPublishingProfiles.Read.All'],
  'User.ReadWrite.All': ['User.Read.All', 'User.ReadBasic.All', 'User.Read'],
  'User.Read.All': ['User.ReadBasic.All', 'User.Read'],
  'User.ReadBasic.All': ['User.Read'],
  'Group.ReadWrite.All': ['Group.Read.All', 'GroupMember.Read.All', 'GroupMember.ReadWrite.All'],
  'Group.Read.All': ['GroupMember.Read.All'],
  'GroupMember.ReadWrite.All': ['GroupMember.Read.All'],
  'RoleManagement.ReadWrite.Directory': ['RoleManagement.Read.Directory'],
  'Domain.ReadWrite.All': ['Domain.Read.All'],
  'Directory.Read.All': [
    'User.Read.All',
    'User.ReadBasic.All',
    'User.Read',
    'Group.Read.All',
    'GroupMember.Read.All',
    'Application.Read.All',
    'RoleManagement.Read.Directory',
    'Organization.Read.All',
    'Domain.Read.All',
  ],
  'Directory.ReadWrite.All': [
    'Directory.Read.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'User.ReadBasic.All',
    'User.Read',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'GroupMember.Read.All',
    'GroupMember.ReadWrite.All',
    'Application.Read.All',
    'RoleManagement.Read.Directory',
    'Organization.Read.All',
    'Domain.Read.All',
  ],
};

/** The permission itself, and those that it permits as well. */
const withImplied = (permission: Permission): readonly Permission[] => [permission, ...(implied[permission] ?? [])];

/** Each permission with all those of which one is enough. */
const enoughFor = new Map(
  permissions.map((wanted) => [wanted, permissions.filter((held) => withImplied(held).includes(wanted))]),
);

/** Whether what somebody holds permits this, by itself or by implication. */
export const permits = (held: ReadonlySet<string>, wanted: Permission): boolean =>
  enoughFor.get(wanted)?.some((permission) => held.has(permission)) ?? false;

const readers: readonly Permission[] = [
  'Synchronization.Read.All',
  'ProvisioningLog.Read.All',
  'AuditLog.Read.All',
  'OnPremisesPublishingProfiles.Read.All',
  'Directory.Read.All',
];

const applications: readonly Permission[] = [
  'Synchronization.Read.All',
  'Synchronization.ReadWrite.All',
  'ProvisioningLog.Read.All',
  'Application.Read.All',
  'Application.ReadWrite.All',
  'AppRoleAssignment.ReadWrite.All',
  'User.Read.All',
  'Group.Read.All',
];

const granted: Record<DirectoryRole, readonly Permission[]> = {
  'Global Administrator': permissions,
  'Hybrid Identity Administrator': [
    ...applications,
    'OnPremisesPublishingProfiles.ReadWrite.All',
    'ProvisioningAgent.ReadWrite.All',
  ],
  'Application Administrator': [...applications, 'AuditLog.Read.All', 'OnPremisesPublishingProfiles.ReadWrite.All'],
  'Cloud Application Administrator': [...applications, 'AuditLog.Read.All', 'OnPremisesPublishingProfiles.Read.All'],
  'User Administrator': [
    'User.Read.All',
    'User.ReadWrite.All',
    'Group.Read.All',
    'Group.ReadWrite.All',
    'AppRoleAssignment.ReadWrite.All',
    'Application.Read.All',
  ],
  'Privileged Role Administrator': [
    'RoleManagement.ReadWrite.Directory',
    'AppRoleAssignment.ReadWrite.All',
    'DelegatedPermissionGrant.ReadWrite.All',
    'Directory.Read.All',
  ],
  'Security Administrator': ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
  'Security Operator': ['ProvisioningLog.Read.All'],
  'Groups Administrator': ['User.Read.All', 'Group.Read.All', 'Group.ReadWrite.All'],
  'Reports Reader': ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
  'Security Reader': ['ProvisioningLog.Read.All', 'AuditLog.Read.All'],
  'Global Reader': readers,
};

export const isDirectoryRole = (name: string): name is DirectoryRole => Object.hasOwn(directoryRoles, name);

const namesById = new Map(Object.entries(directoryRoles).map(([name, id]) => [id, name as DirectoryRole]));
export const directoryRoleName = (roleTemplateId: string): DirectoryRole | undefined =>
  namesById.get(roleTemplateId as never);

/** The union of what the roles permit, also by implication, without repetition. */
export function permissionsOf(roles: readonly DirectoryRole[]): readonly Permission[] {
  return [...new Set(roles.flatMap((role) => granted[role]).flatMap(withImplied))];
}
