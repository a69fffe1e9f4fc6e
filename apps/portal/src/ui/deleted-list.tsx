/** The recycle bin of one kind of object: restore, or remove for good. */
import { ArrowClockwiseRegular, ArrowUndoRegular, DeleteRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { pagesOf } from '../lib/pages.ts';
import { showCount } from '../lib/times.ts';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { Collection, rowsOf } from './collection.tsx';
import { CommandBar } from './command-bar.tsx';
import type { Column } from './data-table.tsx';
import { EmptyState } from './empty-state.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useNotify } from './notifications.tsx';
import { SearchField } from './search-field.tsx';
import { Time } from './time.tsx';

type Deleted = { readonly id: string; readonly displayName: string; readonly deletedDateTime: string };

type DeletedListProps<Row extends Deleted> = {
  /** As Graph writes it: `microsoft.graph.user`. */
  readonly type: string;
  /** The key of the list of living ones. */
  readonly livingKey: readonly unknown[];
  readonly select: string;
  /** Between the name and the dates. */
  readonly columns: readonly Column<Row>[];
  readonly search: { readonly value: string | undefined; readonly onSearch: (text: string | undefined) => void };
  readonly canWrite: boolean;
  readonly words: {
    readonly label: string;
    readonly search: string;
    readonly empty: { readonly title: string; readonly body: string };
    readonly refused: string;
    readonly restoreTitle: (count: string) => string;
    readonly restoreBody: string;
    readonly restored: (count: string) => string;
    readonly purgeTitle: (count: string) => string;
    readonly purgeBody: string;
    readonly purged: (count: string) => string;
  };
};

const keptDays = 30;
const goneOn = (iso: string): string => new Date(new Date(iso).getTime() + keptDays * 86_400_000).toISOString();

export function DeletedList<Row extends Deleted>(props: DeletedListProps<Row>) {
  const { type, livingKey, select, columns, search, canWrite, words } = props;
  const notify = useNotify();
  const client = useQueryClient();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<'restore' | 'purge'>();
  const query = useInfiniteQuery(
    pagesOf<Row>(['deleted', type, search.value], deletedPath(type, select, search.value)),
  );
  const chosen = rowsOf(query.data).filter(({ id }) => keys.has(id));
  const refused = !canWrite ? words.refused : chosen.length === 0 ? lists.chooseFirst : undefined;
  const done = (message: (count: string) => string) => (count: number) => {
    setKeys(new Set());
    void client.invalidateQueries({ queryKey: ['deleted', type] });
    void client.invalidateQueries({ queryKey: livingKey });
    if (count > 0) notify(message(showCount(count)));
  };
  const all: readonly Column<Row>[] = [
    { key: 'displayName', header: lists.name, width: 240, render: ({ displayName }) => displayName },
    ...columns,
    { key: 'deleted', header: lists.deletedOn, width: 160, render: ({ deletedDateTime: iso }) => <Time iso={iso} /> },
    { key: 'gone', header: lists.goneOn, width: 160, render: ({ deletedDateTime: iso }) => <Time iso={goneOn(iso)} /> },
  ];
  return (
    <>
      <CommandBar
        label={words.label}
        commands={[
          {
            key: 'restore',
            label: lists.restore,
            icon: <ArrowUndoRegular />,
            refused,
            onClick: () => setAction('restore'),
          },
          {
            key: 'purge',
            label: lists.deletePermanently,
            icon: <DeleteRegular />,
            refused,
            onClick: () => setAction('purge'),
          },
          {
            key: 'refresh',
            label: phrases.refresh,
            icon: <ArrowClockwiseRegular />,
            onClick: () => void query.refetch(),
          },
        ]}
      />
      <FilterBar>
        <SearchField label={words.search} value={search.value} onSearch={search.onSearch} />
      </FilterBar>
      <Collection
        label={words.label}
        query={query}
        columns={all}
        rowKey={({ id }) => id}
        rowName={({ displayName }) => displayName}
        {...(canWrite ? { selection: { keys, onChange: setKeys } } : {})}
        empty={
          search.value === undefined ? (
            <EmptyState {...words.empty} />
          ) : (
            <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} />
          )
        }
      />
      {action === 'restore' && (
        <BulkDialog
          title={words.restoreTitle(showCount(chosen.length))}
          action={lists.restore}
          items={chosen.map(({ id, displayName }) => ({
            name: displayName,
            request: { method: 'POST', url: `/directory/deletedItems/${id}/restore` },
          }))}
          onDone={done(words.restored)}
          onClose={() => setAction(undefined)}
        >
          {words.restoreBody}
        </BulkDialog>
      )}
      {action === 'purge' && (
        <BulkDialog
          title={words.purgeTitle(showCount(chosen.length))}
          action={lists.deletePermanently}
          items={chosen.map(({ id, displayName }) => ({
            name: displayName,
            request: { method: 'DELETE', url: `/directory/deletedItems/${id}` },
          }))}
          onDone={done(words.purged)}
          onClose={() => setAction(undefined)}
        >
          {words.purgeBody}
        </BulkDialog>
      )}
    </>
  );
}

function deletedPath(type: string, select: string, text: string | undefined): string {
  const query = new URLSearchParams({ $select: select, $count: 'true' });
  if (text === undefined) query.set('$orderby', 'deletedDateTime desc');
  else query.set('$search', `"displayName:${text.replaceAll(/["\\]/g, '\\$&')}"`);
  return `/directory/deletedItems/${type}?${query}`;
}
