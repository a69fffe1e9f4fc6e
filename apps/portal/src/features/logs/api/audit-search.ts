/** What the address of an audit log says: its filters, and the record that is open. */
import { oneOf, searchOf, textOf } from '../../../lib/search.ts';
import { readDateRange, type DateRangeSearch } from './date-range.ts';

export const auditServices = [
  'Account Provisioning',
  'Core Directory',
  'Application Proxy',
  'Authentication Methods',
] as const;
export const auditCategories = [
  'ProvisioningManagement',
  'UserManagement',
  'GroupManagement',
  'ApplicationManagement',
  'RoleManagement',
  'DirectoryManagement',
  'Authentication',
] as const;
export const auditResults = ['success', 'failure'] as const;
export const auditTabs = ['activity', 'targets', 'properties'] as const;

type Of<List extends readonly unknown[]> = List[number] | undefined;

export type AuditSearch = DateRangeSearch & {
  readonly service?: Of<typeof auditServices>;
  readonly category?: Of<typeof auditCategories>;
  readonly activity?: string | undefined;
  readonly status?: Of<typeof auditResults>;
  /** Name, user principal name or id. */
  readonly target?: string | undefined;
  readonly initiator?: string | undefined;
  readonly correlation?: string | undefined;
  readonly record?: string | undefined;
  readonly tab?: Of<typeof auditTabs>;
  readonly live?: true | undefined;
};

export const readAuditSearch = (search: Record<string, unknown>): AuditSearch =>
  searchOf({
    ...readDateRange(search),
    service: oneOf(search['service'], auditServices),
    category: oneOf(search['category'], auditCategories),
    activity: textOf(search['activity']),
    status: oneOf(search['status'], auditResults),
    target: textOf(search['target']),
    initiator: textOf(search['initiator']),
    correlation: textOf(search['correlation']),
    record: textOf(search['record']),
    tab: oneOf(search['tab'], auditTabs),
    live: search['live'] === true ? true : undefined,
  });
