/** One version beside the current one, with the way back to it; and any two versions. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { saveFile } from '../../../lib/download.ts';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Facts } from '../../../ui/facts.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import { restoreSchemaVersion } from '../api/schema.ts';
import { schemaVersionQuery, type WholeSchemaVersion } from '../api/schema-versions.ts';
import { JsonDiff } from './json-editor.tsx';
import type { Mapped } from './mapped-page.tsx';
import { SavePane } from './save-pane.tsx';
import { toComparable, toText } from './schema-text.ts';
import { savedByOf } from './schema-version-words.ts';

const { versions: words } = mappings;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBlockEnd: tokens.spacingVerticalL,
  },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  heading: { margin: 0, fontSize: tokens.fontSizeBase300 },
});

type VersionPaneProps = { readonly mapped: Mapped; readonly onClose: () => void };

export function ShowVersion({ mapped, id, onClose }: VersionPaneProps & { id: string }) {
  const styles = useStyles();
  const { job, schema, refused } = mapped;
  const notify = useNotify();
  const [isRestoring, setRestoring] = useState(false);
  const version = useQuery(schemaVersionQuery(job, id));
  const isCurrent = schema.version === version.data?.version;
  const hindrance = isCurrent ? words.isCurrent : refused;
  if (isRestoring && version.data) {
    return (
      <SavePane
        title={words.restoreTitle(id)}
        action={words.restoreThis(id)}
        job={job}
        schema={version.data.schema}
        onSave={() => restoreSchemaVersion(job, Number(id))}
        onSaved={() => notify(words.restoredNow(id), { body: mappings.save.doneBody })}
        onClose={onClose}
      >
        <Text>{words.restoreBody(id)}</Text>
      </SavePane>
    );
  }
  return (
    <SidePane
      title={words.showTitle(id)}
      wide
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={!version.data || hindrance !== undefined}
            title={hindrance}
            onClick={() => setRestoring(true)}
          >
            {words.restoreThis(id)}
          </Button>
          <Button disabled={!version.data} onClick={() => version.data && download(version.data)}>
            {words.download}
          </Button>
          <Button onClick={onClose}>{phrases.close}</Button>
        </>
      }
    >
      <QueryState query={version}>
        {(found) => (
          <div className={styles.root}>
            <Facts
              facts={[
                {
                  name: words.saved,
                  value: found.savedDateTime === null ? words.unknown : <Time iso={found.savedDateTime} exact />,
                },
                { name: words.savedBy, value: savedByOf(found) },
                ...(found.restoredFromVersion === null
                  ? []
                  : [{ name: words.restore, value: words.restored(found.restoredFromVersion) }]),
                ...(found.changes.length === 0
                  ? []
                  : [
                      {
                        name: words.changes,
                        value: (
                          <ul className={styles.list}>
                            {found.changes.map((change) => (
                              <li key={change}>{change}</li>
                            ))}
                          </ul>
                        ),
                      },
                    ]),
              ]}
            />
            <h3 className={styles.heading}>{isCurrent ? words.isCurrent : words.differencesToCurrent}</h3>
            {!isCurrent && <Comparison before={toComparable(found.schema)} after={toComparable(schema)} />}
          </div>
        )}
      </QueryState>
    </SidePane>
  );
}

export function CompareVersions({ mapped, from, to, onClose }: VersionPaneProps & { from: string; to: string }) {
  const older = useQuery(schemaVersionQuery(mapped.job, from));
  const newer = useQuery(schemaVersionQuery(mapped.job, to));
  return (
    <SidePane
      title={words.compareTitle(from, to)}
      wide
      onClose={onClose}
      footer={<Button onClick={onClose}>{phrases.close}</Button>}
    >
      <QueryState query={older}>
        {(before) => (
          <QueryState query={newer}>
            {(after) => <Comparison before={toComparable(before.schema)} after={toComparable(after.schema)} />}
          </QueryState>
        )}
      </QueryState>
    </SidePane>
  );
}

function Comparison({ before, after }: { before: string; after: string }) {
  if (before === after) return <Text>{words.same}</Text>;
  return <JsonDiff label={mappings.schema.differences} before={before} after={after} />;
}

const download = ({ id, schema }: WholeSchemaVersion): void =>
  saveFile(`schema version ${id}.json`, new Blob([toText(schema)], { type: 'application/json' }));
