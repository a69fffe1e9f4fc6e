/** The commands of a page or a list, in one row; what does not fit goes behind "More". A command that may not run says why. */
import {
  makeStyles,
  Overflow,
  OverflowItem,
  tokens,
  Toolbar,
  ToolbarButton,
  Tooltip,
  useOverflowMenu,
} from '@fluentui/react-components';
import { lazy, type ReactElement } from 'react';
import { MoreButton } from './more-button.tsx';
import { OpensOnPress } from './opens-on-press.tsx';

export type Command = {
  readonly key: string;
  readonly label: string;
  readonly icon?: ReactElement;
  readonly onClick: () => void;
  /** Why it cannot be done now; absent: it can. */
  readonly refused?: string | undefined;
  readonly primary?: boolean;
};

const loadMenu = () => import('./command-menu.tsx');
const CommandMenu = lazy(async () => ({ default: (await loadMenu()).CommandMenu }));

const useStyles = makeStyles({
  root: {
    paddingInline: 0,
    marginInlineStart: '-12px',
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

/** The button stays in its span, which is what the row measures, when its menu comes. */
function OverflowMenu({ commands }: { commands: readonly Command[] }) {
  const { ref, isOverflowing } = useOverflowMenu<HTMLSpanElement>();
  if (!isOverflowing) return null;
  return (
    <span ref={ref}>
      <OpensOnPress load={loadMenu} button={(reach) => <MoreButton {...reach} />}>
        <CommandMenu commands={commands} />
      </OpensOnPress>
    </span>
  );
}
