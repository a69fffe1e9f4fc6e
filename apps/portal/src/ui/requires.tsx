/** Draws its content for those who hold one of the permissions; says to the others what it takes. */
import type { ReactNode } from 'react';
import { useCan } from '../lib/permissions.ts';
import { Page } from './page.tsx';
import { PermissionBar } from './permission-bar.tsx';

type RequiresProps = {
  readonly any: readonly string[];
  /** As PermissionBar has it. */
  readonly needed: string;
  /** Title of the page that stands in the place of the content. */
  readonly fallbackTitle: string;
  readonly children: ReactNode;
};

export function Requires({ any, needed, fallbackTitle, children }: RequiresProps) {
  if (useCan().any(...any)) return <>{children}</>;
  return (
    <Page title={fallbackTitle}>
      <PermissionBar needed={needed} />
    </Page>
  );
}
