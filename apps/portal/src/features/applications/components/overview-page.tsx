/** An application at a glance: its identifiers, how many have it, how provisioning stands, and what to do next. */
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { liveIntervalMs } from '../../../lib/query-client.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterButton, RouterLink } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import { assignedCountQuery } from '../../assignments/api/assignments.ts';
import { jobQuery, linkedCount, type Job } from '../../provisioning/api/job.ts';
import { useApplication } from '../api/application.ts';
import { stateOf } from '../api/provisioning-states.ts';
import { ProvisioningBadge } from './provisioning-badge.tsx';

const { overview, columns } = applications;
const calmIntervalMs = 15_000;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL, maxWidth: '1600px' },
  top: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: tokens.spacingHorizontalL,
    '@media (max-width: 1350px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  cards: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(280px, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
  },
  numbers: {
    display: 'grid',
    gridTemplateColumns: 'repeat(2, minmax(0, 1fr))',
    gap: tokens.spacingHorizontalL,
    margin: 0,
  },
  number: { display: 'flex', flexDirection: 'column-reverse' },
  value: { margin: 0, fontSize: tokens.fontSizeHero700, lineHeight: tokens.lineHeightHero700 },
  label: { color: tokens.colorNeutralForeground2 },
  heading: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  card: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, alignItems: 'start' },
  progress: { width: '100%' },
});

export function OverviewPage() {
  const styles = useStyles();
  const application = useApplication();
  const { id } = application;
  const canSeeJob = useCan().anyOrOwner(id, 'Synchronization.Read.All');
  const users = useQuery(assignedCountQuery(id, 'User'));
  const groups = useQuery(assignedCountQuery(id, 'Group'));
  const job = useQuery({
    ...jobQuery(id),
    enabled: canSeeJob,
    refetchInterval: ({ state: { data } }) => (data?.status.cycle ? liveIntervalMs : calmIntervalMs),
  });
  const problem = users.error ?? groups.error ?? job.error;
  const linked = (type: 'User' | 'Group'): string => {
    if (!canSeeJob) return overview.unreadable;
    return job.data === undefined ? '–' : showCount(job.data === null ? 0 : linkedCount(job.data, type));
  };
  const counted = (count: number | undefined): string => (count === undefined ? '–' : showCount(count));
  const params = { applicationId: id };
  return (
    <Page title={application.displayName}>
      <div className={styles.root}>
        {problem && (
          <Problem error={problem} onRetry={() => void Promise.all([users, groups, job].map((one) => one.refetch()))} />
        )}
        <div className={styles.top}>
          <Section title={overview.facts}>
            <Facts
              facts={[
                {
                  name: columns.applicationId,
                  value: <Copyable value={application.appId} what={columns.applicationId} />,
                },
                { name: columns.objectId, value: <Copyable value={id} what={columns.objectId} /> },
                { name: overview.enabled, value: application.accountEnabled ? phrases.yes : phrases.no },
                {
                  name: columns.assignmentRequired,
                  value: application.appRoleAssignmentRequired ? phrases.yes : phrases.no,
                },
                { name: columns.created, value: <Time iso={application.createdDateTime} exact /> },
              ]}
            />
          </Section>
          <Section title={overview.counts}>
            <dl className={styles.numbers}>
              <Figure label={overview.usersAssigned}>
                <RouterLink to={paths.applicationAssignments} params={params} search={{ type: 'User' }}>
                  {counted(users.data)}
                </RouterLink>
              </Figure>
              <Figure label={overview.groupsAssigned}>
                <RouterLink to={paths.applicationAssignments} params={params} search={{ type: 'Group' }}>
                  {counted(groups.data)}
                </RouterLink>
              </Figure>
              {canSeeJob && (
                <>
                  <Figure label={overview.usersProvisioned}>{linked('User')}</Figure>
                  <Figure label={overview.groupsProvisioned}>{linked('Group')}</Figure>
                </>
              )}
            </dl>
          </Section>
        </div>
        <h2 className={styles.heading}>{overview.gettingStarted}</h2>
        <div className={styles.cards}>
          <Section title={overview.assign.title}>
            <div className={styles.card}>
              <Text>
                {(users.data ?? 0) + (groups.data ?? 0) > 0
                  ? overview.assign.done(counted(users.data), counted(groups.data))
                  : overview.assign.body}
              </Text>
              <RouterButton to={paths.applicationAssignments} params={params}>
                {overview.assign.link}
              </RouterButton>
            </div>
          </Section>
          {canSeeJob && (
            <>
              <Section title={overview.provision.title}>
                <div className={styles.card}>
                  <Text>{overview.provision.body}</Text>
                  {job.data && <Status job={job.data} />}
                  <RouterButton to={paths.provisioning} params={params}>
                    {job.data === null ? overview.provision.start : overview.provision.link}
                  </RouterButton>
                </div>
              </Section>
              {job.data && (
                <Section title={overview.onDemand.title}>
                  <div className={styles.card}>
                    <Text>{overview.onDemand.body}</Text>
                    <RouterButton to={paths.onDemand} params={params}>
                      {overview.onDemand.link}
                    </RouterButton>
                  </div>
                </Section>
              )}
            </>
          )}
        </div>
      </div>
    </Page>
  );
}

function Figure({ label, children }: { label: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.number}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

function Status({ job }: { job: Job }) {
  const styles = useStyles();
  const { cycle, lastExecution } = job.status;
  return (
    <>
      <ProvisioningBadge state={stateOf(job)} />
      <Text>
        {overview.provision.lastCycle}: <Time iso={lastExecution?.timeEnded} />
      </Text>
      {cycle && (
        <div className={styles.progress}>
          <ProgressBar
            aria-label={overview.provision.status}
            value={cycle.done}
            max={Math.max(cycle.total, cycle.done, 1)}
          />
          <Text size={200}>
            {overview.provision.progress(showCount(cycle.done), showCount(Math.max(cycle.total, cycle.done)))}
          </Text>
        </div>
      )}
    </>
  );
}
