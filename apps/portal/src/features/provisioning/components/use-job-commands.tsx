/** The commands of the overview, each with the reason when it cannot be run, and the dialogs that some ask in. */
import {
  ArrowClockwiseRegular,
  ArrowResetRegular,
  DeleteRegular,
  DocumentBulletListRegular,
  EditRegular,
  PersonAddRegular,
  PlayRegular,
  StopRegular,
} from '@fluentui/react-icons';
import { useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { queryClient } from '../../../lib/query-client.ts';
import { phrases } from '../../../text/phrases.ts';
import { provisioning } from '../../../text/provisioning.ts';
import type { Command } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Application } from '../../applications/api/application.ts';
import { pauseJob, removeJob, startJob } from '../api/job-actions.ts';
import { provisioningKey, type Job } from '../api/job.ts';
import { useProvisioningRights } from './provisioning-frame.tsx';
import type { ProvisioningState } from './provisioning-state.ts';
import { RestartDialog } from './restart-dialog.tsx';

type Facts = {
  readonly application: Application;
  readonly job: Job;
  readonly state: ProvisioningState;
  readonly expectChange: () => void;
};

const { commands: labels, refused } = provisioning;

export function useJobCommands({ application, job, state, expectChange }: Facts): {
  commands: readonly Command[];
  dialog: ReactNode;
} {
  const notify = useNotify();
  const navigate = useNavigate();
  const { mayWrite } = useProvisioningRights(application);
  const [asking, setAsking] = useState<'stop' | 'restart' | 'delete'>();
  const { id } = application;
  const params = { applicationId: id };
  const close = () => setAsking(undefined);

  const start = () =>
    void startJob(id, job.id).then(
      () => {
        notify(provisioning.start.done);
        expectChange();
      },
      (problem: Error) => notify(phrases.problem.title, { intent: 'error', body: problem.message }),
    );

  const setUp = setUpRefusal(state);
  const permission = mayWrite ? undefined : provisioning.mayNot;
  const isOn = state === 'running' || state === 'steady';
  const commands: readonly Command[] = [
    {
      key: 'start',
      label: labels.start,
      icon: <PlayRegular />,
      onClick: start,
      primary: state === 'notStarted',
      refused: permission ?? setUp ?? (isOn ? refused.isRunning : undefined),
    },
    {
      key: 'stop',
      label: labels.stop,
      icon: <StopRegular />,
      onClick: () => setAsking('stop'),
      refused: permission ?? setUp ?? (job.schedule.state === 'Active' ? undefined : refused.isStopped),
    },
    {
      key: 'restart',
      label: labels.restart,
      icon: <ArrowResetRegular />,
      onClick: () => setAsking('restart'),
      refused: permission ?? setUp ?? (state === 'notStarted' ? refused.notStarted : undefined),
    },
    {
      key: 'on-demand',
      label: labels.onDemand,
      icon: <PersonAddRegular />,
      onClick: () => void navigate({ to: paths.onDemand, params }),
      refused: permission ?? setUp,
    },
    {
      key: 'edit',
      label: labels.edit,
      icon: <EditRegular />,
      onClick: () => void navigate({ to: paths.connectivity, params }),
    },
    {
      key: 'refresh',
      label: phrases.refresh,
      icon: <ArrowClockwiseRegular />,
      onClick: () => void queryClient.invalidateQueries({ queryKey: provisioningKey(id) }),
    },
    {
      key: 'logs',
      label: labels.logs,
      icon: <DocumentBulletListRegular />,
      onClick: () => void navigate({ to: paths.applicationProvisioningLogs, params }),
    },
    {
      key: 'delete',
      label: labels.delete,
      icon: <DeleteRegular />,
      onClick: () => setAsking('delete'),
      refused: permission,
    },
  ];

  const dialog = (
    <>
      {asking === 'stop' && (
        <ConfirmDialog
          title={provisioning.stop.title(application.displayName)}
          action={provisioning.stop.action}
          onConfirm={async () => {
            await pauseJob(id, job.id);
            notify(provisioning.stop.done);
            expectChange();
          }}
          onClose={close}
        >
          {provisioning.stop.body}
        </ConfirmDialog>
      )}
      {asking === 'restart' && (
        <RestartDialog
          applicationId={id}
          jobId={job.id}
          onDone={() => {
            notify(provisioning.restart.done);
            expectChange();
          }}
          onClose={close}
        />
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title={provisioning.remove.title(application.displayName)}
          action={provisioning.remove.action}
          onConfirm={async () => {
            await removeJob(id, job.id);
            notify(provisioning.remove.done);
          }}
          onClose={close}
        >
          {provisioning.remove.body}
        </ConfirmDialog>
      )}
    </>
  );
  return { commands, dialog };
}

function setUpRefusal(state: ProvisioningState): string | undefined {
  if (state === 'assignAgent') return refused.noAgent;
  return state === 'enterCredentials' ? refused.notConfigured : undefined;
}
