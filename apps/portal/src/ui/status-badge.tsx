/** A state in one word, a colour and a shape: never by colour alone. */
import { makeStyles, tokens } from '@fluentui/react-components';
import {
  ArrowSyncCircleRegular,
  CheckmarkCircleFilled,
  DismissCircleFilled,
  ErrorCircleFilled,
  InfoFilled,
  CircleRegular,
} from '@fluentui/react-icons';
import type { ReactNode } from 'react';

export type Tone = 'success' | 'danger' | 'warning' | 'info' | 'running' | 'neutral';

const icons: Readonly<Record<Tone, ReactNode>> = {
  success: <CheckmarkCircleFilled />,
  danger: <DismissCircleFilled />,
  warning: <ErrorCircleFilled />,
  info: <InfoFilled />,
  running: <ArrowSyncCircleRegular />,
  neutral: <CircleRegular />,
};

const useStyles = makeStyles({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalXS,
    whiteSpace: 'nowrap',
    verticalAlign: 'middle',
  },
  icon: { lineHeight: 0, fontSize: '16px' },
  success: { color: tokens.colorStatusSuccessForeground1 },
  danger: { color: tokens.colorStatusDangerForeground1 },
  warning: { color: tokens.colorStatusWarningForeground3 },
  info: { color: tokens.colorBrandForeground1 },
  running: { color: tokens.colorBrandForeground1 },
  neutral: { color: tokens.colorNeutralForeground3 },
});

export function StatusBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  const styles = useStyles();
  return (
    <span className={styles.root}>
      <span className={`${styles.icon} ${styles[tone]}`} aria-hidden>
        {icons[tone]}
      </span>
      {children}
    </span>
  );
}
