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
import { common } from '../text/common.ts';

/** Draw it on every page with a form. Going to another `?` of the same page is no leaving. */
export function UnsavedGuard({ isDirty }: { isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => isDirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => isDirty,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && blocker.reset()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{common.unsaved.title}</DialogTitle>
          <DialogContent>{common.unsaved.body}</DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={() => blocker.proceed()}>
              {common.unsaved.leave}
            </Button>
            <Button onClick={() => blocker.reset()}>{common.unsaved.stay}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
