/** One person or group is provisioned now, with every step told. */
import { Button, Checkbox, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { provisionOnDemand, type Subject } from '../api/provision-on-demand.ts';
import { ConnectionFailed, isConnectionProblem } from './connection-failed.tsx';
import { waitingSteps } from './entry-steps.tsx';
import { Members, type MemberChoice } from './member-choice.tsx';
import { ProvisionedPage, type ProvisionedJob } from './provisioned-page.tsx';
import { RunResult } from './run-result.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { StepAccordion } from './step-accordion.tsx';
import { SubjectForm, useSubject } from './subject-form.tsx';
import { isTooMany, TooMany, useWait } from './too-many.tsx';
import { WireTrace } from './wire-trace.tsx';

const { page: words, result: resultWords } = onDemand;
const route = getRouteApi(paths.onDemand);
const nobody: MemberChoice = { mode: 'none', chosen: [] };

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalL,
    maxWidth: '1200px',
    marginBlockStart: tokens.spacingVerticalM,
  },
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  buttons: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: tokens.spacingHorizontalM },
});

export function OnDemandPage() {
  return (
    <ProvisionedPage title={words.title} description={words.description} needs="write" needsCredentials>
      {(provisioned) => <OnDemand {...provisioned} />}
    </ProvisionedPage>
  );
}

function OnDemand({ of, schema }: ProvisionedJob) {
  const styles = useStyles();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useSubject(of, search);
  const [members, setMembers] = useState<MemberChoice>(nobody);
  const [trace, setTrace] = useState(false);
  const run = useMutation({
    mutationFn: (subject: Subject) =>
      provisionOnDemand(of, { ruleId: schema.synchronizationRules[0]?.id ?? '', subject, trace }),
  });
  const seconds = useWait(run.error);
  const object = search.object === undefined ? undefined : found.data;
  const subject: Subject | undefined = object && {
    id: object.id,
    kind: object.objectTypeName,
    members: members.mode === 'all' ? 'all' : members.mode === 'chosen' ? members.chosen.map(({ id }) => id) : [],
  };
  const another = (): void => {
    run.reset();
    setMembers(nobody);
    void navigate({ search: {} });
  };
  const isThere = run.data !== undefined;
  return (
    <div className={styles.root}>
      {!isThere && (
        <Section title={words.what}>
          <div className={styles.form}>
            <SubjectForm
              chosen={search}
              found={found}
              onChange={(chosen) => {
                run.reset();
                setMembers(nobody);
                void navigate({ search: chosen, replace: true });
              }}
            />
            {object?.objectTypeName === 'Group' && (
              <Members groupId={object.id} value={members} onChange={setMembers} />
            )}
            <Checkbox
              label={words.trace}
              checked={trace}
              onChange={(_event, { checked }) => setTrace(checked === true)}
            />
            <div className={styles.buttons}>
              <Button
                appearance="primary"
                disabled={!subject || run.isPending || seconds > 0}
                onClick={() => subject && run.mutate(subject)}
              >
                {words.provision}
              </Button>
              {run.isPending && <Spinner size="tiny" label={words.running} />}
            </div>
          </div>
        </Section>
      )}
      {isTooMany(run.error) && <TooMany seconds={seconds} />}
      {isConnectionProblem(run.error) && <ConnectionFailed error={run.error} kind={subject?.kind ?? 'User'} />}
      {run.error && !isTooMany(run.error) && !isConnectionProblem(run.error) && <Problem error={run.error} />}
      {run.isPending && !isThere && (
        <StepAccordion label={resultWords.steps} steps={waitingSteps(subject?.kind ?? 'User')} />
      )}
      {run.data && (
        <>
          <RunResult
            entries={run.data.entries}
            schema={schema}
            job={of}
            buttons={
              <>
                {run.isPending && <Spinner size="tiny" />}
                <Button
                  disabled={!run.variables || run.isPending || seconds > 0}
                  onClick={() => run.variables && run.mutate(run.variables)}
                >
                  {resultWords.retry}
                </Button>
                <Button onClick={another}>{resultWords.another}</Button>
                <RouterButton
                  appearance="subtle"
                  to={paths.applicationProvisioningLogs}
                  params={{ applicationId: of.servicePrincipalId }}
                >
                  {resultWords.openLog}
                </RouterButton>
              </>
            }
          />
          {run.data.trace && <WireTrace exchanges={run.data.trace} />}
        </>
      )}
    </div>
  );
}
