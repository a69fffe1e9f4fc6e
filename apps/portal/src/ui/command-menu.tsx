/** The commands that have no room in the row. */
import {
  Menu,
  MenuItem,
  MenuList,
  MenuPopover,
  MenuTrigger,
  useIsOverflowItemVisible,
} from '@fluentui/react-components';
import type { Command } from './command-bar.tsx';
import { MoreButton } from './more-button.tsx';

export function CommandMenu({ commands }: { commands: readonly Command[] }) {
  return (
    <Menu defaultOpen>
      <MenuTrigger disableButtonEnhancement>
        <MoreButton />
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
