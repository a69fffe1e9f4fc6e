/** What provisioning did in the last 24 hours: sums, and a chart by the hour that is loaded when there is something to draw. */
import { makeStyles, tokens } from '@fluentui/react-components';
import { lazy, Suspense } from 'react';
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { home } from '../../../text/home.ts';
import { Loading } from '../../../ui/loading.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { outcomes, type Hour, type Overview } from '../api/overview.ts';

const ActivityChart = lazy(async () => ({ default: (await import('./activity-chart.tsx')).ActivityChart }));
const { activity: text } = home;

const useStyles = makeStyles({
  sums: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(88px, 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  sum: { display: 'flex', flexDirection: 'column-reverse' },
  name: { color: tokens.colorNeutralForeground2 },
  figure: {
    margin: 0,
    fontSize: tokens.fontSizeBase600,
    fontWeight: tokens.fontWeightSemibold,
    lineHeight: tokens.lineHeightBase600,
  },
  chart: { height: '200px' },
});

export function Activity({ activity }: { activity: Overview['activity'] }) {
  const styles = useStyles();
  const hours = everyHour(activity);
  const sums = outcomes.map((outcome) => ({ outcome, sum: hours.reduce((sum, hour) => sum + hour[outcome], 0) }));
  const isQuiet = sums.every(({ sum }) => sum === 0);
  return (
    <Section title={text.title} action={<RouterLink to={paths.provisioningLogs}>{text.logs}</RouterLink>}>
      <dl className={styles.sums}>
        {sums.map(({ outcome, sum }) => (
          <div key={outcome} className={styles.sum}>
            <dt className={styles.name}>{text.outcomes[outcome]}</dt>
            <dd className={styles.figure}>{showCount(sum)}</dd>
          </div>
        ))}
      </dl>
      {isQuiet ? (
        text.none
      ) : (
        <div className={styles.chart}>
          <Suspense fallback={<Loading />}>
            <ActivityChart hours={hours} />
          </Suspense>
        </div>
      )}
    </Section>
  );
}

const hourMs = 3_600_000;
const hoursOfDay = 24;
const nothing = { created: 0, updated: 0, disabled: 0, deleted: 0, failed: 0 };

/** Hours in which nothing happened are not told, and have their place all the same. */
function everyHour({ sinceDateTime, hours }: Overview['activity']): readonly Hour[] {
  const told = new Map(hours.map((hour) => [Date.parse(hour.startDateTime), hour]));
  const since = Date.parse(sinceDateTime);
  return Array.from({ length: hoursOfDay }, (_, index) => {
    const at = since + index * hourMs;
    return told.get(at) ?? { ...nothing, startDateTime: new Date(at).toISOString() };
  });
}
