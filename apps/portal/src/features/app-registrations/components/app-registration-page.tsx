/** One registration: what it is called, how it proves itself, what it may do. */
import { DeleteRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { appRegistrations as text } from '../../../text/app-registrations.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import {
  deleteRegistration,
  principalQuery,
  registrationQuery,
  registrationsKey,
  type Registration,
} from '../api/registration.ts';
import { RegistrationAuthentication } from './registration-authentication.tsx';
import { RegistrationCredentials } from './registration-credentials.tsx';
import { RegistrationOverview } from './registration-overview.tsx';
import { RegistrationOwners } from './registration-owners.tsx';
import { RegistrationPermissions } from './registration-permissions.tsx';

const route = getRouteApi(paths.appRegistration);
const tabs = (['overview', 'credentials', 'authentication', 'permissions', 'owners'] as const).map((key) => ({
  key,
  label: text.tabs[key],
}));

export function AppRegistrationPage() {
  return (
    <Requires any={['Application.Read.All']} needed={text.needed} fallbackTitle={text.title}>
      <OneRegistration />
    </Requires>
  );
}

function OneRegistration() {
  const { registrationId } = route.useParams();
  const query = useQuery(registrationQuery(registrationId));
  const breadcrumb = [
    <RouterLink key="registrations" to={paths.appRegistrations}>
      {text.title}
    </RouterLink>,
  ];
  if (query.data) return <Details registration={query.data} breadcrumb={breadcrumb} />;
  return (
    <Page title={text.title} breadcrumb={breadcrumb}>
      <QueryState query={query}>{() => null}</QueryState>
    </Page>
  );
}

function Details({ registration, breadcrumb }: { registration: Registration; breadcrumb: readonly ReactNode[] }) {
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const can = useCan();
  const principal = useQuery(principalQuery(registration.appId)).data;
  const [isDeleting, setDeleting] = useState(false);
  const { id, displayName } = registration;
  const canWrite = principal
    ? can.anyOrOwner(principal.id, 'Application.ReadWrite.All')
    : can.any('Application.ReadWrite.All');
  const shared = { registration, canWrite };
  return (
    <Page
      title={displayName}
      breadcrumb={breadcrumb}
      commands={[
        {
          key: 'delete',
          label: text.delete,
          icon: <DeleteRegular />,
          refused: canWrite ? undefined : text.writeNeeded,
          onClick: () => setDeleting(true),
        },
      ]}
    >
      <PageTabs
        label={text.tabs.label}
        tabs={tabs}
        selected={tab}
        onSelect={(key) => void navigate({ search: { tab: key }, replace: true })}
      >
        {tab === 'overview' && <RegistrationOverview {...shared} principal={principal} />}
        {tab === 'credentials' && <RegistrationCredentials {...shared} />}
        {tab === 'authentication' && <RegistrationAuthentication {...shared} />}
        {tab === 'permissions' && <RegistrationPermissions {...shared} principal={principal} />}
        {tab === 'owners' && <RegistrationOwners {...shared} />}
      </PageTabs>
      {isDeleting && (
        <ConfirmDialog
          title={text.deleteTitle(displayName)}
          action={text.delete}
          onConfirm={async () => {
            await deleteRegistration(id);
            notify(text.deleted(displayName));
            void client.invalidateQueries({ queryKey: registrationsKey });
            await navigate({ to: paths.appRegistrations });
          }}
          onClose={() => setDeleting(false)}
        >
          {text.deleteBody}
        </ConfirmDialog>
      )}
    </Page>
  );
}
