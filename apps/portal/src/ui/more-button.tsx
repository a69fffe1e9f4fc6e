/** "More": the button in front of what has no room. */
import { Button } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons';
import { forwardRef, type ComponentProps } from 'react';
import { common } from '../text/common.ts';

export const MoreButton = forwardRef<HTMLButtonElement, Omit<ComponentProps<'button'>, 'ref'>>((props, ref) => (
  <Button
    aria-haspopup="menu"
    aria-expanded={false}
    {...(props as object)}
    ref={ref as never}
    appearance="subtle"
    icon={<MoreHorizontalRegular />}
    aria-label={common.more}
  />
));
MoreButton.displayName = 'MoreButton';
