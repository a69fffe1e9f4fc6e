/** Fluent's link and button that go to an address of the portal. */
import { Button, Link } from '@fluentui/react-components';
import { createLink } from '@tanstack/react-router';
import { forwardRef, type ComponentProps } from 'react';

/** Without `as`: Fluent's own type for an anchor has members that the router's has not. */
const Anchor = forwardRef<HTMLAnchorElement, Omit<ComponentProps<'a'>, 'ref'>>(({ children, ...props }, ref) => (
  <Link {...(props as object)} ref={ref as never} as="a">
    {children}
  </Link>
));
Anchor.displayName = 'Anchor';

export const RouterLink = createLink(Anchor);

type ButtonAnchorProps = Omit<ComponentProps<'a'>, 'ref'> &
  Pick<ComponentProps<typeof Button>, 'appearance' | 'icon' | 'size'>;

const ButtonAnchor = forwardRef<HTMLAnchorElement, ButtonAnchorProps>(({ children, ...props }, ref) => (
  <Button {...(props as object)} as="a" ref={ref as never}>
    {children}
  </Button>
));
ButtonAnchor.displayName = 'ButtonAnchor';

export const RouterButton = createLink(ButtonAnchor);
