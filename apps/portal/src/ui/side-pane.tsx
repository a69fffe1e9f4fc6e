/** The pane at the right in which one thing is looked at or edited, over the page it belongs to. */
import {
  Button,
  DrawerBody,
  DrawerFooter,
  DrawerHeader,
  DrawerHeaderTitle,
  makeStyles,
  OverlayDrawer,
  tokens,
} from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { phrases } from '../text/phrases.ts';
import { useShowsPageAgain } from './shows-page-again.ts';

const useStyles = makeStyles({
  medium: { width: 'min(592px, 100vw)' },
  wide: { width: 'min(940px, 100vw)' },
  footer: { display: 'flex', gap: tokens.spacingHorizontalS, flexWrap: 'wrap' },
});

export type SidePaneProps = {
  readonly title: string;
  readonly wide?: boolean;
  readonly onClose: () => void;
  /** Buttons: the main one first. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
};

/** Draw it only while it is open. */
export function SidePane({ title, wide = false, onClose, footer, children }: SidePaneProps) {
  const styles = useStyles();
  useShowsPageAgain();
  return (
    <OverlayDrawer
      open
      position="end"
      className={wide ? styles.wide : styles.medium}
      onOpenChange={(_event, { open }) => !open && onClose()}
    >
      <DrawerHeader>
        <DrawerHeaderTitle
          action={<Button appearance="subtle" aria-label={phrases.close} icon={<DismissRegular />} onClick={onClose} />}
        >
          {title}
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>{children}</DrawerBody>
      {footer && <DrawerFooter className={styles.footer}>{footer}</DrawerFooter>}
    </OverlayDrawer>
  );
}
