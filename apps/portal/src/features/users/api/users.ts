/** The list of users, as its address asks for it. */
import { pagesOf } from '../../../lib/pages.ts';
import { literal } from '../../../lib/graph.ts';
import { now } from '../../../lib/clock.ts';
import { orderBy, readSort } from '../../../lib/sort.ts';
import { searchFor } from './find-principals.ts';

export type UsersFilter = {
  readonly q?: string | undefined;
  readonly enabled?: 'enabled' | 'disabled' | undefined;
  readonly type?: 'Member' | 'Guest' | undefined;
  readonly department?: string | undefined;
  readonly created?: 'day' | 'week' | 'month' | undefined;
  readonly sort?: string | undefined;
};

export type UserRow = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  readonly createdDateTime: string;
} & Readonly<Record<string, unknown>>;

export const usersKey = ['users', 'list'] as const;

const days = { day: 1, week: 7, month: 30 } as const;
const pageSize = 200;

/** `columns` are selected beside what every row needs. */
export const usersQuery = (filter: UsersFilter, columns: readonly string[]) =>
  pagesOf<UserRow>([...usersKey, filter, columns], usersPath(filter, columns));

function usersPath({ q, enabled, type, department, created, sort }: UsersFilter, columns: readonly string[]): string {
  const select = new Set(['id', 'displayName', 'userPrincipalName', 'accountEnabled', ...columns]);
  const since = created && new Date(startOfHour() - days[created] * 86_400_000).toISOString();
  const filters = [
    enabled && `accountEnabled eq ${String(enabled === 'enabled')}`,
    type && `userType eq ${literal(type)}`,
    department !== undefined && `startsWith(department,${literal(department)})`,
    since && `createdDateTime ge ${since}`,
  ].filter((clause) => typeof clause === 'string');
  const order = readSort(sort) ?? { by: 'displayName', descending: false };
  return [
    `/users?$count=true&$top=${pageSize}&$select=${[...select].join(',')}`,
    `$orderby=${encodeURIComponent(orderBy(order))}`,
    ...(filters.length > 0 ? [`$filter=${filters.join(' and ')}`] : []),
    ...(q === undefined
      ? []
      : [`$search=${encodeURIComponent(searchFor(['displayName', 'userPrincipalName', 'mail'], q))}`]),
  ].join('&');
}

/** So that the same filter is the same question for a while. */
const startOfHour = (): number => Math.floor(now().getTime() / 3_600_000) * 3_600_000;
