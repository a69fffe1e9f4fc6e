/** There is no job yet: what provisioning would do, and the choice of mode that creates it. */
import {
  Button,
  Field,
  makeStyles,
  Select,
  Subtitle1,
  Text,
  tokens,
  typographyStyles,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { phrases } from '../../../text/phrases.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { ApplicationAgent } from '../api/application-agents.ts';
import { createJob } from '../api/job-actions.ts';
import { needsAgent, type JobTemplate } from '../api/templates.ts';
import { FlowPicture } from './flow-picture.tsx';
import { useProvisioningRights } from './provisioning-frame.tsx';

const { getStarted } = provisioning;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '860px' },
  heading: { margin: 0 },
  body: { maxWidth: '76ch', color: tokens.colorNeutralForeground2 },
  steps: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(170px, 1fr))',
    gap: tokens.spacingHorizontalL,
  },
  step: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXXS },
  stepTitle: { ...typographyStyles.body1Strong, margin: 0 },
  stepBody: { color: tokens.colorNeutralForeground2 },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, maxWidth: '420px' },
  buttons: { display: 'flex', gap: tokens.spacingHorizontalS },
});

type GetStartedProps = {
  readonly application: Application;
  readonly templates: readonly JobTemplate[];
  readonly agents: readonly ApplicationAgent[];
};

export function GetStarted({ application, templates, agents }: GetStartedProps) {
  const styles = useStyles();
  const { mayWrite } = useProvisioningRights(application);
  const [isChoosing, setChoosing] = useState(false);
  const viaAgent = needsAgent(templates);
  return (
    <div className={styles.root}>
      <Subtitle1 as="h2" className={styles.heading}>
        {getStarted.heading}
      </Subtitle1>
      <Text className={styles.body}>
        {getStarted.body(application.displayName)} {viaAgent && getStarted.viaAgent}
      </Text>
      <FlowPicture viaAgent={viaAgent} />
      <ol className={styles.steps}>
        {getStarted.steps.map(({ title, body }, index) => (
          <li key={title} className={styles.step}>
            <h3 className={styles.stepTitle}>{`${index + 1}. ${title}`}</h3>
            <Text className={styles.stepBody}>{body}</Text>
          </li>
        ))}
      </ol>
      {viaAgent && agents.length === 0 && (
        <Text>
          {getStarted.noAgentYet} <RouterLink to={paths.agents}>{getStarted.goToAgents}</RouterLink>
        </Text>
      )}
      {mayWrite && !isChoosing && (
        <div>
          <Button appearance="primary" size="large" onClick={() => setChoosing(true)}>
            {getStarted.button}
          </Button>
        </div>
      )}
      {isChoosing && <ModeForm application={application} templates={templates} onCancel={() => setChoosing(false)} />}
    </div>
  );
}

type Mode = 'manual' | 'automatic';

function ModeForm({
  application,
  templates,
  onCancel,
}: Pick<GetStartedProps, 'application' | 'templates'> & { onCancel: () => void }) {
  const styles = useStyles();
  const notify = useNotify();
  const navigate = useNavigate();
  const [mode, setMode] = useState<Mode>('manual');
  const [templateId, setTemplateId] = useState(templates.find((template) => template.default)?.id ?? templates[0]?.id);
  const create = useMutation({
    mutationFn: () => createJob(application.id, templateId),
    onSuccess: () => {
      notify(getStarted.created);
      void navigate({ to: paths.connectivity, params: { applicationId: application.id } });
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        create.mutate();
      }}
    >
      <Field label={getStarted.mode} hint={mode === 'manual' ? getStarted.manualBody : getStarted.automaticBody}>
        <Select value={mode} autoFocus onChange={(_event, { value }) => setMode(value as Mode)}>
          <option value="manual">{getStarted.manual}</option>
          <option value="automatic">{getStarted.automatic}</option>
        </Select>
      </Field>
      {templates.length > 1 && mode === 'automatic' && (
        <Field label={getStarted.template}>
          <Select value={templateId ?? ''} onChange={(_event, { value }) => setTemplateId(value)}>
            {templates.map(({ id, description }) => (
              <option key={id} value={id}>
                {description}
              </option>
            ))}
          </Select>
        </Field>
      )}
      {create.error && <Problem error={create.error} />}
      <div className={styles.buttons}>
        <Button appearance="primary" type="submit" disabled={mode === 'manual' || create.isPending}>
          {phrases.save}
        </Button>
        <Button onClick={onCancel}>{phrases.discard}</Button>
      </div>
    </form>
  );
}
