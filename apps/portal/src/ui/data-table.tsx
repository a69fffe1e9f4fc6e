/**
 * Rows and columns of any length: only what is in view is drawn, and more is asked for as the end comes near. Columns are
 * data. The first column opens the row, so that a keyboard can.
 */
import { Button, Checkbox, makeStyles, mergeClasses, Spinner, shorthands, tokens } from '@fluentui/react-components';
import { ArrowSortDownRegular, ArrowSortUpRegular } from '@fluentui/react-icons';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, type ReactNode } from 'react';
import { phrases } from '../text/phrases.ts';
import { showCount } from '../lib/times.ts';
import { DataRow, rowHeight } from './data-row.tsx';
import { useKeptPlace } from './kept-place.ts';

export type Column<Row> = {
  readonly key: string;
  readonly header: string;
  readonly render: (row: Row) => ReactNode;
  /** Pixels that it takes at least; it grows with the table in proportion. */
  readonly width: number;
  readonly sortable?: boolean;
};

export type Sort = { readonly by: string; readonly descending: boolean };

export type DataTableProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** What the row is called, for its check box. */
  readonly rowName?: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
  /** The row whose details are open. */
  readonly openKey?: string | undefined;
  readonly selection?: { readonly keys: ReadonlySet<string>; readonly onChange: (keys: ReadonlySet<string>) => void };
  readonly sort?: { readonly value: Sort | undefined; readonly onChange: (sort: Sort) => void };
  /** There is more on the server. */
  readonly hasMore?: boolean;
  readonly onMore?: () => void;
  readonly isLoadingMore?: boolean;
  /** How many there are in all, when the server said. */
  readonly total?: number | undefined;
  /** In the place of the table when there are no rows. */
  readonly empty: ReactNode;
};

const askAhead = 30;

