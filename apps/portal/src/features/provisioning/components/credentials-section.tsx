/** Tenant URL and Secret Token: tested as they stand in the form, then stored, with what the application then offers. */
import {
  Button,
  Field,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Select,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import { PlugConnectedRegular } from '@fluentui/react-icons';
import { useMutation } from '@tanstack/react-query';
import { useForm } from 'react-hook-form';
import { connectivity } from '../../../text/connectivity.ts';
import { SelectField, TextField } from '../../../ui/fields.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { Section } from '../../../ui/section.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { ApplicationAgent } from '../api/application-agents.ts';
import { discoverAttributes } from '../api/discover-attributes.ts';
import { createJob } from '../api/job-actions.ts';
import type { Job } from '../api/job.ts';
import { saveSecrets, withSecrets, type SecretEntry } from '../api/secrets.ts';
import { validateCredentials } from '../api/validate-credentials.ts';
import { ConnectionDiagnosis } from './connection-diagnosis.tsx';
import {
  hasToken,
  isElsewhere,
  tenantUrlProblem,
  toForm,
  toRequest,
  type CredentialsValues,
} from './credentials-values.ts';
import { useProvisioningRights } from './provisioning-frame.tsx';

const { credentials: words } = connectivity;
/** What is typed is only kept when the stored values come anew. */
const wholly = { keepDirtyValues: false };

const useStyles = makeStyles({
  form: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalM,
    maxWidth: '640px',
    // A long choice must not make its field wider than the window.
    '& .fui-Field': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  result: { marginBlockStart: tokens.spacingVerticalM },
});

type CredentialsSectionProps = {
  readonly application: Application;
  readonly job: Job | null;
  readonly stored: readonly SecretEntry[];
  readonly agents: readonly ApplicationAgent[];
  readonly viaAgent: boolean;
};

export function CredentialsSection({ application, job, stored, agents, viaAgent }: CredentialsSectionProps) {
  const styles = useStyles();
  const notify = useNotify();
  const { mayWrite } = useProvisioningRights(application);
  const form = useForm<CredentialsValues>({ values: toForm(stored), resetOptions: { keepDirtyValues: true } });
  const { control, formState, handleSubmit, reset, getValues } = form;
  const isSet = hasToken(stored);

  const test = useMutation({
    mutationFn: (values: CredentialsValues) =>
      validateCredentials(application.id, job, withSecrets(stored, toRequest(values))),
    onSuccess: () => notify(words.tested),
  });
  const discover = useMutation({ mutationFn: (jobId: string) => discoverAttributes(application.id, jobId) });
  const save = useMutation({
    mutationFn: async (values: CredentialsValues) => {
      const current = job ?? (await createJob(application.id));
      await saveSecrets(application.id, toRequest(values));
      return current.id;
    },
    onSuccess: (jobId, values) => {
      reset({ ...values, secretToken: '' }, wholly);
      notify(words.saved);
      discover.mutate(jobId);
    },
  });
  const tokenProblem = (text: string): string | undefined => {
    if (text !== '') return undefined;
    if (!isSet) return words.required(words.secretToken);
    return isElsewhere(getValues('tenantUrl'), stored) ? words.secretTokenAgain : undefined;
  };
  return (
    <Section title={words.heading}>
      <form
        className={styles.form}
        noValidate
        autoComplete="off"
        onSubmit={(event) => void handleSubmit((values) => save.mutate(values))(event)}
      >
        <Field label={words.method}>
          <Select value="bearer" disabled={!mayWrite}>
            <option value="bearer">{words.bearer}</option>
          </Select>
        </Field>
        <TextField
          control={control}
          name="tenantUrl"
          label={words.tenantUrl}
          hint={words.tenantUrlHint(viaAgent ? words.byAgent : words.byService)}
          placeholder={words.tenantUrlExample}
          required
          disabled={!mayWrite}
          check={tenantUrlProblem}
        />
        <TextField
          control={control}
          name="secretToken"
          type="password"
          autoComplete="new-password"
          label={words.secretToken}
          hint={isSet ? words.secretTokenSet : words.secretTokenHint}
          {...(isSet ? { placeholder: words.secretTokenPlaceholder } : {})}
          disabled={!mayWrite}
          check={tokenProblem}
        />
        <SelectField
          control={control}
          name="dialect"
          label={words.dialect}
          hint={words.dialectHint}
          choices={words.dialects}
          disabled={!mayWrite}
        />
        {mayWrite && (
          <>
            <Text size={200}>{words.saveAnyway}</Text>
            <SaveBar
              isDirty={formState.isDirty}
              isSaving={save.isPending}
              error={save.error}
              onDiscard={() => {
                reset(toForm(stored), wholly);
                test.reset();
                save.reset();
              }}
            >
              <Button
                icon={<PlugConnectedRegular />}
                disabled={test.isPending}
                onClick={() => void handleSubmit((values) => test.mutate(values))()}
              >
                {words.test}
              </Button>
            </SaveBar>
          </>
        )}
      </form>
      <div className={styles.result} aria-live="polite">
        {test.isPending && <Spinner size="tiny" labelPosition="after" label={words.testing(application.displayName)} />}
        {test.isSuccess && <Outcome intent="success">{words.tested}.</Outcome>}
        {test.error && <ConnectionDiagnosis problem={test.error} agents={agents} viaAgent={viaAgent} />}
        {discover.isPending && <Spinner size="tiny" labelPosition="after" label={words.discovering} />}
        {discover.data && (
          <Outcome intent="success">
            {words.discovered(String(discover.data.known), String(discover.data.added))}
          </Outcome>
        )}
        {discover.error && <Problem title={words.savedNoDiscovery} error={discover.error} />}
      </div>
    </Section>
  );
}

function Outcome({ intent, children }: { intent: 'success'; children: React.ReactNode }) {
  return (
    <MessageBar intent={intent}>
      <MessageBarBody>{children}</MessageBarBody>
    </MessageBar>
  );
}
