/** The cycle that runs with how far it is, or how the last one ended; when the next one comes. */
import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { paths } from '../../../lib/paths.ts';
import { isTime, showCount, showDuration } from '../../../lib/times.ts';
import { durationMs } from '../../../lib/iso-duration.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { Facts, type Fact } from '../../../ui/facts.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { Cycle, Job } from '../api/job.ts';
import type { ProvisioningState } from './provisioning-state.ts';

const { status: words } = provisioning;

const useStyles = makeStyles({
  headline: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold },
  progress: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    marginBlock: tokens.spacingVerticalM,
  },
  figures: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    color: tokens.colorNeutralForeground2,
    fontVariantNumeric: 'tabular-nums',
  },
  facts: { marginBlockStart: tokens.spacingVerticalM },
});

type CycleSectionProps = {
  readonly application: Application;
  readonly job: Job;
  readonly state: ProvisioningState;
};

export function CycleSection({ application, job, state }: CycleSectionProps) {
  const styles = useStyles();
  const { cycle } = job.status;
  const { tone, text } = headline(job, state);
  return (
    <Section title={words.heading}>
      <div role="status" className={styles.headline}>
        <StatusBadge tone={tone}>{text}</StatusBadge>
      </div>
      {cycle && <Progress cycle={cycle} />}
      {!cycle && job.status.lastExecution === null && <Text>{words.nothingYet}</Text>}
      <div className={styles.facts}>
        <Facts facts={factsOf(application, job, state)} />
      </div>
    </Section>
  );
}

function Progress({ cycle }: { cycle: Cycle }) {
  const styles = useStyles();
  const { done, total, perSecond, secondsLeft } = cycle;
  const share = total > 0 ? done / total : 0;
  const percent = `${Math.floor(100 * share)} %`;
  return (
    <div className={styles.progress}>
      <ProgressBar {...(total > 0 ? { value: share } : {})} thickness="large" aria-label={words.complete(percent)} />
      <div className={styles.figures}>
        <b>{words.complete(percent)}</b>
        <span>{words.progress(showCount(done), showCount(total))}</span>
        {perSecond !== undefined && <span>{words.rate(showCount(perSecond))}</span>}
        {secondsLeft !== undefined && <span>{words.left(showDuration(secondsLeft * 1000))}</span>}
      </div>
    </div>
  );
}

function headline({ status }: Job, state: ProvisioningState): { tone: Tone; text: string } {
  const { cycle, lastExecution, steadyStateFirstAchievedTime } = status;
  if (cycle) {
    return { tone: 'running', text: cycle.kind === 'initial' ? words.initialRunning : words.incrementalRunning };
  }
  switch (state) {
    case 'assignAgent':
      return { tone: 'neutral', text: words.assignAgent };
    case 'enterCredentials':
      return { tone: 'neutral', text: words.enterCredentials };
    case 'notStarted':
      return { tone: 'neutral', text: words.notStarted };
    case 'stopped':
      return { tone: 'neutral', text: words.stopped };
    case 'disabled':
      return { tone: 'danger', text: words.disabled };
    case 'quarantine':
      return { tone: 'danger', text: words.quarantine };
    case 'running':
      return { tone: 'running', text: words.waiting };
    case 'steady':
      break;
  }
  if (lastExecution?.state === 'Failed') return { tone: 'danger', text: words.failed };
  const ended =
    isTime(steadyStateFirstAchievedTime) && !isLastInitial(status) ? words.incrementalDone : words.initialDone;
  return lastExecution?.state === 'EntryLevelErrors'
    ? { tone: 'warning', text: `${ended} ${words.entryErrors}` }
    : { tone: 'success', text: ended };
}

const isLastInitial = ({ lastExecution, lastInitialCycle }: Job['status']): boolean =>
  lastExecution !== null && lastExecution.activityIdentifier === lastInitialCycle?.execution.activityIdentifier;

function factsOf({ id }: Application, { status, schedule }: Job, state: ProvisioningState): readonly Fact[] {
  const { cycle, lastExecution, quarantine } = status;
  const intervalMs = durationMs(schedule.interval) ?? 0;
  const dueMs = lastExecution ? new Date(lastExecution.timeEnded).getTime() + intervalMs : undefined;
  const next = ((): Fact['value'] => {
    if (cycle) return words.runningNow;
    if (state === 'quarantine' && quarantine) return <Time iso={quarantine.nextAttempt} />;
    if (state !== 'steady' || dueMs === undefined) return words.noNext;
    return (
      <>
        {words.nextAfterChange}, {words.nextAt} <Time iso={new Date(dueMs).toISOString()} />
      </>
    );
  })();
  return [
    ...(cycle ? [{ name: words.phase, value: cycle.phase }] : []),
    ...(lastExecution
      ? [
          { name: words.lastRun, value: <Time iso={lastExecution.timeEnded} /> },
          {
            name: words.duration,
            value: showDuration(
              new Date(lastExecution.timeEnded).getTime() - new Date(lastExecution.timeBegan).getTime(),
            ),
          },
        ]
      : []),
    { name: words.nextRun, value: next },
    {
      name: words.interval,
      value: (
        <RouterLink to={paths.settings} params={{ applicationId: id }}>
          {showDuration(intervalMs)}
        </RouterLink>
      ),
    },
  ];
}
