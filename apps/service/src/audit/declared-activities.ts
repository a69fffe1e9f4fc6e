/**
 * The activity of every changing route, by method and path, in Microsoft Entra's names. What the directory itself notes
 * (audited-directory.ts) is more exact and takes the place of the route's; the route's stands where it noted nothing, and
 * for every failure.
 */
import { coreDirectory, provisioning, readsOnly, type Activity, type AuditDeclaration } from './activity.ts';

const user = (operation: Activity['operationType'], activity: string) =>
  coreDirectory('UserManagement', operation, activity, 'User');
const group = (operation: Activity['operationType'], activity: string) =>
  coreDirectory('GroupManagement', operation, activity, 'Group');
const application = (operation: Activity['operationType'], activity: string) =>
  coreDirectory('ApplicationManagement', operation, activity, 'Application');
const servicePrincipal = (operation: Activity['operationType'], activity: string) =>
  coreDirectory('ApplicationManagement', operation, activity, 'ServicePrincipal');
const agent = (operation: Activity['operationType'], activity: string, targetType: string): Activity => ({
  activity,
  category: 'ApplicationManagement',
  service: 'Application Proxy',
  operationType: operation,
  targetType,
});
/** With the dash and the blank that Microsoft Entra has. */
const secretsManaged = application('Update', 'Update application – Certificates and secrets management ');

const reading = (...kinds: readonly string[]): Record<string, AuditDeclaration> =>
  Object.fromEntries(
    kinds.flatMap((kind) =>
      ['getMemberGroups', 'getMemberObjects', 'checkMemberGroups', 'checkMemberObjects'].map((action) => [
        `POST /${kind === 'me' ? kind : `${kind}/:id`}/${action}`,
        readsOnly,
      ]),
    ),
  );

const assignments = (
  kind: string,
  of: (operation: Activity['operationType'], activity: string) => Activity,
  word: string,
  grant: string,
): Record<string, AuditDeclaration> => ({
  [`POST /${kind}/:id/appRoleAssignments`]: of('Assign', `Add ${grant} to ${word}`),
  [`DELETE /${kind}/:id/appRoleAssignments/:assignmentId`]: of('Unassign', `Remove app role assignment from ${word}`),
});

const bulk = (activity: Activity): Activity => ({ ...activity, isBulk: true });

const synchronization = '/servicePrincipals/:id/synchronization';
const profile = '/onPremisesPublishingProfiles/provisioning';

const settingsChanged = provisioning('Update', 'Update provisioning setting or credentials');
const mappingsChanged = provisioning('Update', 'Update attribute mappings or scope');

