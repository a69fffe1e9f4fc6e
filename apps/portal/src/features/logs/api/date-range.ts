/** The span of time that a log shows: the last hours or days, or from one moment to another. */
import { oneOf, textOf } from '../../../lib/search.ts';

export const dateRanges = ['day', 'week', 'month', 'custom'] as const;
export type DateRange = (typeof dateRanges)[number];

export type DateRangeSearch = {
  /** Absent: a day. */
  readonly range?: DateRange | undefined;
  /** Of a custom range: ISO, in UTC, so that the address means the same to everybody. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
};

const dayMs = 86_400_000;
const days = { day: 1, week: 7, month: 30 } as const;

const momentOf = (value: unknown): string | undefined => {
  const text = textOf(value);
  return text !== undefined && !Number.isNaN(Date.parse(text)) ? new Date(text).toISOString() : undefined;
};

export const readDateRange = (search: Record<string, unknown>): DateRangeSearch => ({
  range: oneOf(search['range'], dateRanges),
  from: momentOf(search['from']),
  to: momentOf(search['to']),
});

/** Conditions of `$filter`. */
export function dateConditions({ range = 'day', from, to }: DateRangeSearch, at: Date): readonly string[] {
  if (range !== 'custom') return [`activityDateTime ge ${new Date(at.getTime() - days[range] * dayMs).toISOString()}`];
  return [
    ...(from === undefined ? [] : [`activityDateTime ge ${from}`]),
    ...(to === undefined ? [] : [`activityDateTime le ${to}`]),
  ];
}
