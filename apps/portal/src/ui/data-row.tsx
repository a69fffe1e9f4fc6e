/** One row of a DataTable. It is drawn again only when something of it changed, and not while the others scroll. */
import { Checkbox, Link, makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { memo } from 'react';
import type { Column } from './data-table.tsx';

export const rowHeight = 44;

const useStyles = makeStyles({
  row: { height: `${rowHeight}px`, ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover } },
  clickable: { cursor: 'pointer' },
  open: { backgroundColor: tokens.colorNeutralBackground1Selected },
  cell: {
    height: `${rowHeight}px`,
    boxSizing: 'border-box',
    paddingInline: tokens.spacingHorizontalM,
    paddingBlock: 0,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke3,
    whiteSpace: 'nowrap',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
  },
  checkCell: { width: '44px', paddingInline: tokens.spacingHorizontalXS },
  opener: { maxWidth: '100%', overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap', textAlign: 'start' },
});

type DataRowProps<Row> = {
  readonly row: Row;
  readonly name: string;
  /** In the whole table, the header included, from 1. */
  readonly position: number;
  readonly columns: readonly Column<Row>[];
  readonly isOpen: boolean;
  readonly onOpen: ((row: Row) => void) | undefined;
  /** Undefined: it has no check box. */
  readonly isSelected: boolean | undefined;
  readonly onToggle: (row: Row) => void;
};

function Drawn<Row>({ row, name, position, columns, isOpen, onOpen, isSelected, onToggle }: DataRowProps<Row>) {
  const styles = useStyles();
  return (
    <tr
      aria-rowindex={position}
      className={mergeClasses(styles.row, onOpen && styles.clickable, isOpen && styles.open)}
      onClick={onOpen && (() => onOpen(row))}
    >
      {isSelected !== undefined && (
        <td className={mergeClasses(styles.cell, styles.checkCell)} onClick={(event) => event.stopPropagation()}>
          <Checkbox aria-label={`Select ${name}`} checked={isSelected} onChange={() => onToggle(row)} />
        </td>
      )}
      {columns.map((column, at) => (
        <td key={column.key} className={styles.cell}>
          {at === 0 && onOpen ? (
            <Link
              as="button"
              className={styles.opener}
              onClick={(event) => {
                event.stopPropagation();
                onOpen(row);
              }}
            >
              {column.render(row)}
            </Link>
          ) : (
            column.render(row)
          )}
        </td>
      ))}
    </tr>
  );
}

export const DataRow = memo(Drawn) as typeof Drawn;
