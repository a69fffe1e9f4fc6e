/** The application was not reached: the step before all others, which is told only when it fails. */
import { Text } from '@fluentui/react-components';
import { getRouteApi } from '@tanstack/react-router';
import { GraphProblem } from '../../../lib/graph.ts';
import { paths } from '../../../lib/paths.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { Problem } from '../../../ui/problem.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { waitingSteps } from './entry-steps.tsx';
import { StepAccordion } from './step-accordion.tsx';

const { steps: words, statuses, result, notConfigured } = onDemand;
const route = getRouteApi(paths.application);

/** The beginnings of the codes of the road to the application. */
const roads = ['AGENT_', 'TARGET_', 'TENANT_URL_', 'CREDENTIALS_'];

export const isConnectionProblem = (error: unknown): error is GraphProblem =>
  error instanceof GraphProblem && roads.some((road) => error.reason?.startsWith(road));

export function ConnectionFailed({ error, kind }: { error: GraphProblem; kind: 'User' | 'Group' }) {
  const { applicationId } = route.useParams();
  const details = (
    <>
      <Problem error={error} />
      <Text>{words.connectionHelp}</Text>
      <RouterLink to={paths.connectivity} params={{ applicationId }}>
        {notConfigured.action}
      </RouterLink>
    </>
  );
  return (
    <StepAccordion
      label={result.steps}
      steps={[
        { key: 'connection', title: words.connection, tone: 'danger', status: statuses.Failure, isOpen: true, details },
        ...waitingSteps(kind).map((step) => ({ ...step, tone: 'neutral' as const, status: statuses.NotRun })),
      ]}
    />
  );
}
