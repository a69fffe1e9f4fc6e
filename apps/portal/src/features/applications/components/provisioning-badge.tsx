/** How provisioning stands, in a word. */
import { applications } from '../../../text/applications.ts';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { ProvisioningState } from '../api/provisioning-states.ts';

const tones: Readonly<Record<ProvisioningState, Tone>> = {
  none: 'neutral',
  unknown: 'neutral',
  NotConfigured: 'warning',
  NotRun: 'info',
  running: 'running',
  Active: 'success',
  Paused: 'neutral',
  Quarantine: 'danger',
};

export function ProvisioningBadge({ state }: { state: ProvisioningState }) {
  if (state === 'unknown') return <>{applications.states.unknown}</>;
  return <StatusBadge tone={tones[state]}>{applications.states[state]}</StatusBadge>;
}