export const declaredActivities: Readonly<Record<string, AuditDeclaration>> = {
  'POST /users': user('Add', 'Add user'),
  'PATCH /users/:id': user('Update', 'Update user'),
  'DELETE /users/:id': user('Delete', 'Delete user'),
  'PUT /users/:id/manager/$ref': user('Update', 'Update user'),
  'DELETE /users/:id/manager/$ref': user('Update', 'Update user'),

  'POST /groups': group('Add', 'Add group'),
  'PATCH /groups/:id': group('Update', 'Update group'),
  'DELETE /groups/:id': group('Delete', 'Delete group'),
  'POST /groups/:id/members/$ref': group('Assign', 'Add member to group'),
  'DELETE /groups/:id/members/:memberId/$ref': group('Unassign', 'Remove member from group'),

  'POST /groups/:id/owners/$ref': group('Assign', 'Add owner to group'),
  'DELETE /groups/:id/owners/:ownerId/$ref': group('Unassign', 'Remove owner from group'),
  ...reading('users', 'groups', 'servicePrincipals', 'directoryObjects', 'me'),
  'POST /directoryObjects/getByIds': readsOnly,
  'POST /groups/evaluateDynamicMembership': readsOnly,
  // Each request of a batch has a record of its own.
  'POST /$batch': readsOnly,

  'POST /directory/deletedItems/:id/restore': coreDirectory('DirectoryManagement', 'Update', 'Restore object', 'Other'),
  'DELETE /directory/deletedItems/:id': coreDirectory('DirectoryManagement', 'Delete', 'Hard Delete object', 'Other'),
  'POST /directory/import': bulk(coreDirectory('DirectoryManagement', 'Other', 'Import users and groups', 'Other')),

  'POST /applicationTemplates/:id/instantiate': application('Add', 'Add application'),
  'POST /applications': application('Add', 'Add application'),
  'PATCH /applications/:id': application('Update', 'Update application'),
  'DELETE /applications/:id': application('Delete', 'Delete application'),
  'POST /applications/:id/addPassword': secretsManaged,
  'POST /applications/:id/removePassword': secretsManaged,
  'POST /servicePrincipals': servicePrincipal('Add', 'Add service principal'),
  'PATCH /servicePrincipals/:id': servicePrincipal('Update', 'Update service principal'),
  'DELETE /servicePrincipals/:id': servicePrincipal('Delete', 'Remove service principal'),
  'POST /servicePrincipals/:id/appRoleAssignedTo': servicePrincipal(
    'Assign',
    'Add app role assignment to service principal',
  ),
  'DELETE /servicePrincipals/:id/appRoleAssignedTo/:assignmentId': servicePrincipal(
    'Unassign',
    'Remove app role assignment from service principal',
  ),
  ...assignments('users', user, 'user', 'app role assignment grant'),
  ...assignments('groups', group, 'group', 'app role assignment'),
  ...assignments('servicePrincipals', servicePrincipal, 'service principal', 'app role assignment'),
  'POST /applications/:id/owners/$ref': application('Assign', 'Add owner to application'),
  'DELETE /applications/:id/owners/:ownerId/$ref': application('Unassign', 'Remove owner from application'),
  'POST /servicePrincipals/:id/owners/$ref': servicePrincipal('Assign', 'Add owner to service principal'),
  'DELETE /servicePrincipals/:id/owners/:ownerId/$ref': servicePrincipal(
    'Unassign',
    'Remove owner from service principal',
  ),
  'POST /applications/:id/federatedIdentityCredentials': secretsManaged,
  'PATCH /applications/:id/federatedIdentityCredentials/:credentialId': secretsManaged,
  'DELETE /applications/:id/federatedIdentityCredentials/:credentialId': secretsManaged,
  'POST /organization/rotateSigningKey': coreDirectory('DirectoryManagement', 'Update', 'Rotate signing key', 'Other'),

  'POST /roleManagement/directory/roleAssignments': coreDirectory(
    'RoleManagement',
    'Assign',
    'Add member to role',
    'Role',
  ),

  [`POST ${synchronization}/jobs`]: provisioning('Add', 'Add provisioning configuration'),
  [`PATCH ${synchronization}/jobs/:jobId`]: settingsChanged,
  [`DELETE ${synchronization}/jobs/:jobId`]: provisioning('Delete', 'Delete provisioning configuration'),
  [`POST ${synchronization}/jobs/:jobId/start`]: provisioning('Other', 'Enable/start provisioning configuration'),
  [`POST ${synchronization}/jobs/:jobId/pause`]: provisioning('Other', 'Disable/pause provisioning configuration'),
  [`POST ${synchronization}/jobs/:jobId/restart`]: provisioning('Other', 'Enable/restart provisioning configuration'),
  [`POST ${synchronization}/jobs/:jobId/schema/evaluateScope`]: readsOnly,
  [`POST ${synchronization}/jobs/:jobId/explain`]: readsOnly,
  [`POST ${synchronization}/jobs/:jobId/preview`]: readsOnly,
  [`POST ${synchronization}/jobs/validateCredentials`]: readsOnly,
  [`POST ${synchronization}/jobs/:jobId/validateCredentials`]: readsOnly,
  [`POST ${synchronization}/jobs/:jobId/provisionOnDemand`]: provisioning('Other', 'User Provisioning'),
  [`PUT ${synchronization}/jobs/:jobId/schema`]: mappingsChanged,
  [`PATCH ${synchronization}/jobs/:jobId/schema`]: mappingsChanged,
  [`DELETE ${synchronization}/jobs/:jobId/schema`]: mappingsChanged,
  [`POST ${synchronization}/jobs/:jobId/schema/parseExpression`]: readsOnly,
  [`POST ${synchronization}/templates/:templateId/schema/parseExpression`]: readsOnly,
  [`PUT ${synchronization}/templates/:templateId/schema`]: mappingsChanged,
  [`PATCH ${synchronization}/templates/:templateId/schema`]: mappingsChanged,
  [`POST ${synchronization}/jobs/:jobId/schema/directories/:directoryId/discover`]: readsOnly,
  [`POST ${synchronization}/templates/:templateId/schema/directories/:directoryId/discover`]: readsOnly,
  [`DELETE ${synchronization}/jobs/:jobId/objectConnections/:objectId`]: provisioning('Other', 'Other'),
  [`PUT ${synchronization}/secrets`]: settingsChanged,
  [`PUT ${synchronization}/agents`]: settingsChanged,
  [`POST ${synchronization}/acquireAccessToken`]: settingsChanged,

  [`PATCH ${profile}`]: agent('Update', 'Update publishing profile', 'PublishingProfile'),
  [`POST ${profile}/enrolmentTokens`]: agent('Add', 'Create agent enrolment token', 'Agent'),
  [`PATCH ${profile}/agents/:id`]: agent('Update', 'Update agent', 'Agent'),
  [`DELETE ${profile}/agents/:id`]: agent('Delete', 'Revoke agent', 'Agent'),
  [`POST ${profile}/agentGroups`]: agent('Add', 'Add agent group', 'AgentGroup'),
  [`PATCH ${profile}/agentGroups/:id`]: agent('Update', 'Update agent group', 'AgentGroup'),
  [`DELETE ${profile}/agentGroups/:id`]: agent('Delete', 'Delete agent group', 'AgentGroup'),
  [`POST ${profile}/agentGroups/:id/agents/$ref`]: agent('Assign', 'Add agent to agent group', 'AgentGroup'),
  [`POST ${profile}/agents/:id/agentGroups/$ref`]: agent('Assign', 'Add agent to agent group', 'Agent'),
  [`DELETE ${profile}/agents/:id/agentGroups/:otherId/$ref`]: agent(
    'Unassign',
    'Remove agent from agent group',
    'Agent',
  ),
  [`DELETE ${profile}/agentGroups/:id/agents/:otherId/$ref`]: agent(
    'Unassign',
    'Remove agent from agent group',
    'AgentGroup',
  ),
  [`POST ${profile}/publishedResources`]: agent('Add', 'Add published resource', 'PublishedResource'),
  [`PATCH ${profile}/publishedResources/:id`]: agent('Update', 'Update published resource', 'PublishedResource'),
  [`DELETE ${profile}/publishedResources/:id`]: agent('Delete', 'Delete published resource', 'PublishedResource'),
  [`POST ${profile}/publishedResources/:id/agentGroups/$ref`]: agent(
    'Assign',
    'Assign agent group to published resource',
    'PublishedResource',
  ),
  [`DELETE ${profile}/publishedResources/:id/agentGroups/:otherId/$ref`]: agent(
    'Unassign',
    'Remove agent group from published resource',
    'PublishedResource',
  ),
};
