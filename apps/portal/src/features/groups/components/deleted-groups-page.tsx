/** Groups in the recycle bin. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { groups } from '../../../text/groups.ts';
import { DeletedList } from '../../../ui/deleted-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { groupsKey } from '../api/groups.ts';

const route = getRouteApi(paths.deletedGroups);

type DeletedGroup = {
  readonly id: string;
  readonly displayName: string;
  readonly deletedDateTime: string;
  readonly description: string | null;
};

export function DeletedGroupsPage() {
  const { q } = route.useSearch();
  const navigate = route.useNavigate();
  const canWrite = useCan().any('Group.ReadWrite.All', 'Directory.ReadWrite.All');
  return (
    <Requires any={['Group.Read.All']} needed={groups.needed} fallbackTitle={groups.deleted}>
      <Page
        title={groups.deleted}
        description={groups.recycleBin.description}
        breadcrumb={[
          <RouterLink key="groups" to={paths.groups}>
            {groups.title}
          </RouterLink>,
        ]}
      >
        <DeletedList<DeletedGroup>
          type="microsoft.graph.group"
          livingKey={groupsKey}
          select="id,displayName,description,deletedDateTime"
          columns={[
            {
              key: 'description',
              header: groups.columns.description,
              width: 300,
              render: ({ description }) => description,
            },
          ]}
          search={{ value: q, onSearch: (text) => void navigate({ search: searchOf({ q: text }), replace: true }) }}
          canWrite={canWrite}
          words={groups.recycleBin}
        />
      </Page>
    </Requires>
  );
}
