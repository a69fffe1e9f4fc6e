/** Which columns a list shows. The choice stays in this browser. */
import {
  Button,
  Menu,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  makeStyles,
} from '@fluentui/react-components';
import { ColumnTripleRegular } from '@fluentui/react-icons';
import { useMemo, useState } from 'react';
import { keepColumns, keptColumns } from '../lib/preferences.ts';
import { lists } from '../text/lists.ts';
import type { Column } from './data-table.tsx';

const useStyles = makeStyles({ root: { marginInlineStart: 'auto' }, list: { maxHeight: '60vh', overflowY: 'auto' } });

/** The columns to draw of all there are, in their order, and what chooses them. The first one always stays. */
export function useColumns<Row>(list: string, all: readonly Column<Row>[], defaults: readonly string[]) {
  const [chosen, setChosen] = useState<readonly string[]>(() => keptColumns(list) ?? defaults);
  const columns = useMemo(() => all.filter(({ key }, index) => index === 0 || chosen.includes(key)), [all, chosen]);
  const choose = (keys: readonly string[]): void => {
    keepColumns(list, keys);
    setChosen(keys);
  };
  return { columns, chooser: <ColumnChooser all={all} chosen={columns.map(({ key }) => key)} onChange={choose} /> };
}

function ColumnChooser<Row>({
  all,
  chosen,
  onChange,
}: {
  all: readonly Column<Row>[];
  chosen: readonly string[];
  onChange: (keys: readonly string[]) => void;
}) {
  const styles = useStyles();
  return (
    <Menu
      persistOnItemClick
      checkedValues={{ columns: [...chosen] }}
      onCheckedValueChange={(_event, { checkedItems }) => onChange(checkedItems)}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button size="small" appearance="subtle" icon={<ColumnTripleRegular />} className={styles.root}>
          {lists.columns}
        </Button>
      </MenuTrigger>
      <MenuPopover>
        <MenuList className={styles.list}>
          {all.slice(1).map(({ key, header }) => (
            <MenuItemCheckbox key={key} name="columns" value={key}>
              {header}
            </MenuItemCheckbox>
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
