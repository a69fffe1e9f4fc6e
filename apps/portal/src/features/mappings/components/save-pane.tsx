/** Before a schema is saved: what would change for whom, then that everybody will be looked at anew. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  ProgressBar,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { mappings } from '../../../text/mappings.ts';
import { Problem } from '../../../ui/problem.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import type { JobOf } from '../api/job.ts';
import { previewSchema, type PreviewLook } from '../api/preview.ts';
import { PreviewResult } from './preview-result.tsx';

const { save: words } = mappings;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    paddingBlockEnd: tokens.spacingVerticalL,
  },
  running: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  skip: { alignSelf: 'flex-start' },
});

type SavePaneProps = {
  readonly title?: string;
  readonly action?: string;
  readonly job: JobOf;
  /** What is looked at; saved by `onSave`. */
  readonly schema: SynchronizationSchema;
  readonly onSave: () => Promise<unknown>;
  readonly onSaved: () => void;
  readonly onClose: () => void;
  /** Above the preview. */
  readonly children?: ReactNode;
};

/** Draw it only while it is open. */
export function SavePane(props: SavePaneProps) {
  const { title = words.title, action = words.save, job, schema, onSave, onSaved, onClose, children } = props;
  const styles = useStyles();
  const [isSkipped, setSkipped] = useState(false);
  const request = useRef<AbortController>(undefined);
  const preview = useMutation({
    mutationFn: (look: PreviewLook) => {
      request.current?.abort();
      request.current = new AbortController();
      return previewSchema(job, schema, { look, signal: request.current.signal });
    },
  });
  const { mutate } = preview;
  useEffect(() => {
    mutate('quick');
    return () => request.current?.abort();
    // Once, when the pane opens: what it is about does not change while it is open.
  }, [mutate]);
  const save = useMutation({
    mutationFn: onSave,
    onSuccess: () => {
      onSaved();
      onClose();
    },
  });
  const skip = (): void => {
    setSkipped(true);
    request.current?.abort();
  };
  const { counts } = preview.data ?? {};
  const leaving = (counts?.disable ?? 0) + (counts?.delete ?? 0);
  return (
    <SidePane
      title={title}
      wide
      onClose={onClose}
      footer={
        <>
          <Button
            appearance="primary"
            disabled={(preview.isPending && !isSkipped) || save.isPending}
            onClick={() => save.mutate()}
          >
            {action}
          </Button>
          <Button onClick={onClose}>{phrases.cancel}</Button>
        </>
      }
    >
      <div className={styles.root}>
        {children}
        {preview.isPending && !isSkipped && (
          <div className={styles.running} role="status">
            <Text>{words.looking}</Text>
            <ProgressBar aria-label={words.looking} />
            <Button className={styles.skip} onClick={skip}>
              {words.skip}
            </Button>
          </div>
        )}
        {isSkipped && <Text>{words.skipped}</Text>}
        {preview.error && !isSkipped && (
          <div>
            <Problem error={preview.error} title={words.failed} onRetry={() => mutate('quick')} />
            <Text>{words.failedHelp}</Text>
          </div>
        )}
        {preview.data && !preview.isPending && (
          <PreviewResult preview={preview.data} onMore={() => mutate('thorough')} />
        )}
        {leaving > 0 && !preview.isPending && (
          <MessageBar intent="warning" layout="multiline">
            <MessageBarBody>
              <MessageBarTitle>{words.leaving(showCount(leaving))}</MessageBarTitle>
              {words.leavingBody}
            </MessageBarBody>
          </MessageBar>
        )}
        <MessageBar intent="info" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{words.confirm}</MessageBarTitle>
            {words.confirmBody}
          </MessageBarBody>
        </MessageBar>
        {save.error && <Problem error={save.error} />}
      </div>
    </SidePane>
  );
}
