/** Whether an agent is connected, and since when it is not. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { agents as text } from '../../../text/agents.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Agent } from '../api/agents.ts';

const useStyles = makeStyles({ note: { color: tokens.colorNeutralForeground2 } });

export function AgentStatus({ agent }: { agent: Pick<Agent, 'status' | 'lastContactDateTime'> }) {
  const styles = useStyles();
  if (agent.status === 'active') return <StatusBadge tone="success">{text.status.active}</StatusBadge>;
  return (
    <StatusBadge tone="warning">
      {text.status.inactive}
      <span className={styles.note}>
        {agent.lastContactDateTime === null ? (
          text.neverSeen
        ) : (
          <>
            {text.lastSeen} <Time iso={agent.lastContactDateTime} />
          </>
        )}
      </span>
    </StatusBadge>
  );
}

export function AgentVersion({ agent }: { agent: Pick<Agent, 'agentVersion' | 'isOutOfDate'> }) {
  if (!agent.isOutOfDate) return <>{agent.agentVersion}</>;
  return (
    <StatusBadge tone="warning">
      {agent.agentVersion} · {text.outOfDate}
    </StatusBadge>
  );
}
