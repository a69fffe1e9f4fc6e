/**
 * Reads the forms of dates that CDate and the functions on dates take: ISO 8601 (also with a blank for T, and a bare
 * date with an offset), `M/d/yyyy h:mm:ss tt`, and a few written ones. Without an offset it is UTC.
 */
import { DateTime } from 'luxon';
import { inRange, momentOf, offsetMinutesOf, type Moment } from './moment.ts';

const time = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?)?(?:\s*(?<half>[AaPp][Mm]))?`;
const offset = String.raw`(?:\s*(?<offset>[Zz]|[+-]\d{2}(?::?\d{2})?))?`;
const shapes = [
  new RegExp(String.raw`^(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?:[Tt]|\s+)?(?:${time})?${offset}$`),
  new RegExp(String.raw`^(?<month>\d{1,2})/(?<day>\d{1,2})/(?<year>\d{4})(?:\s+${time})?${offset}$`),
  new RegExp(String.raw`^(?<year>\d{4})/(?<month>\d{1,2})/(?<day>\d{1,2})(?:\s+${time})?${offset}$`),
];
const writtenDates = ['d LLL yyyy', 'd LLLL yyyy', 'LLL d, yyyy', 'LLLL d, yyyy'];
const writtenForms = writtenDates.flatMap((date) => [date, `${date} H:mm`, `${date} H:mm:ss`, `${date} h:mm:ss a`]);
const maxLength = 64;

/** undefined when the text is not a date. */
export function readDate(text: string): Moment | undefined {
  const trimmed = text.trim();
  if (trimmed.length > maxLength) return undefined;
  for (const shape of shapes) {
    const found = shape.exec(trimmed)?.groups;
    if (found) return fromGroups(found);
  }
  return readWritten(trimmed);
}

function fromGroups(found: Readonly<Record<string, string | undefined>>): Moment | undefined {
  const hour = hourOf(Number(found['hour'] ?? 0), found['half']?.toLowerCase());
  if (hour === undefined) return undefined;
  const fields = {
    year: Number(found['year']),
    month: Number(found['month']),
    day: Number(found['day']),
    hour,
    minute: Number(found['minute'] ?? 0),
    second: Number(found['second'] ?? 0),
    fraction: Number((found['fraction'] ?? '').slice(0, 7).padEnd(7, '0')),
  };
  const written = found['offset'];
  if (written === undefined) return momentOf(fields, 0, 'unspecified');
  return momentOf(fields, offsetMinutesOf(written), /^z$/i.test(written) ? 'utc' : 'local');
}

/** The hour of 24; undefined when a 12-hour one is out of range. */
export function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half.startsWith('p') ? 12 : 0);
}

function readWritten(text: string): Moment | undefined {
  for (const date of [DateTime.fromRFC2822(text), DateTime.fromHTTP(text)]) {
    if (date.isValid) return inRange(date.toUTC(), 0, 'local');
  }
  for (const form of writtenForms) {
    const date = DateTime.fromFormat(text, form, { zone: 'utc', locale: 'en-US' });
    if (date.isValid) return inRange(date, 0, 'unspecified');
  }
  return undefined;
}
