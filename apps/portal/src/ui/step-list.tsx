/** What was done one after the other, how each step ended, and what it knew. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Facts } from './facts.tsx';
import { StatusBadge, type Tone } from './status-badge.tsx';

const useStyles = makeStyles({
  root: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
  },
  step: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    paddingInlineStart: tokens.spacingHorizontalM,
    borderInlineStartWidth: '3px',
    borderInlineStartStyle: 'solid',
    borderInlineStartColor: tokens.colorNeutralStroke2,
  },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    justifyContent: 'space-between',
    columnGap: tokens.spacingHorizontalM,
  },
  danger: { borderInlineStartColor: tokens.colorStatusDangerBorder1 },
  success: { borderInlineStartColor: tokens.colorStatusSuccessBorder1 },
  warning: { borderInlineStartColor: tokens.colorStatusWarningBorder1 },
  info: { borderInlineStartColor: tokens.colorBrandStroke2 },
  running: { borderInlineStartColor: tokens.colorBrandStroke2 },
  neutral: { borderInlineStartColor: tokens.colorNeutralStroke2 },
  description: { overflowWrap: 'anywhere' },
});

export type Step = {
  readonly title: string;
  readonly tone: Tone;
  readonly status: string;
  readonly description: ReactNode;
  readonly details?: Readonly<Record<string, ReactNode>>;
};

export function StepList({ steps, label }: { steps: readonly Step[]; label: string }) {
  const styles = useStyles();
  return (
    <ol className={styles.root} aria-label={label}>
      {steps.map(({ title, tone, status, description, details = {} }, index) => (
        <li key={index} className={`${styles.step} ${styles[tone]}`}>
          <div className={styles.head}>
            <Text as="h3" weight="semibold" style={{ margin: 0 }}>
              {index + 1}. {title}
            </Text>
            <StatusBadge tone={tone}>{status}</StatusBadge>
          </div>
          {description !== '' && <Text className={styles.description}>{description}</Text>}
          {Object.keys(details).length > 0 && (
            <Facts facts={Object.entries(details).map(([name, value]) => ({ name, value }))} />
          )}
        </li>
      ))}
    </ol>
  );
}
