/** "More": the button in front of what has no room. */
import { Button } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons';
import { forwardRef, type ComponentProps } from 'react';
import { phrases } from '../text/phrases.ts';

export const MoreButton = forwardRef<HTMLButtonElement, Omit<ComponentProps<'button'>, 'ref'>>((props, ref) => (
  <Button
    aria-haspopup="menu"
    aria-expanded={false}
    {...(props as object)}
    ref={ref as never}
    appearance="subtle"
    icon={<MoreHorizontalRegular />}
    aria-label={phrases.more}
  />
));
MoreButton.displayName = 'MoreButton';
