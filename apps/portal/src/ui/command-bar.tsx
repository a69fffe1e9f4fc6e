/** The commands of a page or a list, in one row; what does not fit goes behind "More". A command that may not run says why. */
import {
  Button,
  makeStyles,
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Overflow,
  OverflowItem,
  tokens,
  Toolbar,
  ToolbarButton,
  Tooltip,
  useIsOverflowItemVisible,
  useOverflowMenu,
} from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons';
import type { ReactElement, Ref } from 'react';
import { common } from '../text/common.ts';

export type Command = {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactElement;
  readonly onClick: () => void;
  /** Why it cannot be done now; absent: it can. */
  readonly refused?: string | undefined;
  readonly primary?: boolean;
};

const useStyles = makeStyles({
  root: {
    paddingInline: 0,
    flexWrap: 'nowrap',
    minWidth: 0,
    overflow: 'hidden',
    borderBlockEndWidth: '1px',
    borderBlockEndStyle: 'solid',
    borderBlockEndColor: tokens.colorNeutralStroke2,
    marginBlockEnd: tokens.spacingVerticalM,
  },
  button: { whiteSpace: 'nowrap', flexShrink: 0 },
});

export function CommandBar({ commands, label }: { commands: readonly Command[]; label: string }) {
  const styles = useStyles();
  return (
    <Overflow padding={48}>
      <Toolbar aria-label={label} className={styles.root}>
        {commands.map((command) => (
          <OverflowItem key={command.key} id={command.key}>
            <CommandButton command={command} />
          </OverflowItem>
        ))}
        <OverflowMenu commands={commands} />
      </Toolbar>
    </Overflow>
  );
}

function CommandButton({ command, ...slot }: { command: Command }) {
  const styles = useStyles();
  const { label, icon, onClick, refused, primary = false } = command;
  const button = (
    <ToolbarButton
      {...slot}
      className={styles.button}
      appearance={primary ? 'primary' : 'subtle'}
      {...(icon ? { icon } : {})}
      disabledFocusable={refused !== undefined}
      onClick={onClick}
    >
      {label}
    </ToolbarButton>
  );
  return refused === undefined ? (
    button
  ) : (
    <Tooltip content={refused} relationship="description">
      {button}
    </Tooltip>
  );
}

function OverflowMenu({ commands }: { commands: readonly Command[] }) {
  const { ref, isOverflowing } = useOverflowMenu<HTMLButtonElement>();
  if (!isOverflowing) return null;
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" ref={ref as Ref<never>} icon={<MoreHorizontalRegular />} aria-label={common.more} />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          {commands.map((command) => (
            <OverflowMenuItem key={command.key} command={command} />
          ))}
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

function OverflowMenuItem({ command }: { command: Command }) {
  const isVisible = useIsOverflowItemVisible(command.key);
  if (isVisible) return null;
  const { label, icon, onClick, refused } = command;
  return (
    <MenuItem {...(icon ? { icon } : {})} disabled={refused !== undefined} onClick={onClick} title={refused}>
      {label}
    </MenuItem>
  );
}
