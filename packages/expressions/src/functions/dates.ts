/**
 * The date functions. Dates travel between functions as text, `M/d/yyyy h:mm:ss tt` in UTC; an absent or empty date
 * gives an absent result.
 */
import { DateTime, type DurationLikeObject } from 'luxon';
import type { Call } from '../call.ts';
import { formatTokens, type FormatToken } from '../dates/format-tokens.ts';
import { inRange, momentAt, type Moment } from '../dates/moment.ts';
import { defaultStyles, parseExact, readStyles } from '../dates/parse-exact.ts';
import { readDate } from '../dates/read-date.ts';
import { writeDate, writeGeneralDate } from '../dates/write-date.ts';
import { optional, required, type FunctionDefinition } from '../function-definition.ts';
import type { Scope } from '../value.ts';

const now: FunctionDefinition = {
  name: 'Now',
  parameters: [],
  usesTime: true,
  build: () => (scope) => writeGeneralDate(momentAt(scope.context.now)),
};

const cDate: FunctionDefinition = {
  name: 'CDate',
  parameters: [required('expression')],
  build: (call) => {
    const date = dateArgument(call, 'expression');
    return (scope) => {
      const moment = date(scope);
      return moment && writeGeneralDate(moment);
    };
  },
};

function dateArgument(call: Call, parameter: string): (scope: Scope) => Moment | undefined {
  const source = call.text(parameter);
  return (scope) => {
    const text = source(scope);
    if (!text?.trim()) return undefined;
    return readDate(text) ?? call.fail(parameter, 'it must be a date, such as 2024-01-31T09:00:00Z', text);
  };
}

/** Months and years are clipped to the end of the month. */
const dateAdd: FunctionDefinition = {
  name: 'DateAdd',
  parameters: [required('interval'), required('value', 'Integer'), required('dateTime', 'DateTime')],
  build: (call) => {
    const [interval, amount] = [call.text('interval'), call.requiredInteger('value')];
    const date = dateArgument(call, 'dateTime');
    return (scope) => {
      const moment = date(scope);
      if (!moment) return undefined;
      const unit = intervals.get(interval(scope) ?? '') ?? call.fail('interval', intervalProblem, interval(scope));
      const count = amount(scope);
      const sum = inRange(moment.utc.plus({ [unit]: count }), moment.ticks, moment.kind);
      return writeGeneralDate(sum ?? call.fail('value', 'the result is not in the years 1 to 9999', String(count)));
    };
  },
};

const intervals: ReadonlyMap<string, keyof DurationLikeObject> = new Map([
  ['yyyy', 'years'],
  ['m', 'months'],
  ['ww', 'weeks'],
  ['d', 'days'],
  ['h', 'hours'],
  ['n', 'minutes'],
  ['s', 'seconds'],
]);
const intervalProblem = `it must be one of ${[...intervals.keys()].join(', ')}`;

/** date2 − date1. Weeks count the Sundays between, months and years the calendar; the others are whole elapsed units. */
const dateDiff: FunctionDefinition = {
  name: 'DateDiff',
  parameters: [required('interval'), required('date1', 'DateTime'), required('date2', 'DateTime')],
  build: (call) => {
    const interval = call.text('interval');
    const [date1, date2] = [dateArgument(call, 'date1'), dateArgument(call, 'date2')];
    return (scope) => {
      const [from, to] = [date1(scope)?.utc, date2(scope)?.utc];
      if (!from || !to) return undefined;
      const unit = interval(scope);
      return String(difference(unit ?? '', from, to) ?? call.fail('interval', intervalProblem, unit));
    };
  },
};

const unitMs: ReadonlyMap<string, number> = new Map([
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['n', 60_000],
  ['s', 1_000],
]);

