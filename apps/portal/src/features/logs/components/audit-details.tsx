/** One record of the audit log. */
import { makeStyles, Text, tokens, typographyStyles } from '@fluentui/react-components';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { logs } from '../../../text/logs.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Facts, type Fact } from '../../../ui/facts.tsx';
import { Time } from '../../../ui/time.tsx';
import { auditRecordQuery, targetName, type AuditRecord } from '../api/audit-record.ts';
import { auditTabs } from '../api/audit-search.ts';
import { AuditTargetLink } from './audit-target-link.tsx';
import type { OpenRecord } from './log-screen.tsx';
import { LogStatus } from './log-status.tsx';
import { PropertyDiff } from './property-diff.tsx';
import { RecordPane } from './record-pane.tsx';

const { columns: name, details: words } = logs;
const { facts } = words;
const tabs = auditTabs.map((key) => ({ key, label: words.tabs[key] }));
type AuditTab = (typeof auditTabs)[number];

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXL },
  part: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  heading: { ...typographyStyles.subtitle2, margin: 0 },
});

type AuditDetailsProps = OpenRecord & { readonly tab: AuditTab; readonly onTab: (tab: AuditTab) => void };

export function AuditDetails({ id, ...pane }: AuditDetailsProps) {
  // The record before stays until the next one is there, so that going through them does not flicker.
  const query = useQuery({ ...auditRecordQuery(id), placeholderData: keepPreviousData });
  const title = query.data === undefined ? words.auditUntitled : words.auditTitle(query.data.activityDisplayName);
  return (
    <RecordPane {...pane} title={title} query={query} tabs={tabs}>
      {(record) => {
        switch (pane.tab) {
          case 'activity':
            return <Activity record={record} />;
          case 'targets':
            return <Targets record={record} />;
          case 'properties':
            return <Properties record={record} />;
        }
      }}
    </RecordPane>
  );
}

function Activity({ record }: { record: AuditRecord }) {
  const styles = useStyles();
  const { user, app } = record.initiatedBy;
  return (
    <div className={styles.list}>
      <Facts
        facts={[
          { name: name.date, value: <Time iso={record.activityDateTime} exact /> },
          { name: name.activity, value: record.activityDisplayName },
          { name: name.status, value: <LogStatus status={record.result} /> },
          ...(record.resultReason === '' ? [] : [{ name: name.reason, value: record.resultReason }]),
          { name: name.service, value: record.loggedByService },
          { name: name.category, value: record.category },
          { name: facts.operation, value: record.operationType },
          { name: name.correlation, value: <Copyable value={record.correlationId} what={name.correlation} /> },
          { name: facts.recordId, value: <Copyable value={record.id} what={facts.recordId} /> },
        ]}
      />
      <section className={styles.part}>
        <h3 className={styles.heading}>{name.initiator}</h3>
        <Facts facts={[...(user ? ofUser(user) : []), ...(app ? ofApplication(app) : [])]} />
      </section>
      {record.additionalDetails.length > 0 && (
        <section className={styles.part}>
          <h3 className={styles.heading}>{words.additional}</h3>
          <Facts facts={record.additionalDetails.map(({ key, value }) => ({ name: key, value }))} />
        </section>
      )}
    </div>
  );
}

const ofUser = (user: NonNullable<AuditRecord['initiatedBy']['user']>): readonly Fact[] => [
  { name: facts.type, value: logs.kinds.User },
  { name: facts.principalName, value: <AuditTargetLink type="User" id={user.id} text={user.userPrincipalName} /> },
  { name: facts.objectId, value: <Copyable value={user.id} what={facts.objectId} /> },
  ...(user.ipAddress === '' ? [] : [{ name: facts.ipAddress, value: user.ipAddress }]),
];

const ofApplication = (app: NonNullable<AuditRecord['initiatedBy']['app']>): readonly Fact[] => [
  { name: facts.type, value: name.application },
  { name: name.application, value: app.displayName },
  ...(app.servicePrincipalId === null
    ? []
    : [{ name: facts.objectId, value: <Copyable value={app.servicePrincipalId} what={facts.objectId} /> }]),
  ...(app.appId === null ? [] : [{ name: facts.appId, value: <Copyable value={app.appId} what={facts.appId} /> }]),
];

function Targets({ record }: { record: AuditRecord }) {
  const styles = useStyles();
  if (record.targetResources.length === 0) return <EmptyState title={words.noTargets} />;
  return (
    <div className={styles.list}>
      {record.targetResources.map((target, index) => (
        <section key={index} className={styles.part}>
          <h3 className={styles.heading}>
            <AuditTargetLink type={target.type} id={target.id} text={targetName(target)} />
          </h3>
          <Facts
            facts={[
              { name: facts.type, value: target.type },
              ...(target.userPrincipalName === null
                ? []
                : [{ name: facts.principalName, value: target.userPrincipalName }]),
              ...(target.id === null
                ? []
                : [{ name: facts.objectId, value: <Copyable value={target.id} what={facts.objectId} /> }]),
            ]}
          />
        </section>
      ))}
    </div>
  );
}

function Properties({ record }: { record: AuditRecord }) {
  const styles = useStyles();
  const changed = record.targetResources.filter(({ modifiedProperties }) => modifiedProperties.length > 0);
  if (changed.length === 0) return <EmptyState title={words.noProperties} />;
  return (
    <div className={styles.list}>
      {changed.map((target, index) => (
        <section key={index} className={styles.part}>
          <h3 className={styles.heading}>{targetName(target)}</h3>
          {target.modifiedProperties.map((property, at) => (
            <div key={at} className={styles.part}>
              <Text weight="semibold">{property.displayName}</Text>
              <PropertyDiff property={property} />
            </div>
          ))}
        </section>
      ))}
    </div>
  );
}
