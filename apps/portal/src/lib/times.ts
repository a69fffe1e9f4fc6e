/** Times in the reader's zone and language of dates; durations in words. */
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** What Graph writes where something never happened. */
const never = '0001-01-01T00:00:00Z';

export const isTime = (iso: string | null | undefined): iso is string =>
  typeof iso === 'string' && iso !== '' && iso !== never;

export const showTime = (iso: string): string => dateTime.format(new Date(iso));

const steps = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** "5 minutes ago", "in 3 days". */
export function showRelative(iso: string, at: Date): string {
  const seconds = Math.round((new Date(iso).getTime() - at.getTime()) / 1000);
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, 'second');
}

/** "2 h 5 min", "12 s", "340 ms". */
export function showDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

const count = new Intl.NumberFormat('en');
/** "12,345". */
export const showCount = (value: number): string => count.format(value);
