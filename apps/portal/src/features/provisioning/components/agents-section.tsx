/** The agents that carry an application's requests, and how far an assignment has come. */
import { Button, makeStyles, Text, tokens, Tooltip } from '@fluentui/react-components';
import { AddRegular, ArrowDownloadRegular, DismissRegular } from '@fluentui/react-icons';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { phrases } from '../../../text/phrases.ts';
import { connectivity } from '../../../text/connectivity.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import { assignAgents, type ApplicationAgent } from '../api/application-agents.ts';
import { AssignAgentsPane } from './assign-agents-pane.tsx';
import { useProvisioningRights } from './provisioning-frame.tsx';
import { RoadState } from './road-state.tsx';

const route = getRouteApi(paths.connectivity);
const { agents: words } = connectivity;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) auto auto',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalL,
    minHeight: '44px',
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke3,
  },
  name: { display: 'flex', flexDirection: 'column', minWidth: 0 },
  detail: { color: tokens.colorNeutralForeground2, overflow: 'hidden', textOverflow: 'ellipsis' },
  buttons: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: tokens.spacingHorizontalS,
    marginBlockStart: tokens.spacingVerticalM,
  },
});

type AgentsSectionProps = {
  readonly application: Application;
  readonly agents: readonly ApplicationAgent[];
  readonly isNeeded: boolean;
};

export function AgentsSection({ application, agents, isNeeded }: AgentsSectionProps) {
  const styles = useStyles();
  const notify = useNotify();
  const { mayWrite } = useProvisioningRights(application);
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const [removing, setRemoving] = useState<ApplicationAgent>();
  const assigned = agents.filter(({ isAssigned }) => isAssigned);
  const showPane = (isOpen: boolean) => void navigate({ search: isOpen ? { pane: 'assign' } : {} });
  const remove = async (agent: ApplicationAgent): Promise<void> => {
    await assignAgents(
      application.id,
      assigned.map(({ id }) => id).filter((id) => id !== agent.id),
    );
    notify(words.removed(agent.machineName));
  };
  return (
    <Section title={words.heading} about={isNeeded ? words.about : words.aboutDirect}>
      {(isNeeded || assigned.length > 0) && <RoadState assigned={assigned} />}
      {assigned.length === 0 && <Text>{words.noneAssigned}</Text>}
      <ul className={styles.list} aria-label={words.heading}>
        {assigned.map((agent) => (
          <li key={agent.id} className={styles.item}>
            <span className={styles.name}>
              <Text weight="semibold">{agent.machineName}</Text>
              <Text size={200} className={styles.detail}>
                {words.version(agent.agentVersion)} · {agent.externalIp}
                {agent.status !== 'active' && (
                  <>
                    {' '}
                    · {provisioning.banner.since} <Time iso={agent.lastContactDateTime} />
                  </>
                )}
              </Text>
            </span>
            <AgentBadge agent={agent} />
            {mayWrite && (
              <Tooltip content={words.remove(agent.machineName)} relationship="label">
                <Button appearance="subtle" icon={<DismissRegular />} onClick={() => setRemoving(agent)} />
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button
          appearance={isNeeded && assigned.length === 0 ? 'primary' : 'secondary'}
          icon={<AddRegular />}
          disabled={!mayWrite}
          onClick={() => showPane(true)}
        >
          {words.assign}
        </Button>
        <RouterButton
          to={paths.agents}
          search={{ pane: 'download' }}
          appearance="subtle"
          icon={<ArrowDownloadRegular />}
        >
          {words.download}
        </RouterButton>
      </div>
      {pane === 'assign' && mayWrite && (
        <AssignAgentsPane application={application} agents={agents} onClose={() => showPane(false)} />
      )}
      {removing && (
        <ConfirmDialog
          title={words.removeTitle(removing.machineName)}
          action={phrases.remove}
          onConfirm={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
        >
          {assigned.length === 1 && isNeeded ? words.removeLastBody : words.removeBody}
        </ConfirmDialog>
      )}
    </Section>
  );
}

function AgentBadge({ agent: { status } }: { agent: Pick<ApplicationAgent, 'status'> }) {
  return status === 'active' ? (
    <StatusBadge tone="success">{words.active}</StatusBadge>
  ) : (
    <StatusBadge tone="warning">{words.isInactive}</StatusBadge>
  );
}
