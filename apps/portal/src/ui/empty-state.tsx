/** There is nothing here yet: what it would be, and the step that brings it. */
import { makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalL}`,
    textAlign: 'center',
  },
  icon: { fontSize: '48px', color: tokens.colorNeutralForeground3, lineHeight: 0 },
  body: { maxWidth: '56ch', color: tokens.colorNeutralForeground2 },
  actions: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap', justifyContent: 'center' },
});

export type EmptyStateProps = {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly body?: ReactNode;
  readonly actions?: ReactNode;
};

export function EmptyState({ icon, title, body, actions }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      {icon && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <Subtitle2 as="h2">{title}</Subtitle2>
      {body && <Text className={styles.body}>{body}</Text>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
