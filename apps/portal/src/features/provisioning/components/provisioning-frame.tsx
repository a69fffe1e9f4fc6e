/** What all pages of an application's provisioning have in common: the way up, and who may look. */
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { applications } from '../../../text/applications.ts';
import { provisioning } from '../../../text/provisioning.ts';
import type { Command } from '../../../ui/command-bar.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';

/** Who may see and who may change the provisioning of an application. */
export function useProvisioningRights({ id }: Pick<Application, 'id'>) {
  const can = useCan();
  return {
    mayRead: can.anyOrOwner(id, 'Synchronization.Read.All', 'Synchronization.ReadWrite.All'),
    mayWrite: can.anyOrOwner(id, 'Synchronization.ReadWrite.All'),
  };
}

type ProvisioningFrameProps = {
  readonly title: string;
  readonly description?: ReactNode;
  readonly commands?: readonly Command[];
  readonly children: ReactNode;
};

export function ProvisioningFrame({ title, description, commands = [], children }: ProvisioningFrameProps) {
  const application = useApplication();
  const { mayRead, mayWrite } = useProvisioningRights(application);
  return (
    <Page
      title={title}
      {...(description === undefined ? {} : { description })}
      breadcrumb={[
        <RouterLink key="all" to={paths.applications}>
          {applications.title}
        </RouterLink>,
        <RouterLink key="one" to={paths.application} params={{ applicationId: application.id }}>
          {application.displayName}
        </RouterLink>,
      ]}
      commands={mayRead ? commands : []}
    >
      {mayRead && !mayWrite && <PermissionBar needed={provisioning.needed} />}
      {mayRead ? children : <PermissionBar needed={provisioning.readNeeded} />}
    </Page>
  );
}
