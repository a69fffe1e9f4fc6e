/** Who reports to a user. */
import { users } from '../../../text/users.ts';
import { ObjectList } from '../../../ui/object-list.tsx';
import type { User } from '../api/user.ts';

export function UserReports({ user }: { user: User }) {
  return (
    <ObjectList
      label={users.reports.label}
      queryKey={['users', 'directReports', user.id]}
      path={`/users/${user.id}/directReports?$select=id,displayName,userPrincipalName`}
      empty={users.reports.empty}
    />
  );
}
