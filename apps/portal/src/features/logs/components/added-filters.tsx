/** Filters that one adds when they are needed: the ones with a value, the ones just added, and the menu of the others. */
import {
  Button,
  makeStyles,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  tokens,
} from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { logs } from '../../../text/logs.ts';
import { FilterText } from '../../../ui/filter-bar.tsx';

const useStyles = makeStyles({
  one: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXXS },
});

type AddedFiltersProps<Name extends string> = {
  readonly names: readonly Name[];
  readonly labels: Readonly<Record<Name, string>>;
  readonly values: Readonly<Partial<Record<Name, string | undefined>>>;
  readonly onChange: (name: Name, value: string | undefined) => void;
};

export function AddedFilters<Name extends string>({ names, labels, values, onChange }: AddedFiltersProps<Name>) {
  const styles = useStyles();
  const [added, setAdded] = useState<readonly Name[]>([]);
  const shown = names.filter((name) => values[name] !== undefined || added.includes(name));
  const others = names.filter((name) => !shown.includes(name));
  return (
    <>
      {shown.map((name) => (
        <span key={name} className={styles.one}>
          <FilterText
            label={labels[name]}
            value={values[name]}
            onChange={(value) => {
              // What was emptied stays, to be filled again.
              if (!added.includes(name)) setAdded([...added, name]);
              onChange(name, value);
            }}
          />
          <Button
            appearance="subtle"
            size="small"
            icon={<DismissRegular />}
            aria-label={logs.removeFilter(labels[name])}
            onClick={() => {
              setAdded(added.filter((one) => one !== name));
              if (values[name] !== undefined) onChange(name, undefined);
            }}
          />
        </span>
      ))}
      {others.length > 0 && (
        <Menu>
          <MenuTrigger disableButtonEnhancement>
            <Button appearance="subtle" size="small" icon={<AddRegular />}>
              {logs.addFilter}
            </Button>
          </MenuTrigger>
          <MenuPopover>
            <MenuList>
              {others.map((name) => (
                <MenuItem key={name} onClick={() => setAdded([...added, name])}>
                  {labels[name]}
                </MenuItem>
              ))}
            </MenuList>
          </MenuPopover>
        </Menu>
      )}
    </>
  );
}
