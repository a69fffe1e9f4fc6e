/** The applications that a user is assigned to, directly. */
import { users } from '../../../text/users.ts';
import { AssignedApplications } from '../../../ui/assigned-applications.tsx';
import { findPrincipals } from '../api/find-principals.ts';
import type { User } from '../api/user.ts';

export function UserApplications({ user }: { user: User }) {
  return (
    <AssignedApplications
      principal={{ set: 'users', id: user.id, name: user.displayName }}
      words={users.applications}
      find={(text, signal) => findPrincipals(['Application'], text, signal)}
    />
  );
}
