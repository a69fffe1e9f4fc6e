/** The parts of one thing, side by side; which one is open stands in the address. */
import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  bar: {
    overflowX: 'auto',
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke2,
    marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalM})`,
    flexShrink: 0,
  },
  list: { width: 'max-content' },
  panel: { paddingBlockStart: tokens.spacingVerticalL, minWidth: 0 },
});

type PageTabsProps<Key extends string> = {
  readonly label: string;
  readonly tabs: readonly { readonly key: Key; readonly label: string }[];
  readonly selected: Key;
  readonly onSelect: (key: Key) => void;
  /** Of the selected tab. */
  readonly children: ReactNode;
};

export function PageTabs<Key extends string>({ label, tabs, selected, onSelect, children }: PageTabsProps<Key>) {
  const styles = useStyles();
  return (
    <>
      <div className={styles.bar}>
        <TabList
          aria-label={label}
          className={styles.list}
          selectedValue={selected}
          onTabSelect={(_event, { value }) => onSelect(value as Key)}
        >
          {tabs.map(({ key, label: text }) => (
            <Tab key={key} value={key} id={`tab-${key}`} aria-controls="tab-panel">
              {text}
            </Tab>
          ))}
        </TabList>
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${selected}`} className={styles.panel}>
        {children}
      </div>
    </>
  );
}
