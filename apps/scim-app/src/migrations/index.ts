/** The migrations in their order. Forward only: a migration that was released is never edited. */
import type { Migration } from 'kysely/migration';
import { usersGroupsMembers } from './0001-users-groups-members.ts';

export const migrations: Readonly<Record<string, Migration>> = {
  '0001-users-groups-members': usersGroupsMembers,
};
