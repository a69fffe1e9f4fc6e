/** What narrows a list, in one row above it: the search, then the filters. */
import { Button, Input, Label, makeStyles, Select, tokens, useId } from '@fluentui/react-components';
import { useEffect, useState, type ReactNode } from 'react';
import { after } from '../lib/clock.ts';
import { lists } from '../text/lists.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    columnGap: tokens.spacingHorizontalM,
    rowGap: tokens.spacingVerticalS,
    marginBlockEnd: tokens.spacingVerticalM,
    '& > [role=search]': { flexBasis: '280px', flexGrow: 0 },
    '& > :first-child': { flexBasis: '300px', maxWidth: '100%' },
  },
  filter: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, maxWidth: '100%' },
  label: { color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
  text: { width: '150px' },
});

export function FilterBar({ children, onReset }: { children: ReactNode; onReset?: (() => void) | undefined }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {children}
      {onReset && (
        <Button appearance="subtle" size="small" onClick={onReset}>
          {lists.resetFilters}
        </Button>
      )}
    </div>
  );
}

type FilterSelectProps<Choice extends string> = {
  readonly label: string;
  /** Undefined: all. */
  readonly value: Choice | undefined;
  readonly choices: Readonly<Record<Choice, string>>;
  readonly allLabel?: string;
  readonly onChange: (choice: Choice | undefined) => void;
};

export function FilterSelect<Choice extends string>(props: FilterSelectProps<Choice>) {
  const { label, value, choices, allLabel = lists.all, onChange } = props;
  const styles = useStyles();
  const id = useId('filter');
  return (
    <span className={styles.filter}>
      <Label htmlFor={id} size="small" className={styles.label}>
        {label}
      </Label>
      <Select
        id={id}
        size="small"
        value={value ?? ''}
        onChange={(_event, data) => onChange(data.value === '' ? undefined : (data.value as Choice))}
      >
        <option value="">{allLabel}</option>
        {(Object.entries(choices) as [Choice, string][]).map(([key, text]) => (
          <option key={key} value={key}>
            {text}
          </option>
        ))}
      </Select>
    </span>
  );
}

const pauseMs = 300;

/** Asks when typing pauses. */
export function FilterText({
  label,
  value = '',
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (text: string | undefined) => void;
}) {
  const styles = useStyles();
  const id = useId('filter');
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    return after(pauseMs, () => onChange(text === '' ? undefined : text));
    // What is typed decides when to ask; a new function in each drawing does not.
  }, [text]);
  return (
    <span className={styles.filter}>
      <Label htmlFor={id} size="small" className={styles.label}>
        {label}
      </Label>
      <Input
        id={id}
        size="small"
        className={styles.text}
        value={text}
        onChange={(_event, data) => setText(data.value)}
      />
    </span>
  );
}
