/** From what happened to what would happen now. */
import { paths } from '../../../lib/paths.ts';
import { logs } from '../../../text/logs.ts';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { ProvisioningRecord } from '../api/provisioning-record.ts';

export function ExplainLink({ record: { servicePrincipal, sourceIdentity } }: { record: ProvisioningRecord }) {
  const kind = sourceIdentity.identityType === 'Group' ? 'Group' : 'User';
  return (
    <RouterLink
      to={paths.explain}
      params={{ applicationId: servicePrincipal.id }}
      search={{ object: sourceIdentity.id, kind }}
    >
      {logs.details.explain}
    </RouterLink>
  );
}
