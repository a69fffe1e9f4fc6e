/** From what happened to what would happen now. */
import { paths } from '../../../lib/paths.ts';
import { logs } from '../../../text/logs.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { ProvisioningRecord } from '../api/provisioning-record.ts';

export function ExplainLink({ record }: { record: ProvisioningRecord }) {
  return (
    <RouterLink to={paths.explain} params={{ applicationId: record.servicePrincipal.id }}>
      {logs.details.explain}
    </RouterLink>
  );
}
