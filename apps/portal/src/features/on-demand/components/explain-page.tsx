/** What provisioning would do with one person or group, and why; nothing is written. */
import { Button, makeStyles, Spinner, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { Problem } from '../../../ui/problem.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { Section } from '../../../ui/section.tsx';
import { explain } from '../api/explain.ts';
import { ConnectionFailed, isConnectionProblem } from './connection-failed.tsx';
import { waitingSteps } from './entry-steps.tsx';
import { PlannedChangeSection } from './planned-change.tsx';
import { ProvisionedPage, type ProvisionedJob } from './provisioned-page.tsx';
import { RunResult } from './run-result.tsx';
import { StepAccordion } from './step-accordion.tsx';
import { SubjectForm, useSubject, type Kind } from './subject-form.tsx';

const { explain: words, result: resultWords, page: pageWords } = onDemand;
const route = getRouteApi(paths.explain);

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

export function ExplainPage() {
  return (
    <ProvisionedPage title={words.title} description={words.description} needs="read" needsCredentials>
      {(provisioned) => <Explain {...provisioned} />}
    </ProvisionedPage>
  );
}

function Explain({ of, schema, mayWrite }: ProvisionedJob) {
  const styles = useStyles();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const found = useSubject(of, search);
  const run = useMutation({ mutationFn: (subject: { id: string; kind: Kind }) => explain(of, subject) });
  const object = search.object === undefined ? undefined : found.data;
  const subject = object && { id: object.id, kind: object.objectTypeName };
  return (
    <div className={styles.root}>
      {!run.data && (
        <Section title={pageWords.what}>
          <div className={styles.form}>
            <SubjectForm
              chosen={search}
              found={found}
              onChange={(chosen) => {
                run.reset();
                void navigate({ search: chosen, replace: true });
              }}
            />
            <div className={styles.buttons}>
              <Button
                appearance="primary"
                disabled={!subject || run.isPending}
                onClick={() => subject && run.mutate(subject)}
              >
                {words.run}
              </Button>
              {run.isPending && <Spinner size="tiny" label={words.running} />}
            </div>
          </div>
        </Section>
      )}
      {isConnectionProblem(run.error) && <ConnectionFailed error={run.error} kind={subject?.kind ?? 'User'} />}
      {run.error && !isConnectionProblem(run.error) && <Problem error={run.error} />}
      {run.isPending && !run.data && (
        <StepAccordion label={resultWords.steps} steps={waitingSteps(subject?.kind ?? 'User')} />
      )}
      {run.data && (
        <RunResult
          entries={run.data}
          schema={schema}
          job={of}
          isDone={false}
          about={({ plannedChange, statusInfo }) => (
            <PlannedChangeSection change={plannedChange} reason={statusInfo.reason} />
          )}
          buttons={
            <>
              {run.isPending && <Spinner size="tiny" />}
              <Button disabled={run.isPending} onClick={() => run.variables && run.mutate(run.variables)}>
                {resultWords.retry}
              </Button>
              <Button
                onClick={() => {
                  run.reset();
                  void navigate({ search: {} });
                }}
              >
                {resultWords.explainAnother}
              </Button>
              {mayWrite && (
                <RouterButton
                  appearance="subtle"
                  to={paths.onDemand}
                  params={{ applicationId: of.servicePrincipalId }}
                  search={search}
                >
                  {words.provision}
                </RouterButton>
              )}
            </>
          }
        />
      )}
    </div>
  );
}
