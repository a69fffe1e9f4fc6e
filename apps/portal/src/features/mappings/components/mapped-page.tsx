/** What every page about mappings needs: the job and its schema, and whether the reader may change them. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { mappings } from '../../../text/mappings.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { RouterButton, RouterLink } from '../../../ui/router-link.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import { mappedJobQuery, type JobOf } from '../api/job.ts';
import { schemaQuery } from '../api/schema.ts';

export type Mapped = {
  readonly application: Application;
  readonly job: JobOf;
  readonly templateId: string;
  readonly schema: SynchronizationSchema;
  /** Why the reader may not change it; undefined: they may. */
  readonly refused: string | undefined;
};

type MappedPageProps = {
  /** Of the page that stands here while there is nothing else to draw. */
  readonly title: string;
  /** The whole page. */
  readonly children: (mapped: Mapped) => ReactNode;
};

export function MappedPage({ title, children }: MappedPageProps) {
  const application = useApplication();
  const can = useCan();
  if (can.anyOrOwner(application.id, 'Synchronization.Read.All'))
    return (
      <WithSchema title={title} application={application}>
        {children}
      </WithSchema>
    );
  return (
    <Page title={title} breadcrumb={mappingBreadcrumb(application)}>
      <PermissionBar needed={mappings.needed} />
    </Page>
  );
}

function WithSchema({ title, application, children }: MappedPageProps & { application: Application }) {
  const can = useCan();
  const servicePrincipalId = application.id;
  const job = useQuery(mappedJobQuery(servicePrincipalId));
  const jobId = job.data?.id;
  const schema = useQuery({
    ...schemaQuery({ servicePrincipalId, jobId: jobId ?? '' }),
    enabled: jobId !== undefined,
  });
  if (job.data && schema.data) {
    const mayWrite = can.anyOrOwner(servicePrincipalId, 'Synchronization.ReadWrite.All');
    return children({
      application,
      job: { servicePrincipalId, jobId: job.data.id },
      templateId: job.data.templateId,
      schema: schema.data,
      refused: mayWrite ? undefined : mappings.refused,
    });
  }
  return (
    <Page title={title} breadcrumb={mappingBreadcrumb(application)}>
      {job.data === null ? (
        <EmptyState
          title={mappings.noJob.title}
          body={mappings.noJob.body}
          actions={
            <RouterButton appearance="primary" to={paths.provisioning} params={{ applicationId: application.id }}>
              {mappings.noJob.action}
            </RouterButton>
          }
        />
      ) : (
        <>
          <QueryState query={job}>{() => null}</QueryState>
          {job.data && <QueryState query={schema}>{() => null}</QueryState>}
        </>
      )}
    </Page>
  );
}

/** `inside`: the page is one of those below the list of mappings. */
export function mappingBreadcrumb(application: Application, inside = true): readonly ReactNode[] {
  const params = { applicationId: application.id };
  return [
    <RouterLink key="applications" to={paths.applications}>
      {mappings.breadcrumb.applications}
    </RouterLink>,
    <RouterLink key="application" to={paths.application} params={params}>
      {application.displayName}
    </RouterLink>,
    ...(inside
      ? [
          <RouterLink key="mappings" to={paths.mappings} params={params}>
            {mappings.breadcrumb.mappings}
          </RouterLink>,
        ]
      : []),
  ];
}
