/** The steps of one object's run, in the order in which provisioning takes them; those it did not come to as well. */
import type { SynchronizationSchema } from '@drawbridge/contract';
import { Text } from '@fluentui/react-components';
import { onDemand } from '../../../text/on-demand.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { StatusBadge, type Tone } from '../../../ui/status-badge.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import type { EntryStatus, EntryStep, ProvisionedEntry } from '../api/provisioned-entry.ts';
import { AttributesRead } from './attributes-read.tsx';
import { DetailTable } from './detail-table.tsx';
import { mappingOf, matchingAttributes } from './mapped-attributes.ts';
import { ModifiedTable } from './modified-table.tsx';
import type { RunStep } from './step-accordion.tsx';

const { steps: words, details: detailWords, result: resultWords, statuses } = onDemand;

export const toneOf: Readonly<Record<EntryStatus, Tone>> = {
  Success: 'success',
  Failure: 'danger',
  Skipped: 'info',
  Warning: 'warning',
};

const stages = ['import', 'scoping', 'matching', 'action'] as const;
type Stage = (typeof stages)[number];
/** A stage that failed says more than one that was skipped, and so on. */
const weight: readonly EntryStatus[] = ['Success', 'Skipped', 'Warning', 'Failure'];

const stageOf = ({ type }: EntryStep): Stage | 'references' => {
  const stage = type.toLowerCase();
  if (stage === 'referenceresolution') return 'references';
  return stages.find((one) => one === stage) ?? 'action';
};

const titleOf = (stage: Stage | 'references', kind: string): string => {
  const title = words[stage];
  return typeof title === 'string' ? title : title(kind);
};

/** While it runs: what comes. */
export const waitingSteps = (kind: 'User' | 'Group'): readonly RunStep[] =>
  stages.map((stage, index) => ({
    key: stage,
    title: titleOf(stage, kind.toLowerCase()),
    tone: index === 0 ? 'running' : 'neutral',
    status: index === 0 ? statuses.Running : statuses.NotRun,
  }));

type Context = { readonly entry: ProvisionedEntry; readonly schema: SynchronizationSchema; readonly job: JobOf };

/** `isDone`: false when the run only tells what would be done. */
export function stepsOf({ entry, schema, job, isDone }: Context & { readonly isDone: boolean }): readonly RunStep[] {
  const kind = entry.sourceIdentity.type.toLowerCase();
  const has = (stage: Stage | 'references') => entry.provisioningSteps.filter((step) => stageOf(step) === stage);
  const wanted = has('references').length > 0 ? [...stages, 'references' as const] : stages;
  return wanted.map((stage): RunStep => {
    const steps = has(stage);
    const title = titleOf(stage, kind);
    if (steps.length === 0)
      return {
        key: stage,
        title,
        tone: 'neutral',
        status: statuses.NotRun,
        description: stage === 'action' && !isDone ? words.notDone : words.notRun,
      };
    const status = steps.map((step) => step.status).reduce((one, other) => heavier(one, other));
    return {
      key: stage,
      title: stage === 'action' && status !== 'Failure' ? `${title}: ${actionOf(entry)}` : title,
      tone: toneOf[status],
      status: statuses[status],
      description: steps.map(({ description }) => description).join(' '),
      isOpen: status === 'Failure' || stage === 'action',
      details: (
        <>
          {status === 'Failure' && <FailureHelp stage={stage} code={entry.statusInfo.additionalDetails} />}
          <StageDetails stage={stage} steps={steps} entry={entry} schema={schema} job={job} />
        </>
      ),
    };
  });
}

const heavier = (one: EntryStatus, other: EntryStatus): EntryStatus =>
  weight.indexOf(other) > weight.indexOf(one) ? other : one;

export const actionOf = ({ action }: ProvisionedEntry): string => onDemand.actions[action] ?? action;

