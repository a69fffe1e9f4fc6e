/** The list of groups, as its address asks for it. */
import { pagesOf } from '../../../lib/pages.ts';
import { orderBy, readSort } from '../../../lib/sort.ts';
import { searchFor } from '../../users/api/find-principals.ts';
import { groupProperties, type Group } from './group.ts';

export type GroupsFilter = {
  readonly q?: string | undefined;
  readonly membership?: 'assigned' | 'dynamic' | undefined;
  readonly kind?: 'security' | 'microsoft365' | undefined;
  readonly sort?: string | undefined;
};

export const groupsKey = ['groups', 'list'] as const;

const pageSize = 200;
const dynamic = "groupTypes/any(t:t eq 'DynamicMembership')";
const unified = "groupTypes/any(t:t eq 'Unified')";

export function groupsQuery({ q, membership, kind, sort }: GroupsFilter) {
  const filters = [
    membership === 'dynamic' && dynamic,
    membership === 'assigned' && `not ${dynamic}`,
    kind === 'microsoft365' && unified,
    kind === 'security' && `securityEnabled eq true and not ${unified}`,
  ].filter((clause) => typeof clause === 'string');
  const path = [
    `/groups?$count=true&$top=${pageSize}&$select=${groupProperties.join(',')}`,
    `$orderby=${encodeURIComponent(orderBy(readSort(sort) ?? { by: 'displayName', descending: false }))}`,
    ...(filters.length > 0 ? [`$filter=${encodeURIComponent(filters.join(' and '))}`] : []),
    ...(q === undefined ? [] : [`$search=${encodeURIComponent(searchFor(['displayName', 'description'], q))}`]),
  ].join('&');
  return pagesOf<Group>([...groupsKey, { q, membership, kind, sort }], path);
}
