/** What opens behind the bell. */
import { Button, makeStyles, Popover, PopoverSurface, PopoverTrigger, Text, tokens } from '@fluentui/react-components';
import { frame } from '../text/frame.ts';
import { BellButton } from './bell-button.tsx';
import type { Happened } from './notifications.tsx';
import { StatusBadge } from './status-badge.tsx';
import { Time } from './time.tsx';

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
});

export function NotificationList({ happened, onClear }: { happened: readonly Happened[]; onClear: () => void }) {
  const styles = useStyles();
  return (
    <Popover trapFocus defaultOpen>
      <PopoverTrigger disableButtonEnhancement>
        <BellButton count={happened.length} />
      </PopoverTrigger>
      <PopoverSurface className={styles.surface} aria-label={frame.notifications}>
        {happened.length === 0 && <Text>{frame.noNotifications}</Text>}
        {happened.length > 0 && (
          <>
            <Button size="small" onClick={onClear}>
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
