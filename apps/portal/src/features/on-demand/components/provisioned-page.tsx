/** What the pages about one person have in common: the way up, who may look, and a job that there has to be. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { onDemand } from '../../../text/on-demand.ts';
import type { Command } from '../../../ui/command-bar.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RouterButton, RouterLink } from '../../../ui/router-link.tsx';
import { useApplication } from '../../applications/api/application.ts';
import type { JobOf } from '../../mappings/api/job.ts';
import { schemaQuery } from '../../mappings/api/schema.ts';
import { jobQuery, type Job } from '../../provisioning/api/job.ts';

export type ProvisionedJob = {
  readonly of: JobOf;
  readonly job: Job;
  readonly schema: SynchronizationSchema;
  readonly mayWrite: boolean;
};

type ProvisionedPageProps = {
  readonly title: string;
  readonly description: string;
  /** `write`: who may only read sees what it takes. */
  readonly needs: 'read' | 'write';
  /** The job must be able to reach its application. */
  readonly needsCredentials: boolean;
  readonly commands?: readonly Command[];
  readonly children: (provisioned: ProvisionedJob) => ReactNode;
};

export function ProvisionedPage(props: ProvisionedPageProps) {
  const { title, description, needs, commands = [] } = props;
  const application = useApplication();
  const can = useCan();
  const mayWrite = can.anyOrOwner(application.id, 'Synchronization.ReadWrite.All');
  const mayRead = mayWrite || can.anyOrOwner(application.id, 'Synchronization.Read.All');
  const isOpen = needs === 'write' ? mayWrite : mayRead;
  const params = { applicationId: application.id };
  return (
    <Page
      title={title}
      description={description}
      breadcrumb={[
        <RouterLink key="all" to={paths.applications}>
          {onDemand.breadcrumb}
        </RouterLink>,
        <RouterLink key="one" to={paths.application} params={params}>
          {application.displayName}
        </RouterLink>,
      ]}
      commands={isOpen ? commands : []}
    >
      {isOpen ? (
        <WithJob {...props} applicationId={application.id} mayWrite={mayWrite} />
      ) : (
        <PermissionBar needed={needs === 'write' ? onDemand.writeNeeded : onDemand.readNeeded} />
      )}
    </Page>
  );
}

type WithJobProps = ProvisionedPageProps & { readonly applicationId: string; readonly mayWrite: boolean };

function WithJob({ applicationId, mayWrite, needsCredentials, children }: WithJobProps) {
  const params = { applicationId };
  const job = useQuery(jobQuery(applicationId));
  const of = { servicePrincipalId: applicationId, jobId: job.data?.id ?? '' };
  const schema = useQuery({ ...schemaQuery(of), enabled: of.jobId !== '' });
  return (
    <QueryState query={job}>
      {(found) => {
        if (found === null)
          return (
            <EmptyState
              title={onDemand.noJob.title}
              body={onDemand.noJob.body}
              actions={
                <RouterButton appearance="primary" to={paths.provisioning} params={params}>
                  {onDemand.noJob.action}
                </RouterButton>
              }
            />
          );
        if (needsCredentials && found.status.code === 'NotConfigured')
          return (
            <EmptyState
              title={onDemand.notConfigured.title}
              body={onDemand.notConfigured.body}
              actions={
                <RouterButton appearance="primary" to={paths.connectivity} params={params}>
                  {onDemand.notConfigured.action}
                </RouterButton>
              }
            />
          );
        return <QueryState query={schema}>{(read) => children({ of, job: found, schema: read, mayWrite })}</QueryState>;
      }}
    </QueryState>
  );
}
