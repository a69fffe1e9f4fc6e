/** Keeps unsaved edits from being lost by a click elsewhere, a reload or a closed tab. */
import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useBlocker } from '@tanstack/react-router';
import { phrases } from '../text/phrases.ts';
import { useShowsPageAgain } from './shows-page-again.ts';

/** Draw it on every page with a form. Going to another `?` of the same page is no leaving. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return <LeaveDialog onLeave={blocker.proceed} onStay={blocker.reset} />;
}

function LeaveDialog({ onLeave, onStay }: { onLeave: () => void; onStay: () => void }) {
  useShowsPageAgain();
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && onStay()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{phrases.unsaved.title}</DialogTitle>
          <DialogContent>{phrases.unsaved.body}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onLeave}>
              {phrases.unsaved.leave}
            </Button>
            <Button onClick={onStay}>{phrases.unsaved.stay}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
