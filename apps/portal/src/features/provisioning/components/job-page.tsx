/** A page about the job of an application: waits for it, and leads to where it is set up when there is none. */
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import type { Application } from '../../applications/api/application.ts';
import { jobQuery, type Job } from '../api/job.ts';
import { ProvisioningFrame, useProvisioningRights } from './provisioning-frame.tsx';

type JobPageProps = {
  readonly title: string;
  readonly description?: string;
  readonly application: Application;
  /** Draws the page itself, with its frame. */
  readonly children: (job: Job) => ReactNode;
};

export function JobPage({ title, description, application, children }: JobPageProps) {
  const { mayRead } = useProvisioningRights(application);
  const query = useQuery({ ...jobQuery(application.id), enabled: mayRead });
  if (mayRead && query.data) return <>{children(query.data)}</>;
  return (
    <ProvisioningFrame title={title} {...(description === undefined ? {} : { description })}>
      <QueryState query={query}>
        {() => (
          <EmptyState
            title={provisioning.notSetUp.title}
            body={provisioning.notSetUp.body}
            actions={
              <RouterButton to={paths.provisioning} params={{ applicationId: application.id }} appearance="primary">
                {provisioning.getStarted.button}
              </RouterButton>
            }
          />
        )}
      </QueryState>
    </ProvisioningFrame>
  );
}
