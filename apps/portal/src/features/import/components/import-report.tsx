/** What an import would do, or did: counts, rows with problems, the first changes. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { showCount } from '../../../lib/times.ts';
import { importPeople as text } from '../../../text/import-people.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Facts, type Fact } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { ImportReport, Rejected, Sample } from '../api/import-file.ts';

const mostShown = 500;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  counts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(280px, 100%), 1fr))',
    gap: tokens.spacingHorizontalL,
  },
});

export function ImportReportView({ report, kind }: { report: ImportReport; kind: 'would' | 'did' }) {
  const styles = useStyles();
  const { users, groups, membershipsAdded, rejected, samples = [] } = report;
  const hasGroups = groups.created + groups.updated + groups.unchanged + membershipsAdded > 0;
  const counts = (tally: ImportReport['users']): readonly Fact[] => [
    { name: text.created[kind], value: showCount(tally.created) },
    { name: text.updated[kind], value: showCount(tally.updated) },
    { name: text.unchanged, value: showCount(tally.unchanged) },
  ];
  return (
    <div className={styles.root}>
      <div className={styles.counts}>
        <Section title={text.users}>
          <Facts facts={counts(users)} />
        </Section>
        {hasGroups && (
          <Section title={text.groups}>
            <Facts facts={[...counts(groups), { name: text.memberships[kind], value: showCount(membershipsAdded) }]} />
          </Section>
        )}
      </div>
      {rejected.length === 0 ? (
        <StatusBadge tone="success">{text.noneRejected}</StatusBadge>
      ) : (
        <Section title={text.rejectedTitle(showCount(rejected.length))} about={text.rejectedBody}>
          <DataTable<Rejected>
            label={text.rejectedTitle(showCount(rejected.length))}
            columns={[
              {
                key: 'line',
                header: rejected[0]?.line === undefined ? text.row : text.line,
                width: 90,
                render: placeOf,
              },
              {
                key: 'reason',
                header: text.reason,
                width: 700,
                render: ({ reason }) => <span title={reason}>{reason}</span>,
              },
            ]}
            rows={rejected.slice(0, mostShown)}
            rowKey={(row) => `${row.list} ${row.index} ${row.line ?? ''} ${row.reason}`}
            empty={null}
          />
          {rejected.length > mostShown && <Text>{text.moreRejected(showCount(rejected.length))}</Text>}
        </Section>
      )}
      {samples.length > 0 && (
        <Section title={text.samples} about={text.samplesBody}>
          <DataTable<Sample>
            label={text.samples}
            columns={[
              {
                key: 'line',
                header: samples[0]?.line === undefined ? text.row : text.line,
                width: 90,
                render: placeOf,
              },
              { key: 'name', header: text.name, width: 220, render: ({ name }) => name },
              {
                key: 'state',
                header: text.change,
                width: 120,
                render: ({ state }) => (
                  <StatusBadge tone={state === 'created' ? 'success' : 'info'}>{text.states[state]}</StatusBadge>
                ),
              },
              {
                key: 'changes',
                header: text.values,
                width: 560,
                render: (sample) => <span title={changesOf(sample)}>{changesOf(sample)}</span>,
              },
            ]}
            rows={samples}
            rowKey={({ list, index }) => `${list} ${index}`}
            empty={null}
          />
        </Section>
      )}
    </div>
  );
}

const placeOf = ({ line, list, index }: Rejected | Sample) => (line === undefined ? `${list}[${index}]` : String(line));

const changesOf = ({ state, changes }: Sample): string =>
  changes
    .map(({ property, oldValue, newValue }) =>
      state === 'created' || oldValue === null
        ? `${property}: ${shown(newValue)}`
        : `${property}: ${shown(oldValue)} → ${shown(newValue)}`,
    )
    .join('; ');

const shown = (value: unknown): string =>
  value === null ? '–' : Array.isArray(value) ? value.join(', ') : String(value);
