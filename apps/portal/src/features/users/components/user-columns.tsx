/** The columns that the list of users can have; their keys are the properties that they show. */
import { users } from '../../../text/users.ts';
import type { Column } from '../../../ui/data-table.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { UserRow } from '../api/users.ts';

const text = (key: keyof typeof users.fields, width = 160): Column<UserRow> => ({
  key,
  header: users.fields[key],
  width,
  render: (row) => String(row[key] ?? ''),
});

export const EnabledBadge = ({ enabled }: { enabled: boolean }) => (
  <StatusBadge tone={enabled ? 'success' : 'neutral'}>{enabled ? users.enabled : users.disabled}</StatusBadge>
);

export const userColumns: readonly Column<UserRow>[] = [
  { ...text('displayName', 200), sortable: true },
  { ...text('userPrincipalName', 230), sortable: true },
  {
    key: 'accountEnabled',
    header: users.status,
    width: 110,
    render: ({ accountEnabled }) => <EnabledBadge enabled={accountEnabled} />,
  },
  text('department', 140),
  text('jobTitle', 150),
  text('userType', 100),
  {
    key: 'createdDateTime',
    header: users.created,
    width: 130,
    sortable: true,
    render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
  },
  text('mail', 220),
  text('givenName'),
  text('surname'),
  text('companyName'),
  text('officeLocation'),
  text('city'),
  text('country'),
  text('employeeId', 120),
  text('employeeType', 130),
  text('mobilePhone'),
  { key: 'id', header: users.objectId, width: 300, render: ({ id }) => id },
];

export const defaultColumns = [
  'userPrincipalName',
  'accountEnabled',
  'department',
  'jobTitle',
  'userType',
  'createdDateTime',
];
