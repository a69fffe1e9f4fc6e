/** One record of the provisioning log. */
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { logs } from '../../../text/logs.ts';
import { StepList, type Step } from '../../../ui/step-list.tsx';
import { provisioningRecordQuery, type ProvisioningRecord } from '../api/provisioning-record.ts';
import { recordTabs, type ProvisioningStatus, type RecordTab } from '../api/provisioning-search.ts';
import type { OpenRecord } from './log-screen.tsx';
import { ModifiedProperties } from './modified-properties.tsx';
import { RecordPane } from './record-pane.tsx';
import { RecordSummary } from './record-summary.tsx';
import { Troubleshooting } from './troubleshooting.tsx';

const { details: words, steps: stepTitles, statuses } = logs;
const tabs = recordTabs.map((key) => ({ key, label: words.tabs[key] }));

type ProvisioningDetailsProps = OpenRecord & { readonly tab: RecordTab; readonly onTab: (tab: RecordTab) => void };

export function ProvisioningDetails({ id, ...pane }: ProvisioningDetailsProps) {
  // The record before stays until the next one is there, so that going through them does not flicker.
  const query = useQuery({ ...provisioningRecordQuery(id), placeholderData: keepPreviousData });
  const name = query.data?.sourceIdentity.displayName;
  return (
    <RecordPane {...pane} title={name === undefined ? words.untitled : words.title(name)} query={query} tabs={tabs}>
      {(record) => <RecordTabPanel record={record} tab={pane.tab} />}
    </RecordPane>
  );
}

function RecordTabPanel({ record, tab }: { record: ProvisioningRecord; tab: RecordTab }) {
  switch (tab) {
    case 'steps':
      return record.provisioningSteps.length === 0 ? (
        <>{words.noSteps}</>
      ) : (
        <StepList label={words.tabs.steps} steps={stepsOf(record)} />
      );
    case 'troubleshooting':
      return <Troubleshooting record={record} />;
    case 'properties':
      return <ModifiedProperties properties={record.modifiedProperties} />;
    case 'summary':
      return <RecordSummary record={record} />;
  }
}

const tones = { success: 'success', failure: 'danger', skipped: 'info', warning: 'warning' } as const;

function stepsOf({ provisioningSteps, sourceIdentity }: ProvisioningRecord): readonly Step[] {
  const kind = sourceIdentity.identityType.toLowerCase();
  return provisioningSteps.map(({ provisioningStepType, name, status, description, details }) => ({
    title: titleOf(provisioningStepType, kind) ?? name,
    tone: tones[status],
    status: statuses[status satisfies ProvisioningStatus],
    description,
    details,
  }));
}

function titleOf(type: string, kind: string): string | undefined {
  if (!Object.hasOwn(stepTitles, type)) return undefined;
  const title = stepTitles[type as keyof typeof stepTitles];
  return typeof title === 'string' ? title : title(kind);
}
