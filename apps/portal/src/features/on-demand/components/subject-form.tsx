/** Whom it is about: a person or a group, which stands in the address. */
import { makeStyles, Tab, TabList, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { onDemand } from '../../../text/on-demand.ts';
import { Loading } from '../../../ui/loading.tsx';
import { ObjectField } from '../../../ui/object-field.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { Problem } from '../../../ui/problem.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import { sourceObjectQuery, type SourceObject } from '../../mappings/api/source-object.ts';
import { findPrincipals } from '../../users/api/find-principals.ts';

const { subject: words } = onDemand;
const kinds = ['User', 'Group'] as const;
export type Kind = (typeof kinds)[number];

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, maxWidth: '640px' },
  kinds: { marginInlineStart: `calc(-1 * ${tokens.spacingHorizontalM})` },
});

export type ChosenSubject = { readonly object?: string | undefined; readonly kind?: Kind | undefined };

/** The chosen object, as provisioning sees it. */
export const useSubject = (job: JobOf, { object }: ChosenSubject) =>
  useQuery({ ...sourceObjectQuery(job, object ?? ''), enabled: object !== undefined });

type SubjectFormProps = {
  readonly chosen: ChosenSubject;
  readonly found: ReturnType<typeof useSubject>;
  readonly onChange: (chosen: ChosenSubject) => void;
};

export function SubjectForm({ chosen, found, onChange }: SubjectFormProps) {
  const styles = useStyles();
  const { object } = chosen;
  const kind = found.data?.objectTypeName ?? chosen.kind ?? 'User';
  if (object !== undefined && found.isPending) return <Loading />;
  return (
    <div className={styles.root}>
      {object !== undefined && found.error && <Problem error={found.error} onRetry={() => void found.refetch()} />}
      <TabList
        className={styles.kinds}
        aria-label={words.kind}
        size="small"
        selectedValue={kind}
        onTabSelect={(_event, { value }) => onChange({ kind: value === 'Group' ? 'Group' : undefined })}
      >
        {kinds.map((one) => (
          <Tab key={one} value={one}>
            {words.kinds[one]}
          </Tab>
        ))}
      </TabList>
      <ObjectField
        key={kind}
        label={kind === 'User' ? words.findUser : words.findGroup}
        searchKey={['principals', kind]}
        search={(text, signal) => findPrincipals([kind], text, signal)}
        nothingFound={kind === 'User' ? words.noUser : words.noGroup}
        chosen={object === undefined || !found.data ? undefined : toPickable(found.data)}
        onChange={(one) => onChange({ object: one?.id, kind: kind === 'Group' ? 'Group' : undefined })}
      />
    </div>
  );
}

const toPickable = ({ id, displayName, userPrincipalName, objectTypeName }: SourceObject): Pickable => ({
  id,
  name: displayName,
  detail: userPrincipalName ?? words.kinds[objectTypeName],
  kind: objectTypeName,
});