const useStyles = makeStyles({
  scroller: {
    overflow: 'auto',
    // The place is kept by us, row by row.
    overflowAnchor: 'none',
    maxHeight: 'max(320px, calc(100vh - 270px))',
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
  table: { borderCollapse: 'separate', borderSpacing: 0, width: '100%', tableLayout: 'fixed' },
  head: {
    position: 'sticky',
    insetBlockStart: 0,
    zIndex: 1,
    backgroundColor: tokens.colorNeutralBackground2,
    height: `${rowHeight - 4}px`,
    textAlign: 'start',
    fontWeight: tokens.fontWeightSemibold,
    paddingInline: tokens.spacingHorizontalM,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke1,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  sortButton: { paddingInline: 0, minWidth: 0, fontWeight: tokens.fontWeightSemibold },
  checkCell: { width: '44px', paddingInline: tokens.spacingHorizontalXS },
  foot: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    minHeight: '36px',
    color: tokens.colorNeutralForeground2,
  },
  spacer: { padding: 0 },
});

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, rows, rowKey, rowName = rowKey, onOpen, openKey, selection, sort, empty } = props;
  const { hasMore = false, onMore, isLoadingMore = false, total } = props;
  const styles = useStyles();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useKeptPlace({ scroller, rows, rowKey, rowHeight });
  // The same functions in all drawings, so that a row is drawn again only when it changed.
  const latest = useRef({ selection, rowKey, onOpen });
  latest.current = { selection, rowKey, onOpen };
  const open = useCallback((row: Row): void => latest.current.onOpen?.(row), []);
  const toggle = useCallback((row: Row): void => {
    const { selection: chosen, rowKey: keyOf } = latest.current;
    chosen?.onChange(toggled(chosen.keys, keyOf(row)));
  }, []);
  const drawn = virtual.getVirtualItems();
  const last = drawn.at(-1)?.index ?? -1;
  const isNearEnd = last >= rows.length - askAhead;
  useEffect(() => {
    if (isNearEnd && hasMore && !isLoadingMore) onMore?.();
    // `onMore` is a new function in each drawing; what is in view decides.
  }, [isNearEnd, hasMore, isLoadingMore, rows.length]);

  if (rows.length === 0 && !hasMore) return <>{empty}</>;
  const above = drawn[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (drawn.at(-1)?.end ?? 0);
  const span = columns.length + (selection ? 1 : 0);
  const minWidth = columns.reduce((sum, { width }) => sum + width, selection ? 44 : 0);
  const allSelected =
    selection !== undefined && rows.length > 0 && rows.every((row) => selection.keys.has(rowKey(row)));

  return (
    <>
      {/* Focusable, so that a keyboard can scroll it. */}
      <div ref={scroller} className={styles.scroller} tabIndex={0} role="region" aria-label={label}>
        <table
          className={styles.table}
          style={{ minWidth }}
          aria-label={label}
          aria-rowcount={hasMore ? -1 : rows.length + 1}
        >
          <colgroup>
            {selection && <col style={{ width: 44 }} />}
            {columns.map(({ key, width }) => (
              <col key={key} style={{ width: `${(100 * width) / minWidth}%` }} />
            ))}
          </colgroup>
          <thead>
            <tr aria-rowindex={1}>
              {selection && (
                <th scope="col" className={mergeClasses(styles.head, styles.checkCell)}>
                  <Checkbox
                    aria-label="Select all rows shown"
                    checked={allSelected ? true : selection.keys.size > 0 ? 'mixed' : false}
                    onChange={() => selection.onChange(allSelected ? new Set() : new Set(rows.map(rowKey)))}
                  />
                </th>
              )}
              {columns.map((column) => (
                <HeaderCell key={column.key} column={column} sort={sort} />
              ))}
            </tr>
          </thead>
          <tbody>
            {above > 0 && (
              <tr aria-hidden>
                <td className={styles.spacer} colSpan={span} style={{ height: above }} />
              </tr>
            )}
            {drawn.map(({ index }) => {
              const row = rows[index];
              if (row === undefined) return null;
              const key = rowKey(row);
              return (
                <DataRow
                  key={key}
                  row={row}
                  name={selection ? rowName(row) : key}
                  position={index + 2}
                  columns={columns}
                  isOpen={key === openKey}
                  onOpen={onOpen && open}
                  isSelected={selection?.keys.has(key)}
                  onToggle={toggle}
                />
              );
            })}
            {below > 0 && (
              <tr aria-hidden>
                <td className={styles.spacer} colSpan={span} style={{ height: below }} />
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <div className={styles.foot}>
        <span role="status">
          {phrases.rows(showCount(rows.length), total === undefined ? undefined : showCount(total))}
          {selection && selection.keys.size > 0 && `, ${phrases.selected(showCount(selection.keys.size))}`}
        </span>
        {isLoadingMore && <Spinner size="tiny" />}
        {hasMore && !isLoadingMore && (
          <Button size="small" appearance="subtle" onClick={onMore}>
            {phrases.loadMore}
          </Button>
        )}
      </div>
    </>
  );
}

function HeaderCell<Row>({ column, sort }: { column: Column<Row>; sort: DataTableProps<Row>['sort'] }) {
  const styles = useStyles();
  const current = sort?.value?.by === column.key ? sort.value : undefined;
  if (!sort || !column.sortable) {
    return (
      <th scope="col" className={styles.head}>
        {column.header}
      </th>
    );
  }
  return (
    <th
      scope="col"
      className={styles.head}
      aria-sort={current ? (current.descending ? 'descending' : 'ascending') : 'none'}
    >
      <Button
        appearance="transparent"
        className={styles.sortButton}
        iconPosition="after"
        icon={current ? current.descending ? <ArrowSortDownRegular /> : <ArrowSortUpRegular /> : null}
        onClick={() => sort.onChange({ by: column.key, descending: current ? !current.descending : false })}
      >
        {column.header}
      </Button>
    </th>
  );
}

function toggled(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return next;
}
