/** A record at a glance: every id to copy, every object to go to. */
import type { ReactNode } from 'react';
import { paths } from '../../../lib/paths.ts';
import { showDuration } from '../../../lib/times.ts';
import { logs } from '../../../text/logs.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Time } from '../../../ui/time.tsx';
import type { ProvisioningRecord } from '../api/provisioning-record.ts';
import { ExplainLink } from './explain-link.tsx';
import { LogStatus } from './log-status.tsx';

const { columns: name, details: words, actions } = logs;

const idOf = (what: string, value: string): ReactNode =>
  value === '' ? words.noValue : <Copyable value={value} what={what} />;

export function RecordSummary({ record }: { record: ProvisioningRecord }) {
  const { sourceIdentity, targetIdentity, servicePrincipal } = record;
  const { facts } = words;
  return (
    <Facts
      facts={[
        { name: name.date, value: <Time iso={record.activityDateTime} exact /> },
        { name: name.action, value: actions[record.provisioningAction] },
        { name: name.status, value: <LogStatus status={record.provisioningStatusInfo.status} /> },
        { name: name.duration, value: showDuration(record.durationInMilliseconds) },
        { name: facts.initiator, value: record.initiatedBy.displayName },
        {
          name: name.application,
          value: (
            <RouterLink to={paths.application} params={{ applicationId: servicePrincipal.id }}>
              {servicePrincipal.displayName === '' ? servicePrincipal.id : servicePrincipal.displayName}
            </RouterLink>
          ),
        },
        { name: name.sourceSystem, value: record.sourceSystem.displayName },
        { name: facts.sourceIdentity, value: <SourceLink identity={sourceIdentity} /> },
        { name: facts.principalName, value: sourceIdentity.details.UserPrincipalName ?? words.noValue },
        { name: facts.sourceId, value: idOf(facts.sourceId, sourceIdentity.id) },
        { name: name.targetSystem, value: record.targetSystem.displayName },
        {
          name: facts.targetIdentity,
          value: targetIdentity.displayName === '' ? words.noValue : targetIdentity.displayName,
        },
        { name: facts.targetId, value: idOf(facts.targetId, targetIdentity.id) },
        { name: name.job, value: idOf(name.job, record.jobId) },
        { name: name.cycle, value: idOf(name.cycle, record.cycleId) },
        { name: name.change, value: idOf(name.change, record.changeId) },
        { name: facts.recordId, value: idOf(facts.recordId, record.id) },
        { name: words.nextStep, value: <ExplainLink record={record} /> },
      ]}
    />
  );
}

function SourceLink({
  identity: { id, displayName, identityType },
}: {
  identity: ProvisioningRecord['sourceIdentity'];
}) {
  const text = displayName === '' ? id : displayName;
  return identityType === 'Group' ? (
    <RouterLink to={paths.group} params={{ groupId: id }}>
      {text}
    </RouterLink>
  ) : (
    <RouterLink to={paths.user} params={{ userId: id }}>
      {text}
    </RouterLink>
  );
}
