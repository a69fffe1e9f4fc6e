/** Chooses the agents that serve an application; one that is not connected is shown with the reason and cannot be added. */
import { Button, Checkbox, Field, makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { isTime, showTime } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { connectivity } from '../../../text/connectivity.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { Application } from '../../applications/api/application.ts';
import { assignAgents, type ApplicationAgent } from '../api/application-agents.ts';

const { agents: words } = connectivity;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column' },
  label: { display: 'flex', flexDirection: 'column' },
  detail: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
});

type AssignAgentsPaneProps = {
  readonly application: Application;
  readonly agents: readonly ApplicationAgent[];
  readonly onClose: () => void;
};

export function AssignAgentsPane({ application, agents, onClose }: AssignAgentsPaneProps) {
  const styles = useStyles();
  const notify = useNotify();
  const before = agents.filter(({ isAssigned }) => isAssigned).map(({ id }) => id);
  const [chosen, setChosen] = useState<readonly string[]>(before);
  const isChanged = chosen.length !== before.length || chosen.some((id) => !before.includes(id));
  const save = useMutation({
    mutationFn: () => assignAgents(application.id, chosen),
    onSuccess: () => {
      notify(words.saved);
      onClose();
    },
  });
  const toggle = (id: string): void =>
    setChosen(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const detailOf = ({ status, lastContactDateTime, agentVersion, externalIp }: ApplicationAgent): string => {
    if (status === 'active') return `${words.active} · ${words.version(agentVersion)} · ${externalIp}`;
    return isTime(lastContactDateTime) ? words.inactive(showTime(lastContactDateTime)) : words.neverConnected;
  };
  return (
    <SidePane
      title={words.paneTitle}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" disabled={!isChanged || save.isPending} onClick={() => save.mutate()}>
            {words.apply}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
        </>
      }
    >
      {agents.length === 0 ? (
        <EmptyState
          title={words.none}
          body={words.noneBody}
          actions={<RouterButton to={paths.agents}>{words.download}</RouterButton>}
        />
      ) : (
        <Field label={words.choose} hint={words.chooseHint}>
          <div className={styles.list} role="group" aria-label={words.choose}>
            {agents.map((agent) => (
              <Checkbox
                key={agent.id}
                checked={chosen.includes(agent.id)}
                // One that is assigned already may be taken away while it is not there.
                disabled={agent.status !== 'active' && !before.includes(agent.id)}
                onChange={() => toggle(agent.id)}
                label={
                  <span className={styles.label}>
                    {agent.machineName}
                    <span className={styles.detail}>{detailOf(agent)}</span>
                  </span>
                }
              />
            ))}
          </div>
        </Field>
      )}
      {save.error && <Problem error={save.error} />}
    </SidePane>
  );
}
