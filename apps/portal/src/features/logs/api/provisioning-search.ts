/** What the address of a provisioning log says: its filters, and the record that is open. */
import { oneOf, searchOf, textOf } from '../../../lib/search.ts';
import { readDateRange, type DateRangeSearch } from './date-range.ts';

export const provisioningActions = ['create', 'update', 'delete', 'disable', 'stagedDelete', 'other'] as const;
export type ProvisioningAction = (typeof provisioningActions)[number];
export const provisioningStatuses = ['success', 'failure', 'skipped', 'warning'] as const;
export type ProvisioningStatus = (typeof provisioningStatuses)[number];
export const recordTabs = ['steps', 'troubleshooting', 'properties', 'summary'] as const;
export type RecordTab = (typeof recordTabs)[number];

/** Filters that are drawn when they are added, and what they are called in the address. */
export const addedFilters = [
  'sourceSystem',
  'targetSystem',
  'application',
  'job',
  'cycle',
  'change',
  'sourceId',
  'targetId',
  'errorCode',
] as const;
export type AddedFilter = (typeof addedFilters)[number];

export type ProvisioningSearch = DateRangeSearch & {
  /** Name, user principal name or id of the person or group. */
  readonly identity?: string | undefined;
  readonly status?: ProvisioningStatus | undefined;
  readonly action?: ProvisioningAction | undefined;
  /** The record whose details are open, and the tab of them. */
  readonly record?: string | undefined;
  readonly tab?: RecordTab | undefined;
  /** New records come on top as they are written. */
  readonly live?: true | undefined;
} & { readonly [Filter in AddedFilter]?: string | undefined };

export const readProvisioningSearch = (search: Record<string, unknown>): ProvisioningSearch =>
  searchOf({
    ...readDateRange(search),
    identity: textOf(search['identity']),
    status: oneOf(search['status'], provisioningStatuses),
    action: oneOf(search['action'], provisioningActions),
    ...Object.fromEntries(addedFilters.map((filter) => [filter, textOf(search[filter])])),
    record: textOf(search['record']),
    tab: oneOf(search['tab'], recordTabs),
    live: search['live'] === true ? true : undefined,
  });
