/** The menu on a narrow window: over the page, and gone when a page was chosen. */
import { Button, DrawerBody, DrawerHeader, DrawerHeaderTitle, OverlayDrawer } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { phrases } from '../text/phrases.ts';
import { Navigation } from './navigation.tsx';

/** Draw it only while it is open. */
export function NavigationDrawer({ onClose }: { onClose: () => void }) {
  return (
    <OverlayDrawer open onOpenChange={(_event, { open }) => !open && onClose()} size="small">
      <DrawerHeader>
        <DrawerHeaderTitle
          action={<Button appearance="subtle" aria-label={phrases.close} icon={<DismissRegular />} onClick={onClose} />}
        >
          {phrases.product}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody style={{ padding: 0 }}>
        <Navigation onNavigate={onClose} />
      </DrawerBody>
    </OverlayDrawer>
  );
}