function FailureHelp({ stage, code }: { stage: Stage | 'references'; code: string }) {
  // What did not come from the application says itself what to do.
  if (stage === 'references' || (stage === 'action' && !code.startsWith('TARGET_'))) return null;
  return <Text>{words.failedHelp[stage]}</Text>;
}

type StageProps = Context & { readonly stage: Stage | 'references'; readonly steps: readonly EntryStep[] };

function StageDetails({ stage, steps, entry, schema, job }: StageProps) {
  const details = Object.assign({}, ...steps.map((step) => step.details)) as Record<string, string>;
  switch (stage) {
    case 'import':
      return <AttributesRead entry={entry} schema={schema} job={job} />;
    case 'scoping':
      return <ScopeDetails details={details} isAssigned={details['Assigned to the application'] !== 'False'} />;
    case 'matching':
      return <MatchDetails entry={entry} schema={schema} />;
    case 'references':
      return <Facts facts={Object.entries(details).map(([name, value]) => ({ name, value }))} />;
    case 'action':
      return <ActionDetails entry={entry} />;
  }
}

const evaluation = 'ScopeEvaluationResult';

function ScopeDetails({ details, isAssigned }: { details: Readonly<Record<string, string>>; isAssigned: boolean }) {
  const clauses = Object.entries(JSON.parse(details[evaluation] ?? '{}') as Record<string, boolean>);
  const isFiltered = clauses.length > 0 && details['Scoping filter evaluation passed'] === 'False';
  return (
    <>
      {!isAssigned && <Text>{words.skippedScope.assigned}</Text>}
      {isFiltered && <Text>{words.skippedScope.filter}</Text>}
      <Facts
        facts={Object.entries(details)
          .filter(([name]) => name !== evaluation)
          .map(([name, value]) => ({ name, value: <Outcome isTrue={value === 'True'} /> }))}
      />
      {clauses.length > 0 && (
        <DetailTable
          label={detailWords.clauses}
          headers={[detailWords.clause, detailWords.outcome]}
          rows={clauses.map(([clause, isTrue]) => [clause, <Outcome key="outcome" isTrue={isTrue} />])}
        />
      )}
    </>
  );
}

const Outcome = ({ isTrue }: { isTrue: boolean }) => (
  <StatusBadge tone={isTrue ? 'success' : 'danger'}>{isTrue ? detailWords.isTrue : detailWords.isFalse}</StatusBadge>
);

function MatchDetails({ entry, schema }: Omit<Context, 'job'>) {
  const mapping = mappingOf(schema, entry.sourceIdentity.type);
  const matching = mapping ? matchingAttributes(mapping) : [];
  const { id } = entry.targetIdentity;
  // What was created was not found before.
  const isFound = id !== '' && entry.action !== 'Create';
  return (
    <Facts
      facts={[
        {
          name: detailWords.matchingAttributes,
          value: matching.map((name, index) => `${name} (${detailWords.precedence(index + 1)})`).join(', '),
        },
        {
          name: detailWords.found,
          value: isFound ? <Copyable value={id} what={resultWords.targetId} /> : detailWords.nothingFound,
        },
      ]}
    />
  );
}

function ActionDetails({ entry }: { entry: ProvisionedEntry }) {
  const { statusInfo, targetIdentity, modifiedProperties } = entry;
  const facts = [
    {
      name: resultWords.targetId,
      value: targetIdentity.id && <Copyable value={targetIdentity.id} what={resultWords.targetId} />,
    },
    { name: resultWords.reason, value: statusInfo.reason },
    { name: resultWords.errorCode, value: statusInfo.errorCode },
    { name: resultWords.ourCode, value: statusInfo.additionalDetails },
    { name: resultWords.recommendation, value: statusInfo.recommendedAction },
  ].filter(({ value }) => value !== '');
  return (
    <>
      {facts.length > 0 && <Facts facts={facts} />}
      {statusInfo.status !== 'Failure' && <ModifiedTable properties={modifiedProperties} />}
    </>
  );
}
