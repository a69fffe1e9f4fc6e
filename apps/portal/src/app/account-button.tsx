/** The button of the account, before and after its menu is there. */
import { Button } from '@fluentui/react-components';
import { PersonCircleRegular } from '@fluentui/react-icons';
import { useSuspenseQuery } from '@tanstack/react-query';
import { forwardRef, type ComponentProps } from 'react';
import { meQuery } from '../lib/permissions.ts';
import { frame } from '../text/frame.ts';

export const AccountButton = forwardRef<HTMLButtonElement, Omit<ComponentProps<'button'>, 'ref'>>((props, ref) => {
  const { data: me } = useSuspenseQuery(meQuery);
  return (
    <Button
      aria-haspopup="menu"
      aria-expanded={false}
      {...(props as object)}
      ref={ref as never}
      appearance="subtle"
      aria-label={`${frame.account}: ${me.userPrincipalName}`}
      icon={<PersonCircleRegular fontSize={28} />}
    />
  );
});
AccountButton.displayName = 'AccountButton';
