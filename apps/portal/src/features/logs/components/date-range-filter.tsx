/** The span of time of a log: one of the usual ones, or from and to. */
import { Input, Label, makeStyles, tokens, useId } from '@fluentui/react-components';
import { useEffect, useState } from 'react';
import { logs } from '../../../text/logs.ts';
import { FilterSelect } from '../../../ui/filter-bar.tsx';
import type { DateRange, DateRangeSearch } from '../api/date-range.ts';

const useStyles = makeStyles({
  field: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, maxWidth: '100%' },
  label: { color: tokens.colorNeutralForeground2, whiteSpace: 'nowrap' },
});

const { ranges, date } = logs.filters;
const { day, ...longer } = ranges;

type DateRangeFilterProps = { readonly value: DateRangeSearch; readonly onChange: (value: DateRangeSearch) => void };

export function DateRangeFilter({ value, onChange }: DateRangeFilterProps) {
  const { range, from, to } = value;
  const choose = (chosen: DateRange | undefined): void =>
    onChange(chosen === 'custom' ? { range: chosen, from, to } : { range: chosen, from: undefined, to: undefined });
  return (
    <>
      <FilterSelect
        label={date}
        value={range === 'day' ? undefined : range}
        choices={longer}
        allLabel={day}
        onChange={choose}
      />
      {range === 'custom' && (
        <>
          <Moment label={logs.filters.from} iso={from} onChange={(moment) => onChange({ range, from: moment, to })} />
          <Moment label={logs.filters.to} iso={to} onChange={(moment) => onChange({ range, from, to: moment })} />
        </>
      )}
    </>
  );
}

type MomentProps = {
  readonly label: string;
  readonly iso: string | undefined;
  readonly onChange: (iso: string | undefined) => void;
};

/** In the reader's zone. */
function Moment({ label, iso, onChange }: MomentProps) {
  const styles = useStyles();
  const id = useId('moment');
  const [text, setText] = useState(() => toForm(iso));
  useEffect(() => setText(toForm(iso)), [iso]);
  return (
    <span className={styles.field}>
      <Label htmlFor={id} size="small" className={styles.label}>
        {label}
      </Label>
      <Input
        id={id}
        size="small"
        type="datetime-local"
        value={text}
        onChange={(_event, data) => {
          setText(data.value);
          onChange(toRequest(data.value));
        }}
      />
    </span>
  );
}

const minuteMs = 60_000;

/** What `datetime-local` shows: the local time, without a zone. */
function toForm(iso: string | undefined): string {
  if (iso === undefined) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * minuteMs).toISOString().slice(0, 16);
}

const toRequest = (local: string): string | undefined => (local === '' ? undefined : new Date(local).toISOString());
