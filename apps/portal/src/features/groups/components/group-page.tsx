/** One group: what it is, who is in it, who looks after it, what it gives. */
import { ArrowClockwiseRegular, DeleteRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { phrases } from '../../../text/phrases.ts';
import { groups } from '../../../text/groups.ts';
import { AssignedApplications } from '../../../ui/assigned-applications.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectList } from '../../../ui/object-list.tsx';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { deleteGroup, groupQuery, isDynamic, kindOfGroup, type Group } from '../api/group.ts';
import { groupsKey } from '../api/groups.ts';
import { GroupLinks } from './group-links.tsx';
import { GroupOverview } from './group-overview.tsx';

const route = getRouteApi(paths.group);
const { confirm } = groups;
const tabs = (['overview', 'members', 'owners', 'memberOf', 'applications'] as const).map((key) => ({
  key,
  label: groups.tabs[key],
}));

export function GroupPage() {
  return (
    <Requires any={['Group.Read.All']} needed={groups.needed} fallbackTitle={groups.title}>
      <OneGroup />
    </Requires>
  );
}

function OneGroup() {
  const { groupId } = route.useParams();
  const query = useQuery(groupQuery(groupId));
  const breadcrumb = [
    <RouterLink key="groups" to={paths.groups}>
      {groups.title}
    </RouterLink>,
  ];
  if (query.data) return <GroupDetails group={query.data} breadcrumb={breadcrumb} />;
  return (
    <Page title={groups.title} breadcrumb={breadcrumb}>
      <QueryState query={query}>{() => null}</QueryState>
    </Page>
  );
}

function GroupDetails({ group, breadcrumb }: { group: Group; breadcrumb: readonly ReactNode[] }) {
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const can = useCan();
  const [isDeleting, setDeleting] = useState(false);
  const { id, displayName } = group;
  const needsRoles = group.isAssignableToRole === true && !can.any('RoleManagement.ReadWrite.Directory');
  const canWrite = can.any('Group.ReadWrite.All', 'Directory.ReadWrite.All') && !needsRoles;
  const refused = canWrite ? undefined : groups.writeNeeded;
  return (
    <Page
      title={displayName}
      description={[groups.kinds[kindOfGroup(group)], isDynamic(group) ? groups.dynamic : groups.assigned].join(', ')}
      breadcrumb={breadcrumb}
      commands={[
        {
          key: 'delete',
          label: groups.delete,
          icon: <DeleteRegular />,
          refused,
          onClick: () => setDeleting(true),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void client.invalidateQueries({ queryKey: ['groups'] }),
        },
      ]}
    >
      <PageTabs
        label={groups.tabs.label}
        tabs={tabs}
        selected={tab}
        onSelect={(key) => void navigate({ search: { tab: key }, replace: true })}
      >
        {tab === 'overview' && <GroupOverview group={group} canWrite={canWrite} />}
        {tab === 'members' && (
          <GroupLinks
            key="members"
            group={group}
            relation="members"
            refused={
              isDynamic(group)
                ? groups.members.dynamic
                : can.any('GroupMember.ReadWrite.All', 'Group.ReadWrite.All') && !needsRoles
                  ? undefined
                  : groups.writeNeeded
            }
          />
        )}
        {tab === 'owners' && <GroupLinks key="owners" group={group} relation="owners" refused={refused} />}
        {tab === 'memberOf' && (
          <ObjectList
            label={groups.memberOf.label}
            queryKey={['groups', 'memberOf', id]}
            path={`/groups/${id}/memberOf?$count=true&$select=id,displayName,description,mail`}
            empty={groups.memberOf.empty}
          />
        )}
        {tab === 'applications' && (
          <AssignedApplications
            principal={{ set: 'groups', id, name: displayName }}
            words={groups.applications}
            find={(text, signal) => findPrincipals(['Application'], text, signal)}
          />
        )}
      </PageTabs>
      {isDeleting && (
        <ConfirmDialog
          title={confirm.deleteTitle(displayName)}
          action={groups.delete}
          onConfirm={async () => {
            await deleteGroup(id);
            notify(confirm.deleted(displayName));
            void client.invalidateQueries({ queryKey: groupsKey });
            await navigate({ to: paths.groups });
          }}
          onClose={() => setDeleting(false)}
        >
          {confirm.deleteBody}
        </ConfirmDialog>
      )}
    </Page>
  );
}
