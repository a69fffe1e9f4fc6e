/** How long a credential still holds. */
import { now } from '../../../lib/clock.ts';
import { isTime } from '../../../lib/times.ts';
import { appRegistrations as text } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Registration } from '../api/registration.ts';

const soonMs = 30 * 86_400_000;

export function Expiry({ iso }: { iso: string | null }) {
  if (!isTime(iso)) return <>{phrases.never}</>;
  return (
    <StatusBadge tone={toneOf(iso)}>
      <Time iso={iso} />
    </StatusBadge>
  );
}

const toneOf = (iso: string): 'success' | 'warning' | 'danger' => {
  const left = new Date(iso).getTime() - now().getTime();
  return left < 0 ? 'danger' : left < soonMs ? 'warning' : 'success';
};

/** Of all secrets and certificates together: the worst of what holds. */
export function CredentialState({ registration }: { registration: Registration }) {
  const ends = [...registration.passwordCredentials, ...registration.keyCredentials].map(
    ({ endDateTime }) => endDateTime,
  );
  if (ends.length === 0) return <StatusBadge tone="neutral">{text.noCredentials}</StatusBadge>;
  const tones = ends.map((iso) => (isTime(iso) ? toneOf(iso) : 'success'));
  if (tones.includes('warning')) return <StatusBadge tone="warning">{text.expiring}</StatusBadge>;
  if (tones.includes('success')) return <StatusBadge tone="success">{text.current}</StatusBadge>;
  return <StatusBadge tone="danger">{text.expired}</StatusBadge>;
}
