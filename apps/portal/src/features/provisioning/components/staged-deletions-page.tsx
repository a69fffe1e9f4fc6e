/** Deletions that are held back: who, why and since when; a person's word on one, several or all. */
import { ArrowClockwiseRegular, CheckmarkRegular, DismissRegular, SettingsRegular } from '@fluentui/react-icons';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { staged } from '../../../text/deletions.ts';
import { lists } from '../../../text/lists.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import type { Command } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Time } from '../../../ui/time.tsx';
import { useApplication, type Application } from '../../applications/api/application.ts';
import type { Job } from '../api/job.ts';
import { decideStaged, stagedDeletionPages, type Decision, type StagedDeletion } from '../api/staged-deletions.ts';
import { JobPage } from './job-page.tsx';
import { ProvisioningFrame, useProvisioningRights } from './provisioning-frame.tsx';
import { StagedStateBadge } from './staged-state-badge.tsx';
import { StagedDeletionPane } from './staged-deletion-pane.tsx';

const route = getRouteApi(paths.stagedDeletions);
const columns: readonly Column<StagedDeletion>[] = [
  { key: 'name', header: staged.columns.name, width: 240, render: ({ displayName }) => displayName },
  { key: 'type', header: staged.columns.type, width: 90, render: ({ objectTypeName }) => lists.kinds[objectTypeName] },
  { key: 'action', header: staged.columns.action, width: 110, render: ({ action }) => staged.actions[action] },
  { key: 'event', header: staged.columns.event, width: 210, render: ({ event }) => staged.events[event] },
  {
    key: 'since',
    header: staged.columns.since,
    width: 140,
    render: ({ sinceDateTime }) => <Time iso={sinceDateTime} />,
  },
  { key: 'state', header: staged.columns.state, width: 120, render: ({ state }) => <StagedStateBadge state={state} /> },
];

export function StagedDeletionsPage() {
  const application = useApplication();
  return (
    <JobPage title={staged.title} description={staged.description} application={application}>
      {(job) => <StagedDeletions application={application} job={job} />}
    </JobPage>
  );
}

type Asking = { readonly decision: Decision; readonly ids: readonly string[] | 'all' };

function StagedDeletions({ application, job }: { application: Application; job: Job }) {
  const notify = useNotify();
  const goTo = useNavigate();
  const { mayWrite } = useProvisioningRights(application);
  const { state = 'pending', open } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(stagedDeletionPages(application.id, job.id, state));
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [asking, setAsking] = useState<Asking>();
  const rows = rowsOf(query.data);
  const total = query.data?.pages[0]?.['@odata.count'] ?? rows.length;
  const opened = rows.find(({ id }) => id === open);
  const show = (id: string | undefined) => void navigate({ search: (before) => ({ ...before, open: id }) });

  const permission = mayWrite ? undefined : provisioning.mayNot;
  const notPending = state === 'pending' ? undefined : staged.decidedAlready;
  const forSelected = permission ?? notPending ?? (selected.size > 0 ? undefined : staged.selectFirst);
  const forAll = permission ?? notPending ?? (rows.length > 0 ? undefined : staged.nonePending);
  const ask = (decision: Decision, ids: Asking['ids']) => () => setAsking({ decision, ids });
  const commands: readonly Command[] = [
    { key: 'approve', label: staged.approve, icon: <CheckmarkRegular />, onClick: ask('approve', [...selected]), refused: forSelected },
    { key: 'reject', label: staged.reject, icon: <DismissRegular />, onClick: ask('reject', [...selected]), refused: forSelected },
    { key: 'approve-all', label: staged.approveAll, onClick: ask('approve', 'all'), refused: forAll },
    { key: 'reject-all', label: staged.rejectAll, onClick: ask('reject', 'all'), refused: forAll },
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
    {
      key: 'threshold',
      label: staged.setThreshold,
      icon: <SettingsRegular />,
      onClick: () => void goTo({ to: paths.settings, params: { applicationId: application.id } }),
    },
  ]; // prettier-ignore

  const decide = async ({ decision, ids }: Asking): Promise<void> => {
    const decided = showCount(await decideStaged({ applicationId: application.id, jobId: job.id }, decision, ids));
    notify(decision === 'approve' ? staged.approved(decided) : staged.rejected(decided));
    setSelected(new Set());
    show(undefined);
  };

  return (
    <ProvisioningFrame title={staged.title} description={staged.description} commands={commands}>
      <FilterBar>
        <FilterSelect
          label={staged.state}
          value={state === 'pending' ? undefined : state}
          choices={{ approved: staged.states.approved, rejected: staged.states.rejected }}
          allLabel={staged.states.pending}
          onChange={(next) => {
            setSelected(new Set());
            void navigate({ search: { state: next } });
          }}
        />
      </FilterBar>
      <Collection
        query={query}
        label={staged.title}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ displayName }) => displayName}
        onOpen={({ id }) => show(id)}
        openKey={open}
        {...(mayWrite && state === 'pending' ? { selection: { keys: selected, onChange: setSelected } } : {})}
        empty={
          <EmptyState
            title={staged.empty[state]}
            body={staged.empty[`${state}Body`]}
            actions={
              <RouterButton to={paths.settings} params={{ applicationId: application.id }}>
                {staged.setThreshold}
              </RouterButton>
            }
          />
        }
      />
      {opened && (
        <StagedDeletionPane
          application={application}
          deletion={opened}
          onApprove={permission === undefined ? ask('approve', [opened.id]) : undefined}
          onReject={permission === undefined ? ask('reject', [opened.id]) : undefined}
          onClose={() => show(undefined)}
        />
      )}
      {asking && (
        <DecisionDialog
          asking={asking}
          total={total}
          onConfirm={() => decide(asking)}
          onClose={() => setAsking(undefined)}
        />
      )}
    </ProvisioningFrame>
  );
}

type DecisionDialogProps = {
  readonly asking: Asking;
  readonly total: number;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
};

function DecisionDialog({ asking: { decision, ids }, total, onConfirm, onClose }: DecisionDialogProps) {
  const what =
    ids === 'all' ? staged.allPending(showCount(total)) : staged.deletions(ids.length, showCount(ids.length));
  const isApproval = decision === 'approve';
  return (
    <ConfirmDialog
      title={isApproval ? staged.approveTitle(what) : staged.rejectTitle(what)}
      action={isApproval ? staged.approve : staged.reject}
      onConfirm={onConfirm}
      onClose={onClose}
    >
      {isApproval ? staged.approveBody : staged.rejectBody}
    </ConfirmDialog>
  );
}
