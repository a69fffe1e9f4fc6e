/** What an audit record says was done: Microsoft Entra's names of activities, categories and services. */

export type AuditService = 'Core Directory' | 'Account Provisioning' | 'Application Proxy' | 'Authentication Methods';

export type AuditCategory =
  | 'UserManagement'
  | 'GroupManagement'
  | 'ApplicationManagement'
  | 'RoleManagement'
  | 'DirectoryManagement'
  | 'ProvisioningManagement'
  | 'Authentication';

export type OperationType = 'Add' | 'Update' | 'Delete' | 'Assign' | 'Unassign' | 'Other';

export type Activity = {
  readonly activity: string;
  readonly category: AuditCategory;
  readonly service: AuditService;
  readonly operationType: OperationType;
  /** What the id in the route's path is. */
  readonly targetType: string;
  /** Many changes that are told as one record. */
  readonly isBulk?: boolean;
};

/** A POST that changes nothing. */
export const readsOnly = 'reads only';
export type AuditDeclaration = Activity | typeof readsOnly;

export const coreDirectory = (
  category: AuditCategory,
  operationType: OperationType,
  activity: string,
  targetType: string,
): Activity => ({ activity, category, service: 'Core Directory', operationType, targetType });

export const provisioning = (operationType: OperationType, activity: string): Activity => ({
  activity,
  category: 'ProvisioningManagement',
  service: 'Account Provisioning',
  operationType,
  targetType: 'ServicePrincipal',
});

/** Graph's name of this service where nobody asked for the change. */
export const systemName = 'Azure AD Provisioning Service';
