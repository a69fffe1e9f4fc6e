/** What a preview found: how many accounts would be created, changed, disabled or deleted, and examples of each. */
import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Button,
  makeStyles,
  mergeClasses,
  shorthands,
  Text,
  tokens,
} from '@fluentui/react-components';
import { showCount } from '../../../lib/times.ts';
import { mappings } from '../../../text/mappings.ts';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import { previewKinds, type Preview, type PreviewExample, type PreviewKind } from '../api/preview.ts';

const { save: words } = mappings;

const tones: Readonly<Record<PreviewKind, Tone>> = {
  create: 'success',
  update: 'info',
  disable: 'warning',
  delete: 'danger',
  failed: 'danger',
  none: 'neutral',
};
const shownAttributes = 10;

const useStyles = makeStyles({
  counts: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(112px, 1fr))',
    gap: tokens.spacingHorizontalM,
    margin: 0,
  },
  count: {
    display: 'flex',
    flexDirection: 'column-reverse',
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
  },
  number: { margin: 0, fontSize: tokens.fontSizeBase500, fontWeight: tokens.fontWeightSemibold },
  looked: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: tokens.spacingHorizontalM,
    marginBlockStart: tokens.spacingVerticalM,
    color: tokens.colorNeutralForeground2,
  },
  heading: { margin: 0, marginBlock: tokens.spacingVerticalM, fontSize: tokens.fontSizeBase300 },
  title: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalM, textAlign: 'start' },
  frame: { overflowX: 'auto' },
  table: { width: '100%', borderCollapse: 'collapse', '& th': { textAlign: 'start' } },
  cell: {
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke3,
    overflowWrap: 'anywhere',
    verticalAlign: 'top',
    fontSize: tokens.fontSizeBase200,
  },
  mono: { fontFamily: tokens.fontFamilyMonospace },
  faint: { color: tokens.colorNeutralForeground3 },
});

export function PreviewResult({ preview, onMore }: { preview: Preview; onMore: () => void }) {
  const styles = useStyles();
  const { counts, lookedAt, isComplete, sample } = preview;
  const isQuiet = previewKinds.every((kind) => kind === 'none' || counts[kind] === 0);
  const examples = sample.filter(({ kind }) => kind !== 'none');
  return (
    <div>
      <dl className={styles.counts} aria-label={words.countsLabel}>
        {previewKinds.map((kind) => (
          <div key={kind} className={styles.count}>
            <dt>
              <StatusBadge tone={counts[kind] === 0 ? 'neutral' : tones[kind]}>{words.counts[kind]}</StatusBadge>
            </dt>
            <dd className={styles.number}>{showCount(counts[kind])}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.looked} role="status">
        <span>
          {lookedAt === 0
            ? words.nobody
            : isComplete
              ? words.complete(showCount(lookedAt))
              : words.incomplete(showCount(lookedAt))}{' '}
          {lookedAt > 0 && isComplete && isQuiet && words.unchanged}
        </span>
        {!isComplete && (
          <Button size="small" onClick={onMore}>
            {words.more}
          </Button>
        )}
      </div>
      {examples.length > 0 && (
        <>
          <h3 className={styles.heading}>{words.sample}</h3>
          <Accordion collapsible multiple defaultOpenItems={[`${examples[0]?.objectId} ${examples[0]?.kind}`]}>
            {examples.map((example) => (
              <Example key={`${example.objectId} ${example.kind}`} example={example} />
            ))}
          </Accordion>
        </>
      )}
    </div>
  );
}

function Example({ example }: { example: PreviewExample }) {
  const styles = useStyles();
  const { objectId, kind, displayName, objectTypeName, reason, modifiedProperties } = example;
  const more = modifiedProperties.length - shownAttributes;
  return (
    <AccordionItem value={`${objectId} ${kind}`}>
      <AccordionHeader as="h4" size="small">
        <span className={styles.title}>
          <StatusBadge tone={tones[kind]}>{words.counts[kind]}</StatusBadge>
          <span>{displayName}</span>
          <span className={styles.faint}>{objectTypeName}</span>
        </span>
      </AccordionHeader>
      <AccordionPanel>
        {reason && <Text block>{reason}</Text>}
        {modifiedProperties.length > 0 && (
          <div className={styles.frame}>
            <table className={styles.table}>
              <thead>
                <tr>
                  {[words.attribute, words.before, words.after].map((header) => (
                    <th key={header} scope="col" className={styles.cell}>
                      {header}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {modifiedProperties.slice(0, shownAttributes).map(({ displayName: name, oldValue, newValue }) => (
                  <tr key={name}>
                    <th scope="row" className={mergeClasses(styles.cell, styles.mono)}>
                      {name}
                    </th>
                    <td className={styles.cell}>{oldValue ?? <span className={styles.faint}>{words.empty}</span>}</td>
                    <td className={styles.cell}>{newValue ?? <span className={styles.faint}>{words.empty}</span>}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
        {more > 0 && <Text className={styles.faint}>{words.moreAttributes(more)}</Text>}
      </AccordionPanel>
    </AccordionItem>
  );
}
