/** What happened: a toast at the time, and kept behind the bell as long as the tab is open. */
import { createContext, lazy, Suspense, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { now } from '../lib/clock.ts';
import { BellButton } from './bell-button.tsx';
import { OpensOnPress } from './opens-on-press.tsx';

export type Intent = 'success' | 'error' | 'info' | 'warning';
export type Happened = {
  readonly title: string;
  readonly body?: string | undefined;
  readonly intent: Intent;
  readonly at: string;
};
type Notify = (title: string, options?: { body?: string; intent?: Intent }) => void;

const loadList = () => import('./notification-list.tsx');
const NotificationList = lazy(async () => ({ default: (await loadList()).NotificationList }));
const Toasts = lazy(async () => ({ default: (await import('./toasts.tsx')).Toasts }));

const Notifications = createContext<{ notify: Notify; happened: readonly Happened[]; clear: () => void } | undefined>(
  undefined,
);

function useNotifications() {
  const found = useContext(Notifications);
  if (!found) throw new Error('There is no NotificationProvider above this component.');
  return found;
}

/** `notify('Settings saved')`; an error: `notify('…', { intent: 'error', body: problem.message })`. */
export const useNotify = (): Notify => useNotifications().notify;

export function NotificationProvider({ children }: { children: ReactNode }) {
  const [happened, setHappened] = useState<readonly Happened[]>([]);
  const notify = useCallback<Notify>((title, { body, intent = 'success' } = {}) => {
    setHappened((before) => [{ title, body, intent, at: now().toISOString() }, ...before].slice(0, 50));
  }, []);
  const value = useMemo(() => ({ notify, happened, clear: () => setHappened([]) }), [notify, happened]);
  return (
    <Notifications value={value}>
      {children}
      {happened.length > 0 && (
        <Suspense>
          <Toasts happened={happened} />
        </Suspense>
      )}
    </Notifications>
  );
}

export function NotificationBell() {
  const { happened, clear } = useNotifications();
  return (
    <OpensOnPress load={loadList} button={(reach) => <BellButton {...reach} count={happened.length} />}>
      <NotificationList happened={happened} onClear={clear} />
    </OpensOnPress>
  );
}
