/** How a record ended: a word, a colour and a shape. */
import { logs } from '../../../text/logs.ts';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { ProvisioningStatus } from '../api/provisioning-search.ts';

const tones: Readonly<Record<ProvisioningStatus, Tone>> = {
  success: 'success',
  failure: 'danger',
  skipped: 'info',
  warning: 'warning',
};

export function LogStatus({ status }: { status: ProvisioningStatus }) {
  return <StatusBadge tone={tones[status]}>{logs.statuses[status]}</StatusBadge>;
}
