/** How a run ended: one object with its steps; of several a list, and the steps of the chosen one. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { makeStyles, Persona, tokens } from '@fluentui/react-components';
import { useState, type ReactNode } from 'react';
import { showCount, showDuration } from '../../../lib/times.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import type { EntryStatus, ProvisionedEntry } from '../api/provisioned-entry.ts';
import { actionOf, stepsOf, toneOf } from './entry-steps.tsx';
import { StepAccordion } from './step-accordion.tsx';

const { result: words, statuses, subject: subjectWords } = onDemand;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalXL,
    rowGap: tokens.spacingVerticalS,
  },
  verdict: { fontWeight: tokens.fontWeightSemibold },
  took: { color: tokens.colorNeutralForeground2 },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS, marginInlineStart: 'auto' },
  title: { fontSize: tokens.fontSizeBase400, margin: 0 },
});

type RunResultProps<Entry extends ProvisionedEntry> = {
  readonly entries: readonly Entry[];
  readonly schema: SynchronizationSchema;
  readonly job: JobOf;
  /** Beside the header. */
  readonly buttons: ReactNode;
  /** False: it only tells what would be done. */
  readonly isDone?: boolean;
  /** Between the header and the steps of an object. */
  readonly about?: (entry: Entry) => ReactNode;
};

export function RunResult<Entry extends ProvisionedEntry>(props: RunResultProps<Entry>) {
  const { entries, schema, job, buttons, isDone = true, about } = props;
  const styles = useStyles();
  const [openId, setOpenId] = useState<string>();
  const first = entries.find(({ statusInfo }) => statusInfo.status === 'Failure') ?? entries.at(-1);
  const open = entries.find(({ changeId }) => changeId === openId) ?? first;
  if (!open) return null;
  const { displayName, details, type } = open.sourceIdentity;
  const steps = (
    <StepAccordion key={open.changeId} label={words.steps} steps={stepsOf({ entry: open, schema, job, isDone })} />
  );
  const head = (
    <div className={styles.head}>
      <Persona
        name={displayName}
        secondaryText={details.UserPrincipalName ?? subjectWords.kinds[type]}
        avatar={{ color: 'colorful', 'aria-hidden': true }}
      />
      <span className={styles.verdict} role="status">
        <StatusBadge tone={toneOf[open.statusInfo.status]}>{verdictOf(open, isDone)}</StatusBadge>
      </span>
      <span className={styles.took}>
        {words.took}: {showDuration(new Date(open.endTime).getTime() - new Date(open.startTime).getTime())}
      </span>
      {entries.length === 1 && <div className={styles.buttons}>{buttons}</div>}
    </div>
  );
  return (
    <section className={styles.root} aria-label={words.title}>
      {entries.length > 1 && (
        <>
          <div className={styles.head}>
            <h2 className={styles.title}>{words.several(showCount(entries.length))}</h2>
            <Tally entries={entries} />
            <div className={styles.buttons}>{buttons}</div>
          </div>
          <DataTable
            label={words.objects}
            columns={columns}
            rows={entries}
            rowKey={({ changeId }) => changeId}
            onOpen={({ changeId }) => setOpenId(changeId)}
            openKey={open.changeId}
            empty={null}
          />
          <h2 className={styles.title}>{words.stepsOf(displayName)}</h2>
        </>
      )}
      {head}
      {about?.(open)}
      {steps}
    </section>
  );
}

/** A failure is one, whatever was meant to be done; what is only told has not succeeded yet. */
function verdictOf(entry: ProvisionedEntry, isDone: boolean): string {
  const { status } = entry.statusInfo;
  if (status === 'Failure') return statuses.Failure;
  return isDone ? `${actionOf(entry)}: ${statuses[status]}` : actionOf(entry);
}

const columns: readonly Column<ProvisionedEntry>[] = [
  { key: 'name', header: words.name, width: 240, render: ({ sourceIdentity }) => sourceIdentity.displayName },
  {
    key: 'kind',
    header: words.kind,
    width: 100,
    render: ({ sourceIdentity }) => subjectWords.kinds[sourceIdentity.type],
  },
  { key: 'action', header: words.action, width: 120, render: actionOf },
  {
    key: 'status',
    header: words.status,
    width: 140,
    render: ({ statusInfo }) => (
      <StatusBadge tone={toneOf[statusInfo.status]}>{statuses[statusInfo.status]}</StatusBadge>
    ),
  },
];

function Tally({ entries }: { entries: readonly ProvisionedEntry[] }) {
  const counts = new Map<EntryStatus, number>();
  for (const { statusInfo } of entries) counts.set(statusInfo.status, (counts.get(statusInfo.status) ?? 0) + 1);
  return [...counts].map(([status, count]) => (
    <StatusBadge key={status} tone={toneOf[status]}>
      {statuses[status]}: {showCount(count)}
    </StatusBadge>
  ));
}
