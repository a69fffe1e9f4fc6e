/** How a host becomes an agent: terms, then a token and the commands with it, then the agent as it arrives. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Spinner,
  Tab,
  TabList,
  Text,
  tokens,
  typographyStyles,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { agents as text } from '../../../text/agents.ts';
import { Once } from '../../../ui/once.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { createEnrolmentToken, type Agent, type EnrolmentToken } from '../api/agents.ts';
import { CommandBlock } from './command-block.tsx';

const { pane } = text;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBlockEnd: tokens.spacingVerticalL,
  },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
  step: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  waiting: { justifyContent: 'flex-start' },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
  stepTitle: { margin: 0, fontWeight: tokens.fontWeightSemibold, fontSize: tokens.fontSizeBase300 },
});

/** An address that only this computer reaches. */
const isLoopback = (url: string): boolean => /^(?:127\.|localhost$|\[::1\]$)/.test(new URL(url).hostname);

type System = keyof typeof pane.systems;
const isSystem = (value: unknown): value is System => Object.hasOwn(pane.systems, String(value));

/** `agents`: those that there are, asked again and again by the page. */
export function DownloadPane({ agents, onClose }: { agents: readonly Agent[]; onClose: () => void }) {
  const styles = useStyles();
  const [known, setKnown] = useState<ReadonlySet<string>>(new Set());
  const create = useMutation({
    mutationFn: createEnrolmentToken,
    onMutate: () => setKnown(new Set(agents.map(({ id }) => id))),
  });
  return (
    <SidePane
      title={pane.title}
      onClose={onClose}
      footer={
        <Button
          appearance={create.data ? 'secondary' : 'primary'}
          disabled={create.isPending}
          onClick={() => create.mutate()}
        >
          {create.data ? pane.another : pane.accept}
        </Button>
      }
    >
      <div className={styles.root}>
        <Text>{pane.terms}</Text>
        {create.error && <Problem error={create.error} />}
        {!create.data && (
          <section className={styles.step} aria-label={pane.before}>
            <h2 className={styles.heading}>{pane.before}</h2>
            <ul className={styles.list}>
              {pane.prerequisites.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </section>
        )}
        {create.data && (
          <>
            <Commands enrolment={create.data} />
            <Arrival agent={agents.find(({ id }) => !known.has(id))} />
          </>
        )}
      </div>
    </SidePane>
  );
}

function Commands({ enrolment }: { enrolment: EnrolmentToken }) {
  const styles = useStyles();
  const [system, setSystem] = useState<System>('linux');
  const { install, enrol, run } = commandsFor(system, enrolment);
  const steps = [
    { title: pane.steps.install, command: install },
    { title: pane.steps.enrol, command: enrol },
    { title: pane.steps.run, command: run },
  ];
  return (
    <>
      <Once value={enrolment.token} what={pane.token}>
        {pane.once} <Time iso={enrolment.expirationDateTime} />.
      </Once>
      <TabList
        aria-label={pane.system}
        selectedValue={system}
        onTabSelect={(_event, { value }) => isSystem(value) && setSystem(value)}
      >
        {Object.entries(pane.systems).map(([value, name]) => (
          <Tab key={value} value={value}>
            {name}
          </Tab>
        ))}
      </TabList>
      {isLoopback(enrolment.serviceUrl) && (
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>{pane.loopback(new URL(enrolment.serviceUrl).hostname)}</MessageBarBody>
        </MessageBar>
      )}
      {steps.map(({ title, command }) => (
        <div key={title} className={styles.step}>
          <h3 className={styles.stepTitle}>{title}</h3>
          <CommandBlock command={command} what={pane.command} />
        </div>
      ))}
      <Text>{pane.keep}</Text>
    </>
  );
}

function Arrival({ agent }: { agent: Agent | undefined }) {
  const styles = useStyles();
  if (!agent) return <Spinner size="tiny" label={pane.waiting} className={styles.waiting} />;
  const isConnected = agent.status === 'active';
  return (
    <div role="status">
      <StatusBadge tone={isConnected ? 'success' : 'running'}>
        {isConnected ? pane.connected(agent.machineName) : pane.enrolled(agent.machineName)}
      </StatusBadge>{' '}
      <RouterLink to={paths.agent} params={{ agentId: agent.id }}>
        {pane.open}
      </RouterLink>
    </div>
  );
}

/** PowerShell refuses scripts where npm's `npx` is one, so that Windows takes the command beside it. */
function commandsFor(system: System, { serviceUrl, token }: EnrolmentToken) {
  const [npm, npx, state] = system === 'windows' ? ['npm.cmd', 'npx.cmd', '.\\agent'] : ['npm', 'npx', './agent'];
  return {
    install: `${npm} ci`,
    enrol: `${npx} drawbridge-agent enrol --service ${serviceUrl} --token ${token} --state ${state}`,
    run: `${npx} drawbridge-agent run --state ${state}`,
  };
}
