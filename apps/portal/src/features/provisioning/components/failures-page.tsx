/** Objects that could not be provisioned: why, when they are tried again, and trying them now. */
import { ArrowClockwiseRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { failures } from '../../../text/deletions.ts';
import { lists } from '../../../text/lists.ts';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Time } from '../../../ui/time.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import { failurePages, remedyFailure, type Failure } from '../api/failures.ts';
import type { Job } from '../api/job.ts';
import { FailurePane, failureName } from './failure-pane.tsx';
import { JobPage } from './job-page.tsx';
import { ProvisioningFrame, useProvisioningRights } from './provisioning-frame.tsx';

const route = getRouteApi(paths.failures);
const calmIntervalMs = 15_000;

const columns: readonly Column<Failure>[] = [
  { key: 'name', header: failures.columns.name, width: 220, render: failureName },
  { key: 'type', header: failures.columns.type, width: 90, render: ({ objectTypeName }) => lists.kinds[objectTypeName] },
  { key: 'code', header: failures.columns.code, width: 200, render: ({ errorCode }) => errorCode },
  { key: 'message', header: failures.columns.message, width: 360, render: ({ error }) => error.message },
  { key: 'attempts', header: failures.columns.attempts, width: 90, render: ({ attempts }) => showCount(attempts) },
  {
    key: 'next',
    header: failures.columns.next,
    width: 140,
    render: ({ nextAttemptDateTime: next }) => (next === null ? failures.notByItself : <Time iso={next} />),
  },
]; // prettier-ignore

export function FailuresPage() {
  const application = useApplication();
  return (
    <JobPage title={failures.title} description={failures.description} application={application}>
      {(job) => <Failures application={application} job={job} />}
    </JobPage>
  );
}

function Failures({ application, job }: { application: Application; job: Job }) {
  const notify = useNotify();
  const { mayWrite } = useProvisioningRights(application);
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery({
    ...failurePages(application.id, job.id),
    refetchInterval: calmIntervalMs,
  });
  const [rematching, setRematching] = useState<Failure>();
  const show = (id: string | undefined) => void navigate({ search: id === undefined ? {} : { open: id } });
  const opened = rowsOf(query.data).find(({ id }) => id === open);
  const of = { applicationId: application.id, jobId: job.id };
  const retry = async (failure: Failure): Promise<void> => {
    await remedyFailure(of, 'retry', failure.id);
    notify(failures.retried(failureName(failure)));
  };
  const rematch = async (failure: Failure): Promise<void> => {
    await remedyFailure(of, 'rematch', failure.id);
    notify(failures.rematched(failureName(failure)));
  };
  return (
    <ProvisioningFrame
      title={failures.title}
      description={failures.description}
      commands={[
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <Collection
        query={query}
        label={failures.title}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={failureName}
        onOpen={({ id }) => show(id)}
        openKey={open}
        empty={<EmptyState title={failures.empty} body={failures.emptyBody} />}
      />
      {opened && (
        <FailurePane
          application={application}
          failure={opened}
          onRetry={mayWrite ? () => retry(opened) : undefined}
          onRematch={mayWrite ? () => setRematching(opened) : undefined}
          onClose={() => show(undefined)}
        />
      )}
      {rematching && (
        <ConfirmDialog
          title={failures.rematchTitle(failureName(rematching))}
          action={failures.rematch}
          onConfirm={() => rematch(rematching)}
          onClose={() => setRematching(undefined)}
        >
          {failures.rematchBody}
        </ConfirmDialog>
      )}
    </ProvisioningFrame>
  );
}
