/** Assigns everybody whom a CSV file names: the file, what each line would do, then the doing, with progress. */
import { Button, Field, Link, makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { DocumentArrowUpRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { sendBatches } from '../../../lib/batch.ts';
import { saveFile } from '../../../lib/download.ts';
import { showCount } from '../../../lib/times.ts';
import { assignments as text } from '../../../text/assignments.ts';
import { phrases } from '../../../text/phrases.ts';
import { Loading } from '../../../ui/loading.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { Application } from '../../applications/api/application.ts';
import { checkLines, readLines, type CheckedLine } from '../api/assignment-file.ts';
import { assigning, assignmentsChanged } from '../api/assignments.ts';
import { rolesForPeople } from '../api/roles.ts';
import { CheckedLines } from './checked-lines.tsx';

const { file: words } = text;
const mostBytes = 8 * 1024 * 1024;

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, alignItems: 'stretch' },
  start: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

type AssignFromFilePaneProps = { readonly application: Application; readonly onClose: () => void };

export function AssignFromFilePane({ application, onClose }: AssignFromFilePaneProps) {
  const styles = useStyles();
  const notify = useNotify();
  const input = useRef<HTMLInputElement>(null);
  const [stop] = useState(() => new AbortController());
  useEffect(() => () => stop.abort(), [stop]);
  const [done, setDone] = useState(0);
  const check = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > mostBytes) throw new Error(words.tooLarge);
      const lines = readLines(await file.text());
      if (lines.length === 0) throw new Error(words.noRows);
      return checkLines(application, lines, stop.signal);
    },
    onMutate: () => {
      setDone(0);
      assign.reset();
    },
  });
  const toAssign = (check.data ?? []).filter(({ verdict }) => verdict === 'assign');
  const assign = useMutation({
    mutationFn: async () => {
      const problems = await sendBatches(
        toAssign.map(({ principalId = '', appRoleId = '' }) => assigning(application.id, principalId, appRoleId)),
        { onProgress: setDone, signal: stop.signal },
      );
      await assignmentsChanged(application.id);
      return toAssign.flatMap((line, index): readonly CheckedLine[] => {
        const problem = problems[index];
        return problem ? [{ ...line, verdict: 'wrong', problem: problem.message }] : [];
      });
    },
    onSuccess: (failed) => {
      notify(text.assigned(showCount(toAssign.length - failed.length)), {
        ...(failed.length > 0 ? { intent: 'warning', body: words.failed(showCount(failed.length)) } : {}),
      });
      if (failed.length === 0) onClose();
    },
  });
  const all = showCount(toAssign.length);
  return (
    <SidePane
      title={words.title}
      wide
      onClose={onClose}
      footer={
        <>
          {check.data && !assign.isSuccess && (
            <Button
              appearance="primary"
              disabled={toAssign.length === 0 || assign.isPending}
              onClick={() => assign.mutate()}
            >
              {words.assign(all)}
            </Button>
          )}
          <Button onClick={onClose}>{assign.isSuccess ? phrases.close : phrases.cancel}</Button>
        </>
      }
    >
      <div className={styles.content}>
        <Text>{words.lead}</Text>
        <div className={styles.start}>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            aria-label={words.choose}
            hidden
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) check.mutate(file);
              target.value = '';
            }}
          />
          <Button
            appearance={check.data ? 'secondary' : 'primary'}
            icon={<DocumentArrowUpRegular />}
            disabled={check.isPending || assign.isPending}
            onClick={() => input.current?.click()}
          >
            {check.data ? words.another : words.choose}
          </Button>
          <Link as="button" onClick={() => saveFile('assignments.csv', exampleOf(application))}>
            {words.template}
          </Link>
          {check.variables && <Text>{words.chosen(check.variables.name)}</Text>}
        </div>
        {check.isPending && <Loading label={words.checking} />}
        {check.error && <Problem error={check.error} />}
        {assign.error && <Problem error={assign.error} />}
        {assign.isPending && (
          <Field validationMessage={words.assigning(showCount(done), all)} validationState="none">
            <ProgressBar value={done} max={toAssign.length} aria-label={words.title} />
          </Field>
        )}
        {assign.data && assign.data.length > 0 ? (
          <CheckedLines lines={assign.data} />
        ) : (
          check.data && <CheckedLines lines={check.data} />
        )}
      </div>
    </SidePane>
  );
}

function exampleOf(application: Application): Blob {
  const role = rolesForPeople(application)[0]?.displayName ?? '';
  const example = `${words.columns}\r\nada@example.com,${role}\r\n`;
  return new Blob([example], { type: 'text/csv' });
}
