/** Bulk import: a file, what it would do, and then done. */
import {
  Button,
  Field,
  makeStyles,
  MessageBar,
  MessageBarBody,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { saveFile } from '../../../lib/download.ts';
import { showCount } from '../../../lib/times.ts';
import { importPeople as text } from '../../../text/import-people.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { Section } from '../../../ui/section.tsx';
import { UnsavedGuard } from '../../../ui/unsaved-guard.tsx';
import { importFile, isKnownType, maxFileBytes, template } from '../api/import-file.ts';
import { FileDrop } from './file-drop.tsx';
import { ImportReportView } from './import-report.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '1280px' },
  buttons: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

export function ImportPage() {
  return (
    <Requires any={['Directory.ReadWrite.All']} needed={text.needed} fallbackTitle={text.title}>
      <Import />
    </Requires>
  );
}

function Import() {
  const styles = useStyles();
  const client = useQueryClient();
  const notify = useNotify();
  const [file, setFile] = useState<File>();
  const [refused, setRefused] = useState<string>();
  const preview = useMutation({ mutationFn: (given: File) => importFile(given, { preview: true }) });
  const run = useMutation({
    mutationFn: (given: File) => importFile(given, { preview: false }),
    onSuccess: () => {
      notify(text.done);
      void client.invalidateQueries({ queryKey: ['users'] });
      void client.invalidateQueries({ queryKey: ['groups'] });
    },
  });
  const take = (given: File | undefined): void => {
    preview.reset();
    run.reset();
    const problem = given && problemOf(given);
    setRefused(problem);
    setFile(problem === undefined ? given : undefined);
    if (given && problem === undefined) preview.mutate(given);
  };
  const changes = preview.data ? preview.data.created + preview.data.updated : 0;
  const wouldDo = changes + (preview.data?.membershipsAdded ?? 0);

  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        {
          key: 'template',
          label: text.template,
          icon: <ArrowDownloadRegular />,
          onClick: () => saveFile(text.templateName, template()),
        },
      ]}
    >
      <UnsavedGuard isDirty={run.isPending} />
      <div className={styles.root}>
        {refused !== undefined && (
          <MessageBar intent="error">
            <MessageBarBody>{refused}</MessageBarBody>
          </MessageBar>
        )}
        {file === undefined ? (
          <>
            <FileDrop onFile={take} />
            <Section title={text.columns}>
              <Text>{text.columnsBody}</Text>
            </Section>
          </>
        ) : (
          <div className={styles.buttons}>
            <Text weight="semibold">{text.file(file.name, sizeOf(file))}</Text>
            {preview.data && !run.data && wouldDo > 0 && (
              <Button appearance="primary" disabled={run.isPending} onClick={() => run.mutate(file)}>
                {text.run(showCount(wouldDo))}
              </Button>
            )}
            <Button disabled={run.isPending} onClick={() => take(undefined)}>
              {text.another}
            </Button>
          </div>
        )}
        {preview.isPending && (
          <Field validationMessage={text.looking} validationState="none">
            <ProgressBar aria-label={text.looking} />
          </Field>
        )}
        {run.isPending && (
          <Field validationMessage={text.importing} validationState="none">
            <ProgressBar aria-label={text.importing} />
          </Field>
        )}
        {preview.error && <Problem error={preview.error} />}
        {run.error && <Problem error={run.error} />}
        {run.data ? (
          <>
            <MessageBar intent="success">
              <MessageBarBody>{text.done}</MessageBarBody>
            </MessageBar>
            <ImportReportView report={run.data} kind="did" />
          </>
        ) : (
          preview.data && (
            <>
              {wouldDo === 0 && preview.data.rejected.length === 0 && <EmptyState {...text.nothing} />}
              <ImportReportView report={preview.data} kind="would" />
            </>
          )
        )}
      </div>
    </Page>
  );
}

function problemOf(file: File): string | undefined {
  if (!isKnownType(file)) return text.wrongType;
  return file.size > maxFileBytes ? text.tooLarge : undefined;
}

const sizeOf = ({ size }: File): string =>
  size < 1_048_576 ? `${Math.max(1, Math.round(size / 1024))} KiB` : `${(size / 1_048_576).toFixed(1)} MiB`;
