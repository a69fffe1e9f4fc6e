/** The whole schema as JSON: kept as a file, brought from one, changed by hand; compared before it is saved. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import {
  ArrowDownloadRegular,
  ArrowUploadRegular,
  HistoryRegular,
  TextIndentIncreaseRegular,
} from '@fluentui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { saveFile } from '../../../lib/download.ts';
import { paths } from '../../../lib/paths.ts';
import { mappings } from '../../../text/mappings.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { Section } from '../../../ui/section.tsx';
import { saveSchema } from '../api/schema.ts';
import { JsonDiff, JsonEditor } from './json-editor.tsx';
import { MappedPage, mappingBreadcrumb, type Mapped } from './mapped-page.tsx';
import { SavePane } from './save-pane.tsx';
import { readSchema } from './schema-problems.ts';
import { toComparable, toText } from './schema-text.ts';

const { schema: words } = mappings;
const mostBytes = 10 * 1024 * 1024;
const mostProblems = 5;

const useStyles = makeStyles({
  status: { marginBlockStart: tokens.spacingVerticalS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL, overflowWrap: 'anywhere' },
});

export function SchemaPage() {
  return (
    <MappedPage title={words.title}>
      {(mapped) => <SchemaEditor key={mapped.schema.version ?? ''} mapped={mapped} />}
    </MappedPage>
  );
}

function SchemaEditor({ mapped }: { mapped: Mapped }) {
  const styles = useStyles();
  const { application, job, schema, refused } = mapped;
  const notify = useNotify();
  const navigate = useNavigate();
  const original = useMemo(() => toText(schema), [schema]);
  const [text, setText] = useState(original);
  const [isSaving, setSaving] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const read = useMemo(() => readSchema(text), [text]);
  const { problems } = read;
  const isDirty = text !== original;

  const importFile = async (chosen: File | undefined): Promise<void> => {
    if (!chosen) return;
    if (chosen.size > mostBytes) return notify(words.tooLarge, { intent: 'error' });
    setText(await chosen.text());
    notify(words.imported, { intent: 'info' });
  };
  const name = `${application.displayName} schema ${schema.version ?? ''}.json`.replaceAll(/[\\/:*?"<>|]/g, '-');
  const commands = [
    {
      key: 'download',
      label: words.download,
      icon: <ArrowDownloadRegular />,
      onClick: () => saveFile(name, new Blob([original], { type: 'application/json' })),
    },
    {
      key: 'import',
      label: words.import,
      icon: <ArrowUploadRegular />,
      refused,
      onClick: () => file.current?.click(),
    },
    {
      key: 'format',
      label: words.format,
      icon: <TextIndentIncreaseRegular />,
      refused: refused ?? (read.schema ? undefined : problems[0]),
      onClick: () => setText(JSON.stringify(JSON.parse(text), null, 2)),
    },
    {
      key: 'versions',
      label: words.versions,
      icon: <HistoryRegular />,
      onClick: () => void navigate({ to: paths.schemaVersions, params: { applicationId: application.id } }),
    },
  ];
  return (
    <Page
      title={words.title}
      description={words.description}
      breadcrumb={mappingBreadcrumb(application)}
      commands={commands}
    >
      {refused !== undefined && <PermissionBar needed={mappings.needed} />}
      <input
        ref={file}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={words.import}
        onChange={(event) => {
          void importFile(event.target.files?.[0]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      <JsonEditor label={words.label} value={text} onChange={setText} isReadOnly={refused !== undefined} />
      <div className={styles.status} role="status">
        {problems.length === 0 ? (
          <MessageBar intent="success" layout="multiline">
            <MessageBarBody>{words.valid}</MessageBarBody>
          </MessageBar>
        ) : (
          <MessageBar intent="error" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{words.invalid(problems.length)}</MessageBarTitle>
              <ul className={styles.list}>
                {problems.slice(0, mostProblems).map((problem) => (
                  <li key={problem}>{problem}</li>
                ))}
                {problems.length > mostProblems && <li>{words.moreProblems(problems.length - mostProblems)}</li>}
              </ul>
            </MessageBarBody>
          </MessageBar>
        )}
      </div>
      {refused === undefined && (
        <SaveBar
          isDirty={isDirty}
          isSaving={isSaving}
          disabled={problems.length > 0}
          saveLabel={words.review}
          onDiscard={() => setText(original)}
          onSave={() => setSaving(true)}
        />
      )}
      {isSaving && read.schema && (
        <SavePane
          title={words.reviewTitle}
          job={job}
          schema={read.schema}
          onSave={() => saveSchema(job, read.schema, schema.version)}
          onSaved={() => notify(mappings.save.done, { body: mappings.save.doneBody })}
          onClose={() => setSaving(false)}
        >
          <Section title={words.differences}>
            <JsonDiff label={words.differences} before={toComparable(schema)} after={toComparable(read.schema)} />
          </Section>
        </SavePane>
      )}
    </Page>
  );
}