function difference(interval: string, from: DateTime, to: DateTime): number | undefined {
  if (interval === 'yyyy') return to.year - from.year;
  if (interval === 'm') return (to.year - from.year) * 12 + to.month - from.month;
  if (interval === 'ww') return weekNumber(to) - weekNumber(from);
  const milliseconds = unitMs.get(interval);
  // adding 0 turns −0 into 0
  return milliseconds === undefined ? undefined : Math.trunc((to.toMillis() - from.toMillis()) / milliseconds) + 0;
}

/** Weeks that began on a Sunday, counted from 1970-01-04. */
function weekNumber(date: DateTime): number {
  const days = Math.floor(date.toMillis() / 86_400_000);
  return Math.floor((days - 3) / 7);
}

const formatParameters = {
  source: required('source'),
  dateTimeStyles: optional('dateTimeStyles'),
  inputFormat: required('inputFormat'),
  outputFormat: required('outputFormat'),
};

/** Also in its older form without dateTimeStyles. */
const formatDateTime: FunctionDefinition = {
  name: 'FormatDateTime',
  parameters: Object.values(formatParameters),
  arrange: (count) =>
    count === 3
      ? [formatParameters.source, formatParameters.inputFormat, formatParameters.outputFormat]
      : Object.values(formatParameters),
  build: (call) => {
    const source = call.text('source');
    const styles = call.text('dateTimeStyles');
    const [input, output] = [formatArgument(call, 'inputFormat'), formatArgument(call, 'outputFormat')];
    return (scope) => {
      const text = source(scope);
      if (!text?.trim()) return undefined;
      const names = styles(scope);
      const chosen = names ? readStyles(names) : defaultStyles;
      if (!chosen) return call.fail('dateTimeStyles', 'it must hold names of .NET DateTimeStyles', names);
      const moment = parseExact(text, { tokens: input(scope), styles: chosen }, scope.context.now);
      return writeDate(moment ?? call.fail('source', 'it does not have the form of inputFormat', text), output(scope));
    };
  },
};

function formatArgument(call: Call, parameter: string): (scope: Scope) => readonly FormatToken[] {
  const constant = call.constant(parameter);
  const known = constant === undefined ? undefined : formatTokens(constant);
  if (known) return () => known;
  const format = call.text(parameter);
  return (scope) => {
    const text = format(scope);
    return formatTokens(text ?? '') ?? call.fail(parameter, 'it must be a .NET date format', text);
  };
}

/** 100-nanosecond units between 1601-01-01 and 1970-01-01, both UTC. */
const fileTimeOfEpoch = 116_444_736_000_000_000n;
const unitsPerMillisecond = 10_000n;

/** A Windows FILETIME as a date. */
const dateFromNum: FunctionDefinition = {
  name: 'DateFromNum',
  parameters: [required('value')],
  build: (call) => {
    const value = call.text('value');
    return (scope) => {
      const text = value(scope)?.trim();
      if (!text) return undefined;
      if (!/^\d{1,19}$/.test(text)) call.fail('value', 'it must be a Windows file time, a whole number', text);
      const milliseconds = Number((BigInt(text) - fileTimeOfEpoch) / unitsPerMillisecond);
      const moment = inRange(DateTime.fromMillis(milliseconds, { zone: 'utc' }), 0, 'utc');
      return writeGeneralDate(moment ?? call.fail('value', 'it is beyond the year 9999', text));
    };
  },
};

/** A date as Windows FILETIME. */
const numFromDate: FunctionDefinition = {
  name: 'NumFromDate',
  parameters: [required('value')],
  build: (call) => {
    const date = dateArgument(call, 'value');
    return (scope) => {
      const moment = date(scope);
      if (!moment) return undefined;
      const units = BigInt(moment.utc.toMillis()) * unitsPerMillisecond + BigInt(moment.ticks) + fileTimeOfEpoch;
      return units < 0n ? call.fail('value', 'it is before the year 1601') : String(units);
    };
  },
};

export const dateFunctions = [now, cDate, dateAdd, dateDiff, formatDateTime, dateFromNum, numFromDate];
