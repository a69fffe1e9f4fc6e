/** Shows each thing that happened for a few seconds. Loaded when the first one has. */
import { Toast, ToastBody, Toaster, ToastTitle, useToastController } from '@fluentui/react-components';
import { useEffect, useRef } from 'react';
import type { Happened } from './notifications.tsx';

const toasterId = 'notifications';

/** `happened`: newest first. */
export function Toasts({ happened }: { happened: readonly Happened[] }) {
  const { dispatchToast } = useToastController(toasterId);
  const shown = useRef(new WeakSet<Happened>());
  useEffect(() => {
    for (const one of happened.toReversed()) {
      if (shown.current.has(one)) continue;
      shown.current.add(one);
      const { title, body, intent } = one;
      dispatchToast(
        <Toast>
          <ToastTitle>{title}</ToastTitle>
          {body && <ToastBody>{body}</ToastBody>}
        </Toast>,
        { intent, timeout: intent === 'error' ? 10_000 : 4000 },
      );
    }
  }, [happened, dispatchToast]);
  return <Toaster toasterId={toasterId} position="top-end" />;
}
