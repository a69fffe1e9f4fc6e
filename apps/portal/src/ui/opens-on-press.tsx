/**
 * A button whose popup is not part of the first load: reaching for it fetches the code, pressing it opens it. The popup
 * draws a button of its own, which looks the same, and begins open.
 */
import { Suspense, useState, type ReactNode } from 'react';

type Reach = { readonly onClick: () => void; readonly onPointerEnter: () => void; readonly onFocus: () => void };

type OpensOnPressProps = {
  readonly button: (reach: Reach) => ReactNode;
  readonly load: () => Promise<unknown>;
  /** The lazy popup. */
  readonly children: ReactNode;
};

export function OpensOnPress({ button, load, children }: OpensOnPressProps) {
  const [isPressed, setPressed] = useState(false);
  // Not fetched is not lost: the press asks again.
  const fetchIt = (): void => void load().catch(() => {});
  const drawn = button({ onClick: () => setPressed(true), onPointerEnter: fetchIt, onFocus: fetchIt });
  return isPressed ? <Suspense fallback={drawn}>{children}</Suspense> : drawn;
}
