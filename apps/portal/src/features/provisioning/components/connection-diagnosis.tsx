/** Where a test of the connection came to its end, what was said there, and what to look at, the likeliest first. */
import {
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Subtitle2,
  Text,
  tokens,
} from '@fluentui/react-components';
import { GraphProblem } from '../../../lib/graph.ts';
import { checks, connectivity, diagnoses, stageNames, stages, type Stage } from '../../../text/connectivity.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { ApplicationAgent } from '../api/application-agents.ts';

const { diagnosis: words } = connectivity;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  stages: {
    listStyleType: 'none',
    margin: 0,
    padding: 0,
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(190px, 1fr))',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
  },
  outcome: { color: tokens.colorNeutralForeground2 },
  message: { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  heading: { display: 'block', margin: 0, marginBlockEnd: tokens.spacingVerticalXS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
});

type ConnectionDiagnosisProps = {
  readonly problem: Error;
  readonly agents: readonly ApplicationAgent[];
  readonly viaAgent: boolean;
};

export function ConnectionDiagnosis({ problem, agents, viaAgent }: ConnectionDiagnosisProps) {
  const styles = useStyles();
  const code = problem instanceof GraphProblem ? problem.reason : undefined;
  const diagnosis = code === undefined ? undefined : diagnoses[code];
  if (!(problem instanceof GraphProblem) || code === undefined || diagnosis === undefined)
    return <Problem error={problem} />;
  const { stage, likely } = diagnosis;
  const { target, requestId, message } = problem;
  const carrier = agents.find(({ id }) => id === target?.agentId)?.machineName;
  const isTls = target?.url?.startsWith('https:') ?? true;
  const isCredentials = stage === 'authorization' || stage === 'input';
  return (
    <div className={styles.root}>
      <MessageBar intent="error" layout="multiline" role="alert">
        <MessageBarBody>
          <MessageBarTitle>{isCredentials ? words.title : words.road}</MessageBarTitle>{' '}
          {isCredentials && <span>{words.body} </span>}
          {words.checkFirst(checks[likely[0] ?? 'url'])}
        </MessageBarBody>
      </MessageBar>
      <ol className={styles.stages} aria-label={words.stagesLabel}>
        {stages
          .filter((one) => viaAgent || one !== 'agent')
          .map((one) => {
            const { tone, outcome } = outcomeOf(one, stage, isTls);
            return (
              <li key={one}>
                <StatusBadge tone={tone}>
                  <span>
                    {stageNames[one]} <span className={styles.outcome}>{outcome}</span>
                  </span>
                </StatusBadge>
              </li>
            );
          })}
      </ol>
      <div>
        <Subtitle2 as="h3" className={styles.heading}>
          {words.check}
        </Subtitle2>
        <ol className={styles.list}>
          {likely.map((check) => (
            <li key={check}>{checks[check]}</li>
          ))}
        </ol>
      </div>
      <Facts
        facts={[
          { name: words.errorCode, value: `${code} (${problem.code})` },
          ...(target?.url === undefined
            ? []
            : [
                {
                  name: words.request,
                  value: (
                    <>
                      {target.method} <Copyable value={target.url} what={words.request} />
                      {carrier !== undefined && <Text size={200}> {words.by(carrier)}</Text>}
                    </>
                  ),
                },
              ]),
          ...(target?.status === undefined ? [] : [{ name: words.status, value: String(target.status) }]),
          { name: words.details, value: <span className={styles.message}>{message}</span> },
          ...(requestId === undefined
            ? []
            : [{ name: words.requestId, value: <Copyable value={requestId} what={words.requestId} /> }]),
        ]}
      />
    </div>
  );
}

function outcomeOf(one: Stage, failed: Stage, isTls: boolean): { tone: Tone; outcome: string } {
  if (one === 'tls' && !isTls && failed !== 'tls') return { tone: 'neutral', outcome: words.notUsed };
  const distance = stages.indexOf(one) - stages.indexOf(failed);
  if (distance < 0) return { tone: 'success', outcome: words.passed };
  return distance === 0
    ? { tone: 'danger', outcome: words.failedHere }
    : { tone: 'neutral', outcome: words.notReached };
}
