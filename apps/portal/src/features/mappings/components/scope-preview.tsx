/** Who would be in scope of a filter that is not saved: counted over the directory, with examples, as long as one waits. */
import type { ObjectMapping, ScopeFilter, SynchronizationSchema } from '@drawbridge/contract';
import { Button, makeStyles, Spinner, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { showCount } from '../../../lib/times.ts';
import { scoping } from '../../../text/scoping.ts';
import { Problem } from '../../../ui/problem.tsx';
import type { JobOf } from '../api/job.ts';
import { previewSchema, type PreviewLook } from '../api/preview.ts';
import { PreviewResult } from './preview-result.tsx';
import { nameOf, withMapping } from './schema-access.ts';
import { isCompleteScope } from './scope-problems.ts';

const { preview: words } = scoping;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  buttons: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
  counts: { display: 'flex', flexWrap: 'wrap', columnGap: tokens.spacingHorizontalXXL, margin: 0 },
  count: { display: 'flex', flexDirection: 'column-reverse' },
  number: { margin: 0, fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600 },
  name: { color: tokens.colorNeutralForeground2 },
});

type ScopePreviewProps = {
  readonly job: JobOf;
  readonly schema: SynchronizationSchema;
  readonly mapping: ObjectMapping;
  readonly scope: ScopeFilter;
};

/** What is asked: the filter as it was when somebody asked. */
type Asked = { readonly scope: ScopeFilter; readonly look: PreviewLook };

export function ScopePreview({ job, schema, mapping, scope }: ScopePreviewProps) {
  const styles = useStyles();
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked>();
  const queryKey = ['synchronization', job.servicePrincipalId, 'scope-preview', job.jobId, nameOf(mapping), asked];
  const found = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      previewSchema(job, withMapping(schema, nameOf(mapping), { ...mapping, scope: asked?.scope ?? null }), {
        look: asked?.look ?? 'quick',
        signal,
      }),
    enabled: asked !== undefined,
    staleTime: Infinity,
    retry: false,
  });
  const ask = (look: PreviewLook): void => {
    if (asked && found.data === undefined) void client.resetQueries({ queryKey });
    setAsked({ scope, look });
  };
  const isOld = asked !== undefined && JSON.stringify(asked.scope) !== JSON.stringify(scope);
  const { data } = found;
  return (
    <div className={styles.root}>
      <Text>{words.body}</Text>
      <div className={styles.buttons}>
        <Button disabled={!isCompleteScope(scope) || found.isFetching} onClick={() => ask('quick')}>
          {data === undefined ? words.run : words.again}
        </Button>
        {found.isFetching && (
          <>
            <Button
              appearance="subtle"
              onClick={() => {
                void client.cancelQueries({ queryKey });
                setAsked(undefined);
              }}
            >
              {words.stop}
            </Button>
            <Spinner size="tiny" label={words.running} />
          </>
        )}
        {isOld && !found.isFetching && <Text role="status">{words.isOld}</Text>}
      </div>
      {found.error && <Problem error={found.error} />}
      {data && (
        <>
          <div role="status">
            <dl className={styles.counts}>
              {[
                { name: words.inScope, value: data.inScope },
                { name: words.outOfScope, value: data.lookedAt - data.inScope },
              ].map(({ name, value }) => (
                <div key={name} className={styles.count}>
                  <dt className={styles.name}>{name}</dt>
                  <dd className={styles.number}>{showCount(value)}</dd>
                </div>
              ))}
            </dl>
          </div>
          <PreviewResult preview={data} onMore={() => ask('thorough')} />
        </>
      )}
    </div>
  );
}
