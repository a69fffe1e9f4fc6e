/** What a property was and what it became: JSON laid out, line by line, with a sign before each line that changed. */
import { makeStyles, mergeClasses, shorthands, tokens } from '@fluentui/react-components';
import { lineDiff, type DiffLine } from '../../../lib/line-diff.ts';
import { logs } from '../../../text/logs.ts';
import type { ModifiedProperty } from '../api/provisioning-record.ts';

const { details: words } = logs;

const useStyles = makeStyles({
  root: {
    margin: 0,
    overflowX: 'auto',
    maxHeight: '50vh',
    overflowY: 'auto',
    paddingBlock: tokens.spacingVerticalXS,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase200,
    backgroundColor: tokens.colorNeutralBackground2,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
    borderRadius: tokens.borderRadiusMedium,
  },
  line: {
    display: 'block',
    whiteSpace: 'pre',
    width: 'max-content',
    minWidth: '100%',
    boxSizing: 'border-box',
    paddingInline: tokens.spacingHorizontalS,
  },
  added: { backgroundColor: tokens.colorStatusSuccessBackground1, color: tokens.colorNeutralForeground1 },
  removed: { backgroundColor: tokens.colorStatusDangerBackground1, color: tokens.colorNeutralForeground1 },
  same: {},
});

const signs = { added: '+', removed: '-', same: ' ' } as const satisfies Record<DiffLine['kind'], string>;

export function PropertyDiff({ property }: { property: ModifiedProperty }) {
  const styles = useStyles();
  const lines = lineDiff(laidOut(property.oldValue), laidOut(property.newValue));
  return (
    <pre className={styles.root} tabIndex={0} role="region" aria-label={words.differences(property.displayName)}>
      {lines.map(({ kind, text }, index) => (
        <span key={index} className={mergeClasses(styles.line, styles[kind])}>
          {`${signs[kind]} ${text}`}
        </span>
      ))}
    </pre>
  );
}

/** Values are JSON in a text; what is none is shown as it is. */
function laidOut(value: string | null): string {
  if (value === null) return '';
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'string' ? parsed : JSON.stringify(parsed, undefined, 2);
  } catch {
    // Not JSON.
    return value;
  }
}
