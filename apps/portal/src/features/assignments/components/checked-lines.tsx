/** The lines of a file, and what each of them would do or why it cannot. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { showCount } from '../../../lib/times.ts';
import { assignments as text } from '../../../text/assignments.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { lists } from '../../../text/lists.ts';
import { FilterSelect } from '../../../ui/filter-bar.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { CheckedLine } from '../api/assignment-file.ts';

const { file: words } = text;
const tones = { assign: 'success', already: 'neutral', wrong: 'danger' } as const;

const columns: readonly Column<CheckedLine>[] = [
  { key: 'line', header: words.line, width: 60, render: ({ line }) => line },
  { key: 'upn', header: words.upn, width: 210, render: ({ userPrincipalName }) => userPrincipalName },
  { key: 'name', header: words.name, width: 130, render: ({ name = '' }) => name },
  { key: 'role', header: words.role, width: 90, render: ({ role }) => role },
  {
    key: 'verdict',
    header: words.verdict,
    width: 150,
    render: ({ verdict }) => <StatusBadge tone={tones[verdict]}>{words.verdicts[verdict]}</StatusBadge>,
  },
  {
    key: 'reason',
    header: words.reason,
    width: 230,
    render: ({ problem }) => <span title={problem}>{problem ?? ''}</span>,
  },
];

const useStyles = makeStyles({
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    gap: tokens.spacingHorizontalM,
  },
});

export function CheckedLines({ lines }: { lines: readonly CheckedLine[] }) {
  const styles = useStyles();
  const [shown, setShown] = useState<CheckedLine['verdict']>();
  const count = (verdict: CheckedLine['verdict']): string =>
    showCount(lines.filter((line) => line.verdict === verdict).length);
  return (
    <>
      <div className={styles.head}>
        <Text weight="semibold" role="status">
          {words.counts(count('assign'), count('already'), count('wrong'))}
        </Text>
        <FilterSelect
          label={words.show}
          value={shown}
          choices={words.verdicts}
          allLabel={words.showAll}
          onChange={setShown}
        />
      </div>
      <DataTable
        label={words.title}
        columns={columns}
        rows={lines.filter(({ verdict }) => shown === undefined || verdict === shown)}
        rowKey={({ line }) => String(line)}
        empty={<EmptyState title={lists.nothingFound} />}
      />
    </>
  );
}
