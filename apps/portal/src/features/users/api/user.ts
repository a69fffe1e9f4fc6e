/** One user, with all properties that the pages show. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '../../../lib/graph.ts';
import { fieldNames } from './user-fields.ts';

export type User = {
  readonly id: string;
  readonly displayName: string;
  readonly userPrincipalName: string;
  readonly accountEnabled: boolean;
  readonly createdDateTime: string;
  readonly manager?: { readonly id: string; readonly displayName: string; readonly userPrincipalName: string };
} & Readonly<Record<string, unknown>>;

const selected = ['id', 'createdDateTime', ...fieldNames, 'onPremisesExtensionAttributes', 'employeeOrgData'];

export const userKey = (id: string) => ['users', 'one', id] as const;

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: userKey(id),
    queryFn: ({ signal }) =>
      get<User>(
        `/users/${id}?$select=${selected.join(',')}&$expand=manager($select=id,displayName,userPrincipalName)`,
        signal,
      ),
  });
