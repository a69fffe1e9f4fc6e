/** What happened: a toast at the time, and kept behind the bell as long as the tab is open. */
import {
  Button,
  Popover,
  PopoverSurface,
  PopoverTrigger,
  Text,
  Toast,
  ToastBody,
  Toaster,
  ToastTitle,
  Tooltip,
  makeStyles,
  tokens,
  useToastController,
  CounterBadge,
} from '@fluentui/react-components';
import { AlertRegular } from '@fluentui/react-icons';
import { createContext, useCallback, useContext, useMemo, useState, type ReactNode } from 'react';
import { now } from '../lib/clock.ts';
import { frame } from '../text/frame.ts';
import { StatusBadge } from './status-badge.tsx';
import { Time } from './time.tsx';

type Intent = 'success' | 'error' | 'info' | 'warning';
type Happened = {
  readonly title: string;
  readonly body?: string | undefined;
  readonly intent: Intent;
  readonly at: string;
};
type Notify = (title: string, options?: { body?: string; intent?: Intent }) => void;

const toasterId = 'notifications';
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
  const { dispatchToast } = useToastController(toasterId);
  const [happened, setHappened] = useState<readonly Happened[]>([]);
  const notify = useCallback<Notify>(
    (title, { body, intent = 'success' } = {}) => {
      setHappened((before) => [{ title, body, intent, at: now().toISOString() }, ...before].slice(0, 50));
      dispatchToast(
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          {body && <ToastBody>{body}</ToastBody>}
        </Toast>,
        { intent, timeout: intent === 'error' ? 10_000 : 4000 },
      );
    },
    [dispatchToast],
  );
  const value = useMemo(() => ({ notify, happened, clear: () => setHappened([]) }), [notify, happened]);
  return (
    <Notifications value={value}>
      {children}
      <Toaster toasterId={toasterId} position="top-end" />
    </Notifications>
  );
}

const tones = { success: 'success', error: 'danger', info: 'info', warning: 'warning' } as const;

const useStyles = makeStyles({
  surface: { width: 'min(360px, 90vw)', maxHeight: '60vh', overflowY: 'auto' },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    paddingBlock: tokens.spacingVerticalS,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke2,
  },
  bell: { position: 'relative', display: 'inline-flex' },
  count: { position: 'absolute', insetBlockStart: 0, insetInlineEnd: 0, pointerEvents: 'none' },
});

export function NotificationBell() {
  const styles = useStyles();
  const { happened, clear } = useNotifications();
  return (
    <Popover trapFocus>
      <PopoverTrigger disableButtonEnhancement>
        <Tooltip content={frame.notifications} relationship="label">
          <Button
            appearance="subtle"
            icon={
              <span className={styles.bell}>
                <AlertRegular />
                {happened.length > 0 && <CounterBadge className={styles.count} size="small" count={happened.length} />}
              </span>
            }
          />
        </Tooltip>
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label={frame.notifications}>
        {happened.length === 0 && <Text>{frame.noNotifications}</Text>}
        {happened.length > 0 && (
          <>
            <Button size="small" onClick={clear}>
              {frame.clearNotifications}
            </Button>
            <ul className={styles.list}>
              {happened.map(({ title, body, intent, at }, index) => (
                <li key={index} className={styles.item}>
                  <StatusBadge tone={tones[intent]}>{title}</StatusBadge>
                  {body && <div>{body}</div>}
                  <Text size={200}>
                    <Time iso={at} />
                  </Text>
                </li>
              ))}
            </ul>
          </>
        )}
      </PopoverSurface>
    </Popover>
  );
}
