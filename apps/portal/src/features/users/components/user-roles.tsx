/** The directory roles that a user holds, directly. */
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Text } from '@fluentui/react-components';
import { paths } from '../../../lib/paths.ts';
import { users } from '../../../text/users.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { roleAssignmentsOf } from '../../roles/api/role-assignments.ts';
import { rolesQuery } from '../../roles/api/roles.ts';
import type { User } from '../api/user.ts';

const { roles: text } = users;

export function UserRoles({ user }: { user: User }) {
  const navigate = useNavigate();
  const assignments = useQuery(roleAssignmentsOf(user.id));
  const roles = useQuery(rolesQuery);
  return (
    <QueryState query={assignments}>
      {(held) => (
        <QueryState query={roles}>
          {(all) => (
            <>
              <DataTable
                label={text.label}
                columns={[
                  { key: 'role', header: text.role, width: 260, render: ({ displayName }) => displayName },
                  {
                    key: 'description',
                    header: text.description,
                    width: 480,
                    render: ({ description }) => description,
                  },
                ]}
                rows={all.filter(({ id }) => held.some(({ roleDefinitionId }) => roleDefinitionId === id))}
                rowKey={({ id }) => id}
                onOpen={({ id }) => void navigate({ to: paths.role, params: { roleId: id } })}
                empty={<EmptyState {...text.empty} />}
              />
              <Text size={200}>{text.note}</Text>
            </>
          )}
        </QueryState>
      )}
    </QueryState>
  );
}
