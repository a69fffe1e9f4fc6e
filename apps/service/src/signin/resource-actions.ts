/**
 * What a custom role may allow, in Microsoft Entra's words, and the permissions that come of it. An action gives a
 * permission only when the permission opens nothing beyond the actions named beside it.
 */
import { isDirectoryRole, permissionsOf, type Permission } from '../oauth/directory-roles.ts';

const jobs = 'microsoft.directory/servicePrincipals/synchronizationJobs/manage';
const schema = 'microsoft.directory/servicePrincipals/synchronizationSchema/manage';
const credentials = 'microsoft.directory/servicePrincipals/synchronizationCredentials/manage';
const readSynchronization = 'microsoft.directory/servicePrincipals/synchronization/standard/read';
const readApplicationSynchronization = 'microsoft.directory/applications/synchronization/standard/read';
const assign = 'microsoft.directory/servicePrincipals/appRoleAssignedTo/update';
const instantiate = 'microsoft.directory/applicationTemplates/instantiate';
const readProvisioningLogs = 'microsoft.directory/provisioningLogs/allProperties/read';
const readAuditLogs = 'microsoft.directory/auditLogs/allProperties/read';
const allOfApplications = 'microsoft.directory/applications/allProperties/allTasks';
const allOfPrincipals = 'microsoft.directory/servicePrincipals/allProperties/allTasks';
const readUsers = 'microsoft.directory/users/allProperties/read';
const allOfUsers = 'microsoft.directory/users/allProperties/allTasks';
const readGroups = 'microsoft.directory/groups/allProperties/read';
const allOfGroups = 'microsoft.directory/groups/allProperties/allTasks';
const allOfConnectors = 'microsoft.directory/connectorGroups/allProperties/allTasks';

export const resourceActions = [
  jobs, schema, credentials, readSynchronization, readApplicationSynchronization, assign, instantiate, readProvisioningLogs,
  readAuditLogs, allOfApplications, allOfPrincipals, readUsers, allOfUsers, readGroups, allOfGroups, allOfConnectors,
] as const; // prettier-ignore

type Grant = { readonly needs: readonly string[]; readonly gives: readonly Permission[] };

const grants: readonly Grant[] = [
  ...[jobs, schema, credentials, readSynchronization, readApplicationSynchronization, assign, instantiate].map(
    (action): Grant => ({ needs: [action], gives: ['Application.Read.All'] }),
  ),
  ...[jobs, schema, credentials, readSynchronization, readApplicationSynchronization].map((action): Grant => ({
    needs: [action],
    gives: ['Synchronization.Read.All'],
  })),
  { needs: [jobs, schema, credentials], gives: ['Synchronization.ReadWrite.All'] },
  { needs: [assign], gives: ['AppRoleAssignment.ReadWrite.All'] },
  { needs: [readProvisioningLogs], gives: ['ProvisioningLog.Read.All'] },
  { needs: [readAuditLogs], gives: ['AuditLog.Read.All'] },
  { needs: [allOfApplications, allOfPrincipals, instantiate], gives: ['Application.ReadWrite.All'] },
  { needs: [readUsers], gives: ['User.Read.All'] },
  { needs: [allOfUsers], gives: ['User.Read.All', 'User.ReadWrite.All'] },
  { needs: [readGroups], gives: ['Group.Read.All'] },
  { needs: [allOfGroups], gives: ['Group.Read.All', 'Group.ReadWrite.All'] },
  {
    needs: [allOfConnectors],
    gives: ['OnPremisesPublishingProfiles.ReadWrite.All', 'ProvisioningAgent.ReadWrite.All'],
  },
];

export const isResourceAction = (text: string): boolean => (resourceActions as readonly string[]).includes(text);

/** The permissions of a custom role that allows these actions. */
export function permissionsOfActions(actions: readonly string[]): readonly Permission[] {
  const allowed = new Set(actions);
  const given = grants.filter(({ needs }) => needs.every((action) => allowed.has(action)));
  return [...new Set(given.flatMap(({ gives }) => gives))];
}

/** The actions that a built-in role allows, as far as actions can say it. */
export function builtInActions(displayName: string): readonly string[] {
  if (!isDirectoryRole(displayName)) return [];
  const held = new Set(permissionsOf([displayName]));
  const allows = (action: string): boolean =>
    grants.filter(({ needs }) => needs.includes(action)).every(({ gives }) => gives.every((each) => held.has(each)));
  return resourceActions.filter(allows);
}
