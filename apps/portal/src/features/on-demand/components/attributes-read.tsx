/** The source attributes that mappings and filters use, with the values of one object. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { onDemand } from '../../../text/on-demand.ts';
import { QueryState } from '../../../ui/query-state.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import { sourceObjectQuery } from '../../mappings/api/source-object.ts';
import type { ProvisionedEntry } from '../api/provisioned-entry.ts';
import { DetailTable } from './detail-table.tsx';
import { attributesRead, mappingOf } from './mapped-attributes.ts';

const { details: words } = onDemand;

const useStyles = makeStyles({ none: { color: tokens.colorNeutralForeground3 } });

type AttributesReadProps = {
  readonly entry: ProvisionedEntry;
  readonly schema: SynchronizationSchema;
  readonly job: JobOf;
};

export function AttributesRead({ entry, schema, job }: AttributesReadProps) {
  const styles = useStyles();
  const { id, type } = entry.sourceIdentity;
  const object = useQuery(sourceObjectQuery(job, id));
  const mapping = mappingOf(schema, type);
  const names = mapping ? attributesRead(mapping) : [];
  return (
    <>
      <Text>{words.attributesBody}</Text>
      <QueryState query={object}>
        {({ properties, appRoles }) => {
          const values = new Map(properties.map(({ key, value }) => [key, value]));
          if (appRoles.length > 0) values.set('appRoleAssignments', appRoles);
          return (
            <DetailTable
              label={words.attributes}
              headers={[words.attribute, words.value]}
              rows={names.map((name) => {
                const value = values.get(name);
                const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
                return [name, text === '' ? <span className={styles.none}>{words.noValue}</span> : text];
              })}
            />
          );
        }}
      </QueryState>
    </>
  );
}
