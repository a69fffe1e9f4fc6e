/** The steps to the first provisioned person: which are done, which is next, and the way to each. */
import { Button, makeStyles, mergeClasses, ProgressBar, shorthands, Text, tokens } from '@fluentui/react-components';
import { home } from '../../../text/home.ts';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import type { Step } from './set-up.ts';

const { setUp: text } = home;

const useStyles = makeStyles({
  progress: {
    display: 'flex',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  bar: { maxWidth: '320px' },
  list: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(250px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  step: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalXS,
    padding: tokens.spacingHorizontalM,
    borderRadius: tokens.borderRadiusMedium,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
  },
  next: { ...shorthands.border('2px', 'solid', tokens.colorCompoundBrandStroke), padding: '11px' },
  done: { backgroundColor: tokens.colorNeutralBackground2 },
  title: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
  body: { color: tokens.colorNeutralForeground2, flexGrow: 1 },
  action: { marginBlockStart: tokens.spacingVerticalS },
});

export function SetUpSteps({ steps, onHide }: { steps: readonly Step[]; onHide: (() => void) | undefined }) {
  const styles = useStyles();
  const done = steps.filter(({ isDone }) => isDone).length;
  const next = steps.find(({ isDone, to }) => !isDone && to !== undefined)?.key;
  return (
    <Section title={text.title} about={text.about} action={onHide && <Button onClick={onHide}>{text.hide}</Button>}>
      <div className={styles.progress}>
        <Text>{done === steps.length ? text.allDone : text.progress(String(done), String(steps.length))}</Text>
        <ProgressBar className={styles.bar} value={done} max={steps.length} aria-label={text.title} />
      </div>
      <ol className={styles.list}>
        {steps.map((step, index) => (
          <StepCard key={step.key} step={step} place={index + 1} isNext={step.key === next} />
        ))}
      </ol>
    </Section>
  );
}

function StepCard({ step, place, isNext }: { step: Step; place: number; isNext: boolean }) {
  const styles = useStyles();
  const { title, body, action } = text.steps[step.key];
  return (
    <li className={mergeClasses(styles.step, step.isDone && styles.done, isNext && styles.next)}>
      <StatusBadge tone={step.isDone ? 'success' : isNext ? 'info' : 'neutral'}>
        {step.isDone ? text.done : isNext ? text.next : text.open}
      </StatusBadge>
      <h3 className={styles.title}>
        {place}. {title}
      </h3>
      <Text size={200} className={styles.body}>
        {step.note ?? body}
      </Text>
      {step.to && (
        <div className={styles.action}>
          <RouterButton
            to={step.to}
            params={(step.applicationId === undefined ? {} : { applicationId: step.applicationId }) as never}
            appearance={isNext ? 'primary' : 'secondary'}
            size="small"
          >
            {action}
          </RouterButton>
        </div>
      )}
    </li>
  );
}
