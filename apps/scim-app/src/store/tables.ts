/** The tables as Kysely sees them. Written with multi-row statements only, so these are the types of what is read. */
import type { ScimObject } from '@drawbridge/scim';

export type UsersTable = {
  readonly id: string;
  readonly user_name_key: string;
  readonly external_id: string | null;
  readonly display_name_key: string | null;
  readonly employee_number_key: string | null;
  readonly email_keys: readonly string[];
  readonly active: boolean | null;
  readonly version: number;
  readonly created: Date;
  readonly modified: Date;
  readonly resource: ScimObject;
};

export type GroupsTable = {
  readonly id: string;
  readonly display_name_key: string;
  readonly external_id: string | null;
  readonly version: number;
  readonly created: Date;
  readonly modified: Date;
  readonly resource: ScimObject;
};

export type MembersTable = {
  readonly group_id: string;
  readonly member_id: string;
  readonly member_type: 'User' | 'Group';
  readonly display: string | null;
};

export type Tables = {
  readonly users: UsersTable;
  readonly groups: GroupsTable;
  readonly members: MembersTable;
};
