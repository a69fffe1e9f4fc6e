/** What keeps provisioning from its work, or waits for the administrator, above everything else on the page. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { isTime, showTime } from '../../../lib/times.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { ApplicationAgent } from '../api/application-agents.ts';
import type { Job } from '../api/job.ts';
import { offlineAgents, type ProvisioningState } from './provisioning-state.ts';

const { banner, quarantine: words } = provisioning;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    marginBlockEnd: tokens.spacingVerticalM,
    ':empty': { display: 'none' },
  },
});

type StateBannersProps = {
  readonly application: Application;
  readonly job: Job;
  readonly state: ProvisioningState;
  readonly agents: readonly ApplicationAgent[];
  readonly onDetails: () => void;
};

export function StateBanners({ application, job, state, agents, onDetails }: StateBannersProps) {
  const styles = useStyles();
  const params = { applicationId: application.id };
  const { quarantine } = job.status;
  const toConnectivity = (label: string) => (
    <RouterButton to={paths.connectivity} params={params} size="small">
      {label}
    </RouterButton>
  );
  return (
    <div className={styles.root}>
      {state === 'assignAgent' && (
        <Banner title={banner.assignAgent.title} action={toConnectivity(banner.assignAgent.action)}>
          {banner.assignAgent.body}
        </Banner>
      )}
      {state === 'enterCredentials' && (
        <Banner title={banner.enterCredentials.title} action={toConnectivity(banner.enterCredentials.action)}>
          {banner.enterCredentials.body}
        </Banner>
      )}
      {state === 'notStarted' && (
        <Banner
          title={banner.notStarted.title}
          action={
            <RouterButton to={paths.onDemand} params={params} size="small">
              {provisioning.commands.onDemand}
            </RouterButton>
          }
        >
          {banner.notStarted.body}
        </Banner>
      )}
      {state === 'stopped' && <Banner title={banner.stopped.title}>{banner.stopped.body}</Banner>}
      {state === 'disabled' && quarantine && (
        <Banner
          intent="error"
          title={banner.disabled.title}
          action={
            <Button size="small" onClick={onDetails}>
              {words.details}
            </Button>
          }
        >
          {banner.disabled.body(showTime(quarantine.seriesBegan))} {quarantine.error.message}
        </Banner>
      )}
      {state !== 'disabled' && quarantine && (
        <Banner
          intent={quarantine.reason === 'TooManyDeletes' ? 'warning' : 'error'}
          title={quarantine.reason === 'TooManyDeletes' ? words.held : words.title}
          action={
            <Button size="small" onClick={onDetails}>
              {words.details}
            </Button>
          }
        >
          {quarantine.error.message} {words.see}.
        </Banner>
      )}
      <OfflineBanner agents={agents} />
    </div>
  );
}

function OfflineBanner({ agents }: { agents: readonly ApplicationAgent[] }) {
  const offline = offlineAgents(agents);
  if (offline.length === 0) return null;
  const all = offline.length === agents.filter(({ isAssigned }) => isAssigned).length;
  const names = offline.map(({ machineName }) => machineName).join(', ');
  return (
    <Banner intent="warning" title={all ? banner.agentsOffline(names) : banner.someOffline(names)}>
      {all ? banner.agentsOfflineBody : banner.someOfflineBody}{' '}
      {offline.map(({ id, machineName, lastContactDateTime }) => (
        <span key={id}>
          {offline.length > 1 && `${machineName}: `}
          {isTime(lastContactDateTime) ? (
            <>
              {banner.since} <Time iso={lastContactDateTime} />.{' '}
            </>
          ) : (
            `${banner.neverSeen}. `
          )}
        </span>
      ))}
    </Banner>
  );
}

type BannerProps = {
  readonly intent?: 'info' | 'warning' | 'error';
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
};

function Banner({ intent = 'info', title, action, children }: BannerProps) {
  return (
    <MessageBar intent={intent} layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{title}</MessageBarTitle> <span>{children}</span>
      </MessageBarBody>
      {action && <MessageBarActions>{action}</MessageBarActions>}
    </MessageBar>
  );
}
