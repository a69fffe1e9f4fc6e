/** Asks before something is done to several things, does it in batches, shows how far it came and what failed. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  ProgressBar,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { sendBatches, type BatchRequest } from '../lib/batch.ts';
import { showCount } from '../lib/times.ts';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { Problem } from './problem.tsx';
import { useShowsPageAgain } from './shows-page-again.ts';

export type BulkItem = { readonly name: string; readonly request: BatchRequest };

type BulkDialogProps = {
  readonly title: string;
  /** The consequence. */
  readonly children: ReactNode;
  readonly action: string;
  readonly items: readonly BulkItem[];
  /** Told when all were sent, with how many succeeded; the dialog closes by itself when none failed. */
  readonly onDone: (succeeded: number) => void;
  readonly onClose: () => void;
};

const failuresShown = 20;

/** Draw it only while it is open. */
export function BulkDialog({ title, children, action, items: given, onDone, onClose }: BulkDialogProps) {
  // What was chosen when it opened: the list behind it forgets that when it is done.
  const [items] = useState(given);
  useShowsPageAgain();
  const [done, setDone] = useState(0);
  const [stop] = useState(() => new AbortController());
  const run = useMutation({
    mutationFn: async () => {
      const problems = await sendBatches(
        items.map(({ request }) => request),
        { onProgress: setDone, signal: stop.signal },
      );
      return problems.flatMap((problem, index) => (problem ? [{ name: items[index]?.name ?? '', problem }] : []));
    },
    onSuccess: (failures) => {
      onDone(items.length - failures.length);
      if (failures.length === 0) onClose();
    },
  });
  const all = showCount(items.length);
  const failures = run.data ?? [];
  const close = (): void => {
    stop.abort();
    onClose();
  };
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && close()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{failures.length > 0 ? lists.failed(showCount(failures.length), all) : title}</DialogTitle>
          <DialogContent>
            {failures.length === 0 && children}
            {run.isPending && (
              <Field validationMessage={lists.progress(showCount(done), all)} validationState="none">
                <ProgressBar value={done} max={items.length} aria-label={title} />
              </Field>
            )}
            {run.error && <Problem error={run.error} />}
            {failures.length > 0 && (
              <ul>
                {failures.slice(0, failuresShown).map(({ name, problem }) => (
                  <li key={name}>
                    <b>{name}</b>: {problem.message}
                  </li>
                ))}
                {failures.length > failuresShown && (
                  <li>{lists.moreFailed(showCount(failures.length - failuresShown))}</li>
                )}
              </ul>
            )}
          </DialogContent>
          <DialogActions>
            {!run.isSuccess && (
              <Button appearance="primary" disabled={run.isPending} onClick={() => run.mutate()}>
                {action}
              </Button>
            )}
            <Button onClick={close}>{run.isSuccess ? phrases.close : phrases.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
