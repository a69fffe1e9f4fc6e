/** The steps of a run, each with what it found behind "View details". */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  makeStyles,
  shorthands,
  Text,
  tokens,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';

export type RunStep = {
  readonly key: string;
  readonly title: string;
  readonly tone: Tone;
  readonly status: string;
  readonly description?: string | undefined;
  /** Absent: there is nothing more to say. */
  readonly details?: ReactNode;
  readonly isOpen?: boolean;
};

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  item: {
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  head: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalL, width: '100%', textAlign: 'start' },
  title: { flexGrow: 1 },
  description: { width: '100%', color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  panel: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    paddingBlockEnd: tokens.spacingVerticalM,
    minWidth: 0,
  },
});

export function StepAccordion({ steps, label }: { steps: readonly RunStep[]; label: string }) {
  const styles = useStyles();
  return (
    <Accordion
      multiple
      collapsible
      className={styles.root}
      role="list"
      aria-label={label}
      defaultOpenItems={steps.filter(({ isOpen }) => isOpen).map(({ key }) => key)}
    >
      {steps.map(({ key, title, tone, status, description, details }, index) => (
        <AccordionItem key={key} value={key} role="listitem" className={styles.item} disabled={details === undefined}>
          <AccordionHeader as="h3" expandIconPosition="end">
            <span className={styles.head}>
              <Text weight="semibold" className={styles.title}>
                {index + 1}. {title}
              </Text>
              <StatusBadge tone={tone}>{status}</StatusBadge>
              {description && (
                <Text size={200} className={styles.description}>
                  {description}
                </Text>
              )}
            </span>
          </AccordionHeader>
          {details !== undefined && <AccordionPanel className={styles.panel}>{details}</AccordionPanel>}
        </AccordionItem>
      ))}
    </Accordion>
  );
}
