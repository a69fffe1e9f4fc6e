/** The audit logs of one application: what was done to it and to its provisioning. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { logs } from '../../../text/logs.ts';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { useApplication } from '../../applications/api/application.ts';
import { applicationBreadcrumb } from './application-breadcrumb.tsx';
import { AuditLog } from './audit-log.tsx';

const route = getRouteApi(paths.applicationAuditLogs);

export function ApplicationAuditLogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const application = useApplication();
  const breadcrumb = applicationBreadcrumb(application);
  if (!useCan().any('AuditLog.Read.All'))
    return (
      <Page title={logs.audit.title} breadcrumb={breadcrumb}>
        <PermissionBar needed={logs.audit.needed} />
      </Page>
    );
  return (
    <AuditLog
      servicePrincipalId={application.id}
      breadcrumb={breadcrumb}
      search={search}
      onSearch={(patch, { isStep = false } = {}) =>
        void navigate({ search: (before) => ({ ...before, ...patch }), replace: !isStep })
      }
    />
  );
}
