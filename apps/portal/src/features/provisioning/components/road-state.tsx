/** How far an assignment has come, as it is now: assigned → the agent is told → the agent is there. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { connectivity } from '../../../text/connectivity.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { ApplicationAgent } from '../api/application-agents.ts';

const { live } = connectivity.agents;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXXS,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  line: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalXS,
    '& li + li::before': { content: '"→"', marginInlineEnd: tokens.spacingHorizontalM },
  },
  note: { color: tokens.colorNeutralForeground2 },
});

/** An agent that is connected is told of a change at once, and is there: the service sends requests through no other. */
export function RoadState({ assigned }: { assigned: readonly ApplicationAgent[] }) {
  const styles = useStyles();
  const connected = assigned.filter(({ status }) => status === 'active');
  const isAssigned = assigned.length > 0;
  const isThere = connected.length > 0;
  const steps = [
    { text: live.assigned, isDone: isAssigned },
    { text: live.notified, isDone: isThere },
    { text: live.confirmed, isDone: isThere },
  ];
  const note = ((): string => {
    if (!isAssigned) return live.waitingForAssignment;
    if (!isThere) return live.waitingForAgent;
    return `${live.confirmedBy(connected.map(({ machineName }) => machineName).join(', '))}. ${live.atOnce}`;
  })();
  return (
    <div className={styles.root} role="status" aria-label={live.label}>
      <ol className={styles.line}>
        {steps.map(({ text, isDone }) => (
          <li key={text}>
            <StatusBadge tone={isDone ? 'success' : 'neutral'}>{text}</StatusBadge>
          </li>
        ))}
      </ol>
      <Text size={200} className={styles.note}>
        {note}
      </Text>
    </div>
  );
}
