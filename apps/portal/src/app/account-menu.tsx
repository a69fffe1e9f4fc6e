/** Who is signed in, how the pages look, and the way out. */
import { lazy } from 'react';
import { OpensOnPress } from '../ui/opens-on-press.tsx';
import { AccountButton } from './account-button.tsx';

const load = () => import('./account-menu-popup.tsx');
const Popup = lazy(async () => ({ default: (await load()).AccountMenuPopup }));

export function AccountMenu() {
  return (
    <OpensOnPress load={load} button={(reach) => <AccountButton {...reach} />}>
      <Popup />
    </OpensOnPress>
  );
}
