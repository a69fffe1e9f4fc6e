/** What opens behind the account button. */
import {
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuPopover,
  MenuTrigger,
} from '@fluentui/react-components';
import { PersonRegular, PersonSwapRegular, SignOutRegular } from '@fluentui/react-icons';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { paths } from '../lib/paths.ts';
import { meQuery } from '../lib/permissions.ts';
import { themes } from '../lib/preferences.ts';
import { signOut, switchAccount } from '../lib/session.ts';
import { frame } from '../text/frame.ts';
import { AccountButton } from './account-button.tsx';
import { useThemeChoice } from './theme.tsx';

export function AccountMenuPopup() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { theme, choose } = useThemeChoice();
  const navigate = useNavigate();
  return (
    <Menu
      defaultOpen
      checkedValues={{ theme: [theme] }}
      onCheckedValueChange={(_event, { checkedItems }) => {
        const chosen = themes.find((name) => name === checkedItems[0]);
        if (chosen) choose(chosen);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <AccountButton />
      </MenuTrigger>
      <MenuPopover>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>
              {me.displayName} ({me.userPrincipalName})
            </MenuGroupHeader>
            <MenuItem icon={<PersonRegular />} onClick={() => void navigate({ to: paths.account })}>
              {frame.myAccount}
            </MenuItem>
            <MenuItem icon={<PersonSwapRegular />} onClick={() => void switchAccount()}>
              {frame.switchAccount}
            </MenuItem>
            <MenuItem icon={<SignOutRegular />} onClick={signOut}>
              {frame.signOut}
            </MenuItem>
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{frame.theme}</MenuGroupHeader>
            {themes.map((name) => (
              <MenuItemRadio key={name} name="theme" value={name}>
                {frame.themes[name]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
