/** What would be written, and how: the change in words, old and new values, and the SCIM operations. */
import { makeStyles, shorthands, Text, tokens } from '@fluentui/react-components';
import { onDemand } from '../../../text/on-demand.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Section } from '../../../ui/section.tsx';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { PlannedChange } from '../api/provisioned-entry.ts';
import { ModifiedTable } from './modified-table.tsx';

const { explain: words, result } = onDemand;

const tones: Readonly<Record<PlannedChange['kind'], Tone>> = {
  create: 'success',
  update: 'info',
  disable: 'warning',
  delete: 'danger',
  none: 'neutral',
};

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  verdict: { fontWeight: tokens.fontWeightSemibold },
  heading: { fontSize: tokens.fontSizeBase300, margin: 0 },
  code: {
    margin: 0,
    padding: tokens.spacingHorizontalS,
    maxHeight: '320px',
    overflow: 'auto',
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    backgroundColor: tokens.colorNeutralBackground3,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
});

export function PlannedChangeSection({ change, reason }: { change: PlannedChange | null; reason: string }) {
  const styles = useStyles();
  if (!change) {
    return (
      <Section title={words.planned}>
        <StatusBadge tone="danger">{words.stopped}</StatusBadge> <Text>{reason}</Text>
      </Section>
    );
  }
  const facts = [
    { name: result.reason, value: change.kind === 'none' ? reason : '' },
    { name: result.errorCode, value: change.reason ?? '' },
    { name: result.targetId, value: change.targetId && <Copyable value={change.targetId} what={result.targetId} /> },
  ].filter(({ value }) => value !== '' && value !== null);
  return (
    <Section title={words.planned}>
      <div className={styles.root}>
        <span className={styles.verdict}>
          <StatusBadge tone={tones[change.kind]}>{words.kinds[change.kind]}</StatusBadge>
        </span>
        {facts.length > 0 && <Facts facts={facts} />}
        {change.kind !== 'none' && (
          <>
            <h3 className={styles.heading}>{words.change}</h3>
            <ModifiedTable properties={change.modifiedProperties} />
            {change.operations.length > 0 && (
              <>
                <h3 className={styles.heading}>{words.operations}</h3>
                <Text>{words.operationsBody}</Text>
                <pre className={styles.code} tabIndex={0} aria-label={words.operations}>
                  {change.operations.map((operation) => JSON.stringify(operation)).join('\n')}
                </pre>
              </>
            )}
          </>
        )}
      </div>
    </Section>
  );
}
