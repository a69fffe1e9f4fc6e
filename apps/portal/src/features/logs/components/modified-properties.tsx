/** Properties with what they were and what they became. */
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { logs } from '../../../text/logs.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import type { ModifiedProperty } from '../api/provisioning-record.ts';

const { details: words } = logs;
/** In the place of a value that a mapping keeps out of the log. */
const redacted = '[Redact]';

const useStyles = makeStyles({
  scroller: { overflowX: 'auto' },
  table: { width: '100%', borderCollapse: 'collapse', tableLayout: 'fixed', minWidth: '420px' },
  cell: {
    textAlign: 'start',
    verticalAlign: 'top',
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalS}`,
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke2,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
  },
  head: { fontWeight: tokens.fontWeightSemibold, backgroundColor: tokens.colorNeutralBackground2 },
  none: { color: tokens.colorNeutralForeground3 },
});

export function ModifiedProperties({ properties }: { properties: readonly ModifiedProperty[] }) {
  const styles = useStyles();
  if (properties.length === 0) return <EmptyState title={words.noProperties} body={words.noPropertiesBody} />;
  return (
    <div className={styles.scroller} tabIndex={0} role="region" aria-label={words.tabs.properties}>
      <table className={styles.table} aria-label={words.tabs.properties}>
        <thead>
          <tr>
            {[words.property, words.oldValue, words.newValue].map((header) => (
              <th key={header} scope="col" className={mergeClasses(styles.cell, styles.head)}>
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {properties.map(({ displayName, oldValue, newValue }, index) => (
            <tr key={index}>
              <td className={styles.cell}>{displayName}</td>
              <td className={styles.cell}>
                <Value value={oldValue} />
              </td>
              <td className={styles.cell}>
                <Value value={newValue} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Value({ value }: { value: string | null }) {
  const styles = useStyles();
  if (value === null || value === '') return <span className={styles.none}>{words.noValue}</span>;
  if (value === redacted)
    return (
      <Text font="monospace" title={words.redacted}>
        {redacted}
      </Text>
    );
  return <>{value}</>;
}
