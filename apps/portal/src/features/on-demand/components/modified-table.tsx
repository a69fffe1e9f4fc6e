/** Attributes of the application with what they were and what they become. */
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { onDemand } from '../../../text/on-demand.ts';
import type { ModifiedProperty } from '../api/provisioned-entry.ts';
import { DetailTable } from './detail-table.tsx';

const { details: words } = onDemand;
/** In the place of a value that a mapping keeps out of sight. */
const redacted = '[Redact]';

const useStyles = makeStyles({ none: { color: tokens.colorNeutralForeground3 } });

export function ModifiedTable({ properties }: { properties: readonly ModifiedProperty[] }) {
  if (properties.length === 0) return <Text>{words.noModified}</Text>;
  return (
    <DetailTable
      label={words.modified}
      headers={[words.targetAttribute, words.oldValue, words.newValue]}
      rows={properties.map(({ displayName, oldValue, newValue }) => [
        displayName,
        <Value key="old" value={oldValue} />,
        <Value key="new" value={newValue} />,
      ])}
    />
  );
}

function Value({ value }: { value: string | null }) {
  const styles = useStyles();
  if (value === null || value === '') return <span className={styles.none}>{words.noValue}</span>;
  return <span title={value === redacted ? words.redacted : undefined}>{value}</span>;
}
