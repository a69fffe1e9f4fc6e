/** One user: who they are, what they are in, how they sign in. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import {
  ArrowClockwiseRegular,
  DeleteRegular,
  KeyResetRegular,
  PersonAvailableRegular,
  PersonProhibitedRegular,
  SignOutRegular,
} from '@fluentui/react-icons';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { phrases } from '../../../text/phrases.ts';
import { users } from '../../../text/users.ts';
import type { Command } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { deleteUser, updateUser } from '../api/change-user.ts';
import { revokeSessions } from '../api/authentication.ts';
import { userQuery, type User } from '../api/user.ts';
import { usersKey } from '../api/users.ts';
import { EnabledBadge } from './user-columns.tsx';
import { UserApplications } from './user-applications.tsx';
import { UserAuthentication } from './user-authentication.tsx';
import { UserGroups } from './user-groups.tsx';
import { UserProperties } from './user-properties.tsx';
import { UserReports } from './user-reports.tsx';
import { UserRoles } from './user-roles.tsx';

const route = getRouteApi(paths.user);
const { confirm, authentication } = users;

type Asking = 'delete' | 'disable' | 'revoke';

export function UserPage() {
  return (
    <Requires any={['User.Read.All']} needed={users.needed} fallbackTitle={users.title}>
      <OneUser />
    </Requires>
  );
}

function OneUser() {
  const { userId } = route.useParams();
  const query = useQuery(userQuery(userId));
  const breadcrumb = [
    <RouterLink key="users" to={paths.users}>
      {users.title}
    </RouterLink>,
  ];
  if (query.data) return <UserDetails user={query.data} breadcrumb={breadcrumb} />;
  return (
    <Page title={users.title} breadcrumb={breadcrumb}>
      <QueryState query={query}>{() => null}</QueryState>
    </Page>
  );
}

function UserDetails({ user, breadcrumb }: { user: User; breadcrumb: readonly React.ReactNode[] }) {
  const { tab = 'properties' } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const can = useCan();
  const [asking, setAsking] = useState<Asking>();
  const { id, displayName, accountEnabled } = user;
  const refused = can.any('User.ReadWrite.All', 'Directory.ReadWrite.All') ? undefined : users.writeNeeded;

  const changed = async (): Promise<void> => {
    void client.invalidateQueries({ queryKey: usersKey });
    await client.invalidateQueries({ queryKey: userQuery(id).queryKey });
  };
  const setEnabled = async (enabled: boolean): Promise<void> => {
    await updateUser(id, { accountEnabled: enabled });
    notify(confirm.changed(displayName, enabled ? users.enabled : users.disabled));
    await changed();
  };

  const commands: readonly Command[] = [
    {
      key: 'reset',
      label: authentication.resetPassword,
      icon: <KeyResetRegular />,
      refused,
      onClick: () => void navigate({ search: { tab: 'authentication', pane: 'reset' } }),
    },
    {
      key: 'revoke',
      label: authentication.revoke,
      icon: <SignOutRegular />,
      refused,
      onClick: () => setAsking('revoke'),
    },
    accountEnabled
      ? {
          key: 'disable',
          label: users.disable,
          icon: <PersonProhibitedRegular />,
          refused,
          onClick: () => setAsking('disable'),
        }
      : {
          key: 'enable',
          label: users.enable,
          icon: <PersonAvailableRegular />,
          refused,
          onClick: () =>
            void setEnabled(true).catch((problem: Error) =>
              notify(phrases.problem.title, { intent: 'error', body: problem.message }),
            ),
        },
    { key: 'delete', label: users.delete, icon: <DeleteRegular />, refused, onClick: () => setAsking('delete') },
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: () => void changed() },
  ];
  const tabs = (['properties', 'groups', 'applications', 'reports', 'roles', 'authentication'] as const).filter(
    (key) => key !== 'roles' || can.any('RoleManagement.Read.Directory', 'Application.Read.All'),
  );
  const close = (): void => setAsking(undefined);

  return (
    <Page
      title={displayName}
      description={
        <>
          {user.userPrincipalName} <EnabledBadge enabled={accountEnabled} />
        </>
      }
      breadcrumb={breadcrumb}
      commands={commands}
    >
      <PageTabs
        label={users.tabs.label}
        tabs={tabs.map((key) => ({ key, label: users.tabs[key] }))}
        selected={tab}
        onSelect={(key) => void navigate({ search: { tab: key }, replace: true })}
      >
        {tab === 'properties' && <UserProperties user={user} />}
        {tab === 'groups' && <UserGroups user={user} />}
        {tab === 'applications' && <UserApplications user={user} />}
        {tab === 'reports' && <UserReports user={user} />}
        {tab === 'roles' && <UserRoles user={user} />}
        {tab === 'authentication' && <UserAuthentication user={user} />}
      </PageTabs>
      {asking === 'delete' && (
        <ConfirmDialog
          title={confirm.deleteTitle(displayName)}
          action={users.delete}
          onConfirm={async () => {
            await deleteUser(id);
            notify(confirm.deleted(displayName));
            void client.invalidateQueries({ queryKey: usersKey });
            await navigate({ to: paths.users });
          }}
          onClose={close}
        >
          {confirm.deleteBody}
        </ConfirmDialog>
      )}
      {asking === 'disable' && (
        <ConfirmDialog
          title={confirm.disableTitle(displayName)}
          action={users.disable}
          onConfirm={() => setEnabled(false)}
          onClose={close}
        >
          {confirm.disableBody}
        </ConfirmDialog>
      )}
      {asking === 'revoke' && (
        <ConfirmDialog
          title={authentication.revokeTitle(displayName)}
          action={authentication.revokeAction}
          onConfirm={async () => {
            await revokeSessions(id);
            notify(authentication.revoked);
          }}
          onClose={close}
        >
          {authentication.revokeBody}
        </ConfirmDialog>
      )}
    </Page>
  );
}
