/** The steps to the first person in the first application, and how far one is: read off what the service has. */
import { paths } from '../../../lib/paths.ts';
import { home } from '../../../text/home.ts';
import type { SetUp } from '../api/overview.ts';

const { setUp: text } = home;

export type Step = {
  readonly key: keyof typeof text.steps;
  readonly isDone: boolean;
  /** Why it is neither done nor to do. */
  readonly note?: string;
  /** Where it is done; undefined: nowhere yet. */
  readonly to?: (typeof paths)[keyof typeof paths];
  readonly applicationId?: string;
};

export function stepsOf({ agentCount, application }: SetUp): readonly Step[] {
  const applicationId = application?.servicePrincipalId;
  const of = (key: Step['key'], isDone: boolean | undefined, to: NonNullable<Step['to']>): Step =>
    applicationId === undefined
      ? { key, isDone: false, note: text.needsApplication }
      : { key, isDone: isDone ?? false, to, applicationId };
  const noAgent = application?.needsAgent === false;
  const withoutAgent = (step: Step): Step => ({ ...step, isDone: true, note: text.notNeeded });
  const agent: Step =
    agentCount === null
      ? { key: 'agent', isDone: application?.hasAgent ?? false, note: text.unknown }
      : { key: 'agent', isDone: agentCount > 0, to: paths.agents };
  const assigned = of('assignAgent', application?.hasAgent, paths.connectivity);
  const needsNone = noAgent && application.hasCredentials;
  return [
    needsNone && !agent.isDone ? withoutAgent(agent) : agent,
    { key: 'application', isDone: application !== null, to: paths.gallery },
    noAgent && !assigned.isDone ? withoutAgent(assigned) : assigned,
    of('credentials', application?.hasCredentials, paths.connectivity),
    of('people', application?.hasAssignment, paths.applicationAssignments),
    of('onDemand', application?.hasProvisioned, paths.onDemand),
    of('start', application?.isStarted, paths.provisioning),
  ];
}

export const isAllDone = (setUp: SetUp): boolean => stepsOf(setUp).every(({ isDone }) => isDone);
