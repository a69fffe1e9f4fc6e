/** A log as a page: its filters, its rows as they come, one record of it in a pane, and all of it as a file. */
import { Button, makeStyles, Spinner, Switch, tokens, Tooltip } from '@fluentui/react-components';
import { ArrowClockwiseRegular, ArrowDownloadRegular, ClipboardTaskListLtrRegular } from '@fluentui/react-icons';
import { useState, type ReactNode } from 'react';
import { now } from '../../../lib/clock.ts';
import { phrases } from '../../../text/phrases.ts';
import { logs } from '../../../text/logs.ts';
import { useColumns } from '../../../ui/column-chooser.tsx';
import type { Command } from '../../../ui/command-bar.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar } from '../../../ui/filter-bar.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import type { DateRangeSearch } from '../api/date-range.ts';
import { useLogExport, type ExportFormat } from '../api/export-log.ts';
import type { Log, LogRow } from '../api/log.ts';
import { useLog } from '../api/use-log.ts';

export type LogSearch = DateRangeSearch & { readonly record?: string | undefined; readonly live?: true | undefined };

/** Changes the address. `isStep`: the browser's Back undoes it. */
export type ChangeSearch<Search> = (patch: Partial<Search>, options?: { isStep?: boolean }) => void;

/** The record in the pane, and those beside it. */
export type OpenRecord = {
  readonly id: string;
  readonly onPrevious: (() => void) | undefined;
  readonly onNext: (() => void) | undefined;
  readonly onClose: () => void;
};

type LogScreenProps<Item, Row extends LogRow> = {
  readonly words: {
    readonly title: string;
    readonly about: string;
    readonly empty: string;
    readonly emptyBody: string;
  };
  readonly breadcrumb: readonly ReactNode[];
  readonly log: Log<Item, Row>;
  /** Names the choice of columns. */
  readonly list: string;
  readonly columns: readonly Column<Row>[];
  readonly defaultColumns: readonly string[];
  readonly filter: (at: Date) => string;
  /** More is asked than for a time. */
  readonly isFiltered: boolean;
  readonly filters: ReactNode;
  readonly search: LogSearch;
  readonly onSearch: ChangeSearch<LogSearch>;
  readonly onReset: () => void;
  readonly details: (open: OpenRecord) => ReactNode;
};

const useStyles = makeStyles({
  head: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalS,
    marginBlockEnd: tokens.spacingVerticalXS,
    minHeight: '32px',
  },
});

export function LogScreen<Item, Row extends LogRow>(props: LogScreenProps<Item, Row>) {
  const { words, breadcrumb, log, list, filter, isFiltered, filters, search, onSearch, onReset, details } = props;
  const styles = useStyles();
  const [readAt, setReadAt] = useState(now);
  const { columns, chooser } = useColumns(list, props.columns, props.defaultColumns);
  const hasEnded = search.range === 'custom' && search.to !== undefined;
  const isLive = search.live === true && !hasEnded;
  const { rows, pages, problem } = useLog(log, filter(readAt), { isLive });
  const commands = useLogCommands(
    log,
    () => filter(now()),
    () => setReadAt(now()),
  );

  const at = search.record === undefined ? -1 : rows.findIndex(({ id }) => id === search.record);
  const beside = (step: 1 | -1) => {
    const row = at < 0 ? undefined : rows[at + step];
    return row && (() => onSearch({ record: row.id }));
  };
  const readMore = (): void => void pages.fetchNextPage();
  const isLongest = search.range === 'month' || search.range === 'custom';
  const anyway = isFiltered || !isLongest;

  return (
    <Page title={words.title} description={words.about} breadcrumb={breadcrumb} commands={commands}>
      <FilterBar onReset={isFiltered || search.range !== undefined ? onReset : undefined}>{filters}</FilterBar>
      <div className={styles.head}>
        <Tooltip content={hasEnded ? logs.liveRefused : logs.liveHint} relationship="description">
          <Switch
            label={logs.live}
            checked={isLive}
            disabled={hasEnded}
            onChange={(_event, { checked }) => onSearch({ live: checked ? true : undefined })}
          />
        </Tooltip>
        {pages.isPlaceholderData && <Spinner size="tiny" aria-label={phrases.loading} />}
        {chooser}
      </div>
      {problem && <Problem error={problem} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Loading />}
      {pages.isSuccess && (
        <DataTable
          label={words.title}
          columns={columns}
          rows={rows}
          rowKey={idOf}
          openKey={search.record}
          onOpen={({ id }) => onSearch({ record: id }, { isStep: true })}
          hasMore={pages.hasNextPage && !pages.isPlaceholderData}
          onMore={readMore}
          isLoadingMore={pages.isFetchingNextPage}
          empty={
            <EmptyState
              icon={<ClipboardTaskListLtrRegular />}
              title={anyway ? logs.nothingFound : words.empty}
              body={anyway ? logs.nothingFoundBody : words.emptyBody}
              actions={
                !isLongest && (
                  <Button onClick={() => onSearch({ range: 'month', from: undefined, to: undefined })}>
                    {logs.showMonth}
                  </Button>
                )
              }
            />
          }
        />
      )}
      {search.record !== undefined &&
        details({
          id: search.record,
          onPrevious: beside(-1),
          onNext: beside(1) ?? (at >= 0 && pages.hasNextPage ? readMore : undefined),
          onClose: () => onSearch({ record: undefined }),
        })}
    </Page>
  );
}

const idOf = ({ id }: LogRow): string => id;

function useLogCommands(
  log: { readonly path: string; readonly fileName: string },
  filter: () => string,
  refresh: () => void,
): readonly Command[] {
  const notify = useNotify();
  const download = useLogExport(log);
  const save = (format: ExportFormat): void =>
    download.mutate(
      { format, filter: filter() },
      {
        onSuccess: (name) => notify(logs.downloaded(name)),
        onError: ({ message }) => notify(logs.downloadFailed, { intent: 'error', body: message }),
      },
    );
  const one = (format: ExportFormat, label: string): Command => ({
    key: format,
    label,
    icon:
      download.isPending && download.variables.format === format ? <Spinner size="tiny" /> : <ArrowDownloadRegular />,
    onClick: () => save(format),
    refused: download.isPending ? logs.downloading : undefined,
  });
  return [
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: refresh },
    one('csv', logs.downloadCsv),
    one('json', logs.downloadJson),
  ];
}
