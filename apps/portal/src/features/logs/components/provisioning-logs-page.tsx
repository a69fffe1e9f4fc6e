/** The provisioning logs of all applications. */
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { logs } from '../../../text/logs.ts';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { ProvisioningLog } from './provisioning-log.tsx';

const route = getRouteApi(paths.provisioningLogs);

export function ProvisioningLogsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  if (!useCan().any('ProvisioningLog.Read.All', 'AuditLog.Read.All'))
    return (
      <Page title={logs.provisioning.title}>
        <PermissionBar needed={logs.provisioning.neededForAll} />
      </Page>
    );
  return (
    <ProvisioningLog
      search={search}
      onSearch={(patch, { isStep = false } = {}) =>
        void navigate({ search: (before) => ({ ...before, ...patch }), replace: !isStep })
      }
    />
  );
}
