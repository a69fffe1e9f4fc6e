/** How soon accounts were taken away from those who left. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { showCount, showDuration } from '../../../lib/times.ts';
import { home } from '../../../text/home.ts';
import { Section } from '../../../ui/section.tsx';
import type { Latency, Overview } from '../api/overview.ts';

const { deprovisioning: text } = home;

const useStyles = makeStyles({
  table: {
    width: '100%',
    borderCollapse: 'collapse',
    '& th, & td': {
      textAlign: 'end',
      paddingBlock: tokens.spacingVerticalS,
      paddingInlineStart: tokens.spacingHorizontalM,
    },
    '& th:first-child': { textAlign: 'start', paddingInlineStart: 0 },
  },
  head: { color: tokens.colorNeutralForeground2, fontWeight: tokens.fontWeightRegular },
  row: {
    borderBlockStartWidth: '1px',
    borderBlockStartStyle: 'solid',
    borderBlockStartColor: tokens.colorNeutralStroke3,
  },
  figure: { fontSize: tokens.fontSizeBase400, fontWeight: tokens.fontWeightSemibold, whiteSpace: 'nowrap' },
  note: { display: 'block', marginBlockStart: tokens.spacingVerticalS, color: tokens.colorNeutralForeground2 },
});

export function Deprovisioning({ latencies }: { latencies: Overview['deprovisioning'] }) {
  const styles = useStyles();
  const { lastDay, lastWeek } = latencies;
  return (
    <Section title={text.title} about={text.about}>
      <table className={styles.table}>
        <thead>
          <tr className={styles.head}>
            <th scope="col">{text.period}</th>
            <th scope="col">{text.people}</th>
            <th scope="col">{text.median}</th>
            <th scope="col">{text.p95}</th>
          </tr>
        </thead>
        <tbody>
          <Row name={text.day} latency={lastDay} />
          <Row name={text.week} latency={lastWeek} />
        </tbody>
      </table>
      <Text size={200} className={styles.note}>
        {text.note}
      </Text>
    </Section>
  );
}

function Row({ name, latency }: { name: string; latency: Latency | null }) {
  const styles = useStyles();
  return (
    <tr className={styles.row}>
      <th scope="row">{name}</th>
      {latency === null ? (
        <td colSpan={3}>{text.nobody}</td>
      ) : (
        <>
          <td>{showCount(latency.count)}</td>
          <td className={styles.figure}>{showDuration(latency.medianInMilliseconds)}</td>
          <td className={styles.figure}>{showDuration(latency.percentile95InMilliseconds)}</td>
        </>
      )}
    </tr>
  );
}
