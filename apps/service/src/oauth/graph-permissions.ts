/**
 * Microsoft Graph's permissions under Microsoft's own ids, so that scripts and Terraform modules that name them work
 * unchanged: `appRoles` for applications, `oauth2PermissionScopes` for people. The service principal that carries them
 * stands in the directory under the appId below.
 */

/** "Microsoft Graph" for clients: the resource that this service's API is. */
export const graphAppId = '00000003-0000-0000-c000-000000000000';

type GraphPermission = {
  readonly value: string;
  readonly title: string;
  /** Id of the app role: held by an application itself. Absent: people only. */
  readonly roleId?: string;
  /** Id of the scope: used on behalf of a signed-in person. Absent: applications only. */
  readonly scopeId?: string;
};

export const graphPermissions: readonly GraphPermission[] = [
  {
    value: 'Synchronization.Read.All',
    title: 'Read synchronization jobs and schemas',
    roleId: '5ba43d2f-fa88-4db2-bd1c-a67c5f0fb1ce',
    scopeId: '7aa02aeb-824f-4fbe-a3f7-611f751f5b55',
  },
  {
    value: 'Synchronization.ReadWrite.All',
    title: 'Read and change synchronization jobs and schemas',
    roleId: '9b50c33d-700f-43b1-b2eb-87e89b703581',
    scopeId: '7bb27fa3-ea8f-4d67-a916-87715b6188bd',
  },
  {
    value: 'ProvisioningLog.Read.All',
    title: 'Read the provisioning log',
    roleId: '091937d3-3e38-47a1-8649-b2f99d3035f1',
    scopeId: '95aec97b-cf27-4a8d-a67d-42f60b5b38ef',
  },
  {
    value: 'AuditLog.Read.All',
    title: 'Read audit and provisioning logs',
    roleId: 'b0afded3-3588-46d8-8b3d-9842eff778da',
    scopeId: 'e4c9e354-4dc5-45b8-9e7c-e1393b0b1a20',
  },
  {
    value: 'Application.Read.All',
    title: 'Read applications',
    roleId: '9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30',
    scopeId: 'c79f8feb-a9db-4090-85f9-90d820caa0eb',
  },
  {
    value: 'Application.ReadWrite.All',
    title: 'Read and change all applications',
    roleId: '1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9',
    scopeId: 'bdfbf15f-ee85-4955-8675-146e8e5296b5',
  },
  {
    value: 'Application.ReadWrite.OwnedBy',
    title: 'Make applications, and change those that it owns',
    roleId: '18a4783c-866b-4cc7-a460-3d5e5662c884',
  },
  {
    value: 'AppRoleAssignment.ReadWrite.All',
    title: 'Assign app roles',
    roleId: '06b708a9-e830-4db3-a914-8e69da51d44f',
    scopeId: '84bccea3-f856-4a8a-967b-dbe0a3d53a64',
  },
  {
    // Ours: Graph has no right to read these without changing them, and none that is about the agents alone.
    value: 'OnPremisesPublishingProfiles.Read.All',
    title: 'Read provisioning agents and their groups',
    roleId: '6f2a6a4e-52f7-4c0b-9d0e-8a1f0f6f6c11',
    scopeId: 'c1d7a9b2-3e0f-4f0a-8f53-2b6d1f0e7a42',
  },
  {
    value: 'ProvisioningAgent.ReadWrite.All',
    title: 'Enrol, rename and remove provisioning agents',
    roleId: '2d9c1f57-7a83-4d1e-b6a5-5c0e3b9f8d24',
    scopeId: '9be4d3c6-08f1-4b67-a2d8-4f7a1c5e6b90',
  },
  {
    value: 'OnPremisesPublishingProfiles.ReadWrite.All',
    title: 'Manage provisioning agents and their groups',
    roleId: '0b57845e-aa49-4e6f-8109-ce654fffa618',
    scopeId: '8c4d5184-71c2-4bf8-bb9d-bc3378c9ad42',
  },
  { value: 'User.Read', title: "Sign in and read one's own profile", scopeId: 'e1fe6dd8-ba31-4d61-89e7-88639da4683d' },
  {
    value: 'User.ReadBasic.All',
    title: 'Read the basic profile of all users',
    roleId: '97235f07-e226-4f63-ace3-39588e11d3a1',
    scopeId: 'b340eb25-3456-403f-be2f-af7a0d370277',
  },
  {
    value: 'User.Read.All',
    title: 'Read all users',
    roleId: 'df021288-bdef-4463-88db-98f22de89214',
    scopeId: 'a154be20-db9c-4678-8ab7-66f6cc099a59',
  },
  {
    value: 'User.ReadWrite.All',
    title: 'Read and change all users',
    roleId: '741f803b-c850-494e-b5df-cde7c675a1ca',
    scopeId: '204e0828-b5ca-4ad8-b9f3-f32a958e7cc4',
  },
  {
    value: 'Group.Read.All',
    title: 'Read all groups',
    roleId: '5b567255-7703-4780-807c-7be8301ae99b',
    scopeId: '5f8c59db-677d-491f-a6b8-5f174b11ec1d',
  },
  {
    value: 'Group.ReadWrite.All',
    title: 'Read and change all groups',
    roleId: '62a82d76-70ea-41e2-9197-370581804d09',
    scopeId: '4e46008b-f24c-477d-8fff-7bb4ec7aafe0',
  },
  {
    value: 'GroupMember.Read.All',
    title: 'Read group memberships',
    roleId: '98830695-27a2-44f7-8c18-0c3ebc9698f6',
    scopeId: 'bc024368-1153-4739-b217-4326f2e966d0',
  },
  {
    value: 'GroupMember.ReadWrite.All',
    title: 'Read and change group memberships',
    roleId: 'dbaae8cf-10b5-4b86-a4a1-f871c94c6695',
    scopeId: 'f81125ac-d3b7-4573-a3b2-7099cc39df9e',
  },
  {
    value: 'Directory.Read.All',
    title: 'Read the directory',
    roleId: '7ab1d382-f21e-4acd-a863-ba3e13f7da61',
    scopeId: '06da0dbc-49e2-44d2-8312-53f166ab848a',
  },
  {
    value: 'Directory.ReadWrite.All',
    title: 'Read and change the directory',
    roleId: '19dbc75e-c2e2-444c-a770-ec69d8559fc7',
    scopeId: 'c5366453-9fb0-48a5-a156-24f0c49a4b84',
  },
  {
    value: 'RoleManagement.Read.Directory',
    title: 'Read directory roles and their assignments',
    roleId: '483bed4a-2ad3-4361-a73b-c83ccdbdc53c',
    scopeId: '741c54c3-0c1e-44a1-818b-3f97ab4e8c83',
  },
  {
    value: 'RoleManagement.ReadWrite.Directory',
    title: 'Read and change directory roles and their assignments',
    roleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
    scopeId: 'd01b97e9-cbc0-49fe-810a-750afd5527a3',
  },
  {
    value: 'DelegatedPermissionGrant.ReadWrite.All',
    title: 'Manage grants of delegated permissions',
    roleId: '8e8e4742-1d95-4f68-9d56-6ee75648c72a',
    scopeId: '41ce6ca6-6826-4807-84f1-1c82854f7ee5',
  },
  {
    value: 'Organization.Read.All',
    title: 'Read the organisation',
    roleId: '498476ce-e0fe-48b0-b801-37ba7e2685c6',
    scopeId: '4908d5b9-3fb2-4b1e-9336-1888b7937185',
  },
  {
    value: 'Domain.Read.All',
    title: 'Read domains',
    roleId: 'dbb9058a-0e50-45d7-ae91-66909b5d4664',
    scopeId: '2f9ee017-59c1-4f1d-9472-bd5529a7b311',
  },
  {
    value: 'Domain.ReadWrite.All',
    title: 'Read and declare domains',
    roleId: '7e05723c-0bb0-42da-be95-ae9f08a6e53c',
    scopeId: '0b5d694c-a244-4bde-86e6-eb5cd07730fe',
  },
  { value: 'openid', title: 'Sign in', scopeId: '37f7f235-527c-4136-accd-4a02d197296e' },
  {
    value: 'profile',
    title: "Read one's name and other parts of the profile",
    scopeId: '14dad69e-099b-42c9-810b-d002981feec1',
  },
  { value: 'email', title: "Read one's mail address", scopeId: '64a6cdd6-aab1-4aaf-94b8-3cc8405e90d0' },
  { value: 'offline_access', title: 'Keep access that was given', scopeId: '7427e0e9-2fba-42fe-b0c0-848c9e6a8182' },
];

const valueOfRole = new Map(
  graphPermissions.flatMap(({ value, roleId }) => (roleId === undefined ? [] : [[roleId, value] as const])),
);

/** The permission that an app role of Microsoft Graph stands for. */
export const permissionOfRole = (appRoleId: string): string | undefined => valueOfRole.get(appRoleId.toLowerCase());

export const graphAppRoles = graphPermissions.flatMap(({ value, title, roleId }) =>
  roleId === undefined
    ? []
    : [
        {
          id: roleId,
          value,
          displayName: title,
          description: title,
          isEnabled: true,
          allowedMemberTypes: ['Application'],
          origin: 'Application',
        },
      ],
);

export const graphScopes = graphPermissions.flatMap(({ value, title, scopeId }) =>
  scopeId === undefined
    ? []
    : [
        {
          id: scopeId,
          value,
          adminConsentDisplayName: title,
          adminConsentDescription: title,
          userConsentDisplayName: title,
          userConsentDescription: title,
          isEnabled: true,
          type: 'Admin',
        },
      ],
);
