/** Whether the reader has put the finished steps away: for as long as the tab lives. */
import { useState } from 'react';

const key = 'drawbridge.set-up';

export function useHiddenSetUp(): { readonly isHidden: boolean; readonly hide: () => void } {
  const [isHidden, setHidden] = useState(() => sessionStorage.getItem(key) === 'hidden');
  const hide = (): void => {
    sessionStorage.setItem(key, 'hidden');
    setHidden(true);
  };
  return { isHidden, hide };
}
