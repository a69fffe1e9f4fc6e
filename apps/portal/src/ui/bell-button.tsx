/** The bell, with how much has happened. */
import { Button, CounterBadge, makeStyles } from '@fluentui/react-components';
import { AlertRegular } from '@fluentui/react-icons';
import { forwardRef, type ComponentProps } from 'react';
import { frame } from '../text/frame.ts';

const useStyles = makeStyles({
  bell: { position: 'relative', display: 'inline-flex' },
  count: { position: 'absolute', insetBlockStart: 0, insetInlineEnd: 0, pointerEvents: 'none' },
});

type BellButtonProps = Omit<ComponentProps<'button'>, 'ref'> & { readonly count: number };

export const BellButton = forwardRef<HTMLButtonElement, BellButtonProps>(({ count, ...props }, ref) => {
  const styles = useStyles();
  return (
    <Button
      aria-expanded={false}
      {...(props as object)}
      ref={ref as never}
      appearance="subtle"
      aria-label={count > 0 ? `${frame.notifications}: ${count}` : frame.notifications}
      title={frame.notifications}
      icon={
        <span className={styles.bell}>
          <AlertRegular />
          {count > 0 && <CounterBadge className={styles.count} size="small" count={count} />}
        </span>
      }
    />
  );
});
BellButton.displayName = 'BellButton';
