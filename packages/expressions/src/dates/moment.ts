/**
 * An instant as the date functions hold it: UTC, to 100 nanoseconds as .NET's DateTime, over luxon's calendar.
 */
import { DateTime } from 'luxon';

/** What .NET calls Kind: known to be UTC, read with an offset, or neither. Only the format letter K shows it. */
export type MomentKind = 'utc' | 'local' | 'unspecified';

export type Moment = {
  readonly utc: DateTime;
  /** 100-nanosecond units below the millisecond, 0 to 9999. */
  readonly ticks: number;
  readonly kind: MomentKind;
};

type DateFields = {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 0 to 9 999 999: 100-nanosecond units below the second. */
  readonly fraction: number;
};

const ticksPerMillisecond = 10_000;

/** The instant of calendar fields read at an offset from UTC; undefined when there is no such date. */
export function momentOf(fields: DateFields, offsetMinutes: number, kind: MomentKind): Moment | undefined {
  const { fraction, ...rest } = fields;
  const millisecond = Math.floor(fraction / ticksPerMillisecond);
  const local = DateTime.fromObject({ ...rest, millisecond }, { zone: 'utc' });
  if (!local.isValid) return undefined;
  return inRange(local.minus({ minutes: offsetMinutes }), fraction % ticksPerMillisecond, kind);
}

/** Years 1 to 9999, as in .NET. */
export function inRange(utc: DateTime, ticks: number, kind: MomentKind): Moment | undefined {
  return utc.isValid && utc.year >= 1 && utc.year <= 9999 ? { utc, ticks, kind } : undefined;
}

export function momentAt(date: Date): Moment {
  return { utc: DateTime.fromJSDate(date, { zone: 'utc' }), ticks: 0, kind: 'utc' };
}

/** Minutes of `Z`, `+07:00` or `-0730`. */
export function offsetMinutesOf(text: string): number {
  const found = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(text);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3] ?? 0);
  return found[1] === '-' ? -minutes : minutes;
}
