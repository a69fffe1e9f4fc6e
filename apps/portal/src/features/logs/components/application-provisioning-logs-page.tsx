/** The provisioning logs of one application. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { logs } from '../../../text/logs.ts';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { useApplication } from '../../applications/api/application.ts';
import { applicationBreadcrumb } from './application-breadcrumb.tsx';
import { ProvisioningLog } from './provisioning-log.tsx';

const route = getRouteApi(paths.applicationProvisioningLogs);

export function ApplicationProvisioningLogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const application = useApplication();
  const { id } = application;
  const can = useCan();
  const breadcrumb = applicationBreadcrumb(application);
  if (!can.anyOrOwner(id, 'ProvisioningLog.Read.All', 'AuditLog.Read.All'))
    return (
      <Page title={logs.provisioning.title} breadcrumb={breadcrumb}>
        <PermissionBar needed={logs.provisioning.needed} />
      </Page>
    );
  return (
    <ProvisioningLog
      servicePrincipalId={id}
      breadcrumb={breadcrumb}
      search={search}
      onSearch={(patch, { isStep = false } = {}) =>
        void navigate({ search: (before) => ({ ...before, ...patch }), replace: !isStep })
      }
    />
  );
}
