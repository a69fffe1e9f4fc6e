/** Whether a deletion waits, goes with the next cycle, or was refused. */
import { staged } from '../../../text/deletions.ts';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { StagedState } from '../api/staged-deletions.ts';

const tones: Readonly<Record<StagedState, Tone>> = { pending: 'warning', approved: 'danger', rejected: 'neutral' };

export const StagedStateBadge = ({ state }: { state: StagedState }) => (
  <StatusBadge tone={tones[state]}>{staged.states[state]}</StatusBadge>
);
