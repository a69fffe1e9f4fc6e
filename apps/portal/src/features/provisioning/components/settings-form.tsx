/** The form of a job's settings. What concerns people who did not change is saved after a word of confirmation. */
import { asksForReevaluation, type StoredJobSettings } from '@drawbridge/contract';
import { makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { now } from '../../../lib/clock.ts';
import { jobSettingsText as words } from '../../../text/job-settings.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import type { Application } from '../../applications/api/application.ts';
import { changeJob } from '../api/job-actions.ts';
import type { Job, Setting } from '../api/job.ts';
import { saveSecrets, secretOf, type SecretEntry } from '../api/secrets.ts';
import { useProvisioningRights } from './provisioning-frame.tsx';
import { LeavingSection } from './settings-leaving.tsx';
import {
  AccountsSection,
  BrakesSection,
  GroupsSection,
  NotificationSection,
  RequestsSection,
  ScopeSection,
} from './settings-sections.tsx';
import { toForm, toRequest, type SettingsRequest, type SettingsValues } from './settings-values.ts';

const useStyles = makeStyles({
  root: { maxWidth: '1600px' },
  /** Sections of any height below each other, in as many columns as fit. */
  columns: {
    columnWidth: '440px',
    columnGap: tokens.spacingHorizontalL,
    // A long choice must not make its field wider than the column.
    '& .fui-Field': { gridTemplateColumns: 'minmax(0, 1fr)' },
    '& > *': { breakInside: 'avoid', marginBlockEnd: tokens.spacingHorizontalL },
  },
});

/** What is typed is only kept when the stored values come anew. */
const wholly = { keepDirtyValues: false };

type SettingsFormProps = {
  readonly application: Application;
  readonly job: Job;
  readonly secrets: readonly SecretEntry[];
};

export function SettingsForm({ application, job, secrets }: SettingsFormProps) {
  const styles = useStyles();
  const notify = useNotify();
  const { mayWrite } = useProvisioningRights(application);
  const form = useForm<SettingsValues>({
    values: toForm({ job, secrets }),
    resetOptions: { keepDirtyValues: true },
  });
  const { control, formState, handleSubmit, reset } = form;
  const [asking, setAsking] = useState<SettingsRequest>();
  const send = async (request: SettingsRequest): Promise<void> => {
    const isChanged = Object.entries(request.secrets).some(([key, value]) => secretOf(secrets, key) !== value);
    await changeJob(application.id, job.id, {
      schedule: { interval: request.interval },
      synchronizationJobSettings: request.settings,
    });
    if (isChanged) await saveSecrets(application.id, request.secrets);
  };
  const save = useMutation({
    mutationFn: send,
    onSuccess: () => {
      notify(words.saved);
      reset(form.getValues(), wholly);
    },
  });
  const submit = (values: SettingsValues): void => {
    const request = toRequest(values, { job, secrets }, now());
    if (concernsEverybody(request, { job, secrets })) setAsking(request);
    else save.mutate(request);
  };
  const section = { control, disabled: !mayWrite };
  return (
    <form
      className={styles.root}
      noValidate
      aria-label={words.title}
      onSubmit={(event) => void handleSubmit(submit)(event)}
    >
      <div className={styles.columns}>
        <NotificationSection {...section} />
        <ScopeSection {...section} application={application} job={job} />
        <LeavingSection {...section} />
        <AccountsSection {...section} />
        <GroupsSection {...section} />
        <BrakesSection {...section} />
        <RequestsSection {...section} application={application} job={job} />
      </div>
      {mayWrite && (
        <SaveBar
          isDirty={formState.isDirty}
          isSaving={save.isPending}
          error={save.error}
          onDiscard={() => reset(toForm({ job, secrets }), wholly)}
        />
      )}
      {asking && (
        <ConfirmDialog
          title={words.confirm.title}
          action={words.confirm.action}
          onConfirm={() => save.mutateAsync(asking)}
          onClose={() => setAsking(undefined)}
        >
          {words.confirm.body}
        </ConfirmDialog>
      )}
    </form>
  );
}

const byName = (settings: readonly Setting[]): StoredJobSettings =>
  Object.fromEntries(settings.map(({ name, value }) => [name, value]));

function concernsEverybody(request: SettingsRequest, { job, secrets }: Pick<SettingsFormProps, 'job' | 'secrets'>) {
  const isOn = (value: string | undefined): boolean => value?.toLowerCase() === 'true';
  const scopeChanged = ['SyncAll', 'SkipOutOfScopeDeletions'].some(
    (key) => isOn(request.secrets[key]) !== isOn(secretOf(secrets, key)),
  );
  return scopeChanged || asksForReevaluation(byName(job.synchronizationJobSettings), byName(request.settings));
}
