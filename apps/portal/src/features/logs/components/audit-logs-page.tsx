/** The audit logs of everything. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { logs } from '../../../text/logs.ts';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { AuditLog } from './audit-log.tsx';

const route = getRouteApi(paths.auditLogs);

export function AuditLogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (!useCan().any('AuditLog.Read.All'))
    return (
      <Page title={logs.audit.title}>
        <PermissionBar needed={logs.audit.needed} />
      </Page>
    );
  return (
    <AuditLog
      search={search}
      onSearch={(patch, { isStep = false } = {}) =>
        void navigate({ search: (before) => ({ ...before, ...patch }), replace: !isStep })
      }
    />
  );
}
