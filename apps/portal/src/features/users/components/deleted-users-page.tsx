/** Users in the recycle bin. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { users } from '../../../text/users.ts';
import { DeletedList } from '../../../ui/deleted-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { usersKey } from '../api/users.ts';

const route = getRouteApi(paths.deletedUsers);

type DeletedUser = {
  readonly id: string;
  readonly displayName: string;
  readonly deletedDateTime: string;
  readonly userPrincipalName: string;
};

export function DeletedUsersPage() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const canWrite = useCan().any('User.ReadWrite.All', 'Directory.ReadWrite.All');
  return (
    <Requires any={['User.Read.All']} needed={users.needed} fallbackTitle={users.deleted}>
      <Page
        title={users.deleted}
        description={users.recycleBin.description}
        breadcrumb={[
          <RouterLink key="users" to={paths.users}>
            {users.title}
          </RouterLink>,
        ]}
      >
        <DeletedList<DeletedUser>
          type="microsoft.graph.user"
          livingKey={usersKey}
          select="id,displayName,userPrincipalName,deletedDateTime"
          columns={[
            {
              key: 'userPrincipalName',
              header: users.fields.userPrincipalName,
              width: 280,
              render: ({ userPrincipalName }) => userPrincipalName,
            },
          ]}
          search={{
            value: q,
            onSearch: (text) => void navigate({ search: searchOf({ q: text }), replace: true }),
          }}
          canWrite={canWrite}
          words={users.recycleBin}
        />
      </Page>
    </Requires>
  );
}
