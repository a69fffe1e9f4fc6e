/** A time as people say it, with the exact one behind it. */
import { useEffect, useState } from 'react';
import { after, now } from '../lib/clock.ts';
import { isTime, showRelative, showTime } from '../lib/times.ts';
import { phrases } from '../text/phrases.ts';

const everyMs = 15_000;

/** `exact`: the date and time; otherwise how long ago. Never: what Graph writes for no time, or none at all. */
export function Time({ iso, exact = false }: { iso: string | null | undefined; exact?: boolean }) {
  const [at, setAt] = useState(now);
  useEffect(() => (exact ? undefined : after(everyMs, () => setAt(now()))), [at, exact]);
  if (!isTime(iso)) return <>{phrases.never}</>;
  return (
    <time dateTime={iso} title={exact ? showRelative(iso, at) : showTime(iso)}>
      {exact ? showTime(iso) : showRelative(iso, at)}
    </time>
  );
}
