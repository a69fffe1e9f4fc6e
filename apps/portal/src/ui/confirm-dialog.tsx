/** Asks before something that cannot be taken back, names what it is about, and stays open with the reason when it fails. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { phrases } from '../text/phrases.ts';
import { Problem } from './problem.tsx';
import { useShowsPageAgain } from './shows-page-again.ts';

export type ConfirmDialogProps = {
  readonly title: string;
  readonly children: ReactNode;
  /** The verb: "Delete", "Restart". */
  readonly action: string;
  /** Closes the dialog when it resolves. */
  readonly onConfirm: () => Promise<unknown>;
  readonly onClose: () => void;
  /** Told when it was done and the dialog is closed: the moment to go to another page, which a dialog does not survive well. */
  readonly onDone?: () => void;
};

/** Draw it only while it is open. */
export function ConfirmDialog({ title, children, action, onConfirm, onClose, onDone }: ConfirmDialogProps) {
  useShowsPageAgain();
  const run = useMutation({
    mutationFn: onConfirm,
    onSuccess: () => {
      onClose();
      onDone?.();
    },
  });
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent>
            {children}
            {run.error && <Problem error={run.error} />}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={run.isPending} onClick={() => run.mutate()}>
              {action}
            </Button>
            <Button onClick={onClose}>{phrases.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
