/**
 * A modal that leaves together with its page: Fluent hides from screen readers what is around a modal, and shows it again
 * when the focus comes back to what opened it. When that is gone, too, everything would stay hidden.
 */
import { useEffect } from 'react';
import { after } from '../lib/clock.ts';

/** Longer than Fluent waits before it hides or shows what is around a modal. */
const settledMs = 400;

function showPage(): void {
  if (document.querySelector('[aria-modal="true"]') === null)
    document.getElementById('root')?.removeAttribute('aria-hidden');
}

/** For whatever is modal. */
export const useShowsPageAgain = (): void => useEffect(() => () => void after(settledMs, showPage), []);
