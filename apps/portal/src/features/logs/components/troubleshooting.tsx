/** What went wrong with a record, why, and what to do about it. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { CheckmarkCircleRegular } from '@fluentui/react-icons';
import { paths } from '../../../lib/paths.ts';
import { logs } from '../../../text/logs.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import type { ProvisioningRecord } from '../api/provisioning-record.ts';
import type { ProvisioningStatus } from '../api/provisioning-search.ts';
import { ExplainLink } from './explain-link.tsx';

const { details: words } = logs;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, alignItems: 'flex-start' },
  bar: { width: '100%' },
});

const bars = {
  success: { intent: 'success', title: words.noIssues },
  failure: { intent: 'error', title: logs.statuses.failure },
  skipped: { intent: 'info', title: words.skipped },
  warning: { intent: 'warning', title: words.warning },
} as const satisfies Record<ProvisioningStatus, object>;

export function Troubleshooting({ record }: { record: ProvisioningRecord }) {
  const styles = useStyles();
  const { status, errorInformation: error } = record.provisioningStatusInfo;
  if (!error) return <EmptyState icon={<CheckmarkCircleRegular />} title={words.noIssues} body={words.noIssuesBody} />;
  const { intent, title } = bars[status];
  const { errorCode, reason, recommendedAction, additionalDetails } = error;
  return (
    <div className={styles.root}>
      <MessageBar intent={intent} layout="multiline" className={styles.bar}>
        <MessageBarBody>
          <MessageBarTitle>{title}</MessageBarTitle>
          {reason}
        </MessageBarBody>
      </MessageBar>
      <Facts
        facts={[
          { name: words.errorCode, value: <Copyable value={errorCode} what={words.errorCode} /> },
          ...(additionalDetails === null
            ? []
            : [{ name: words.ourCode, value: <Copyable value={additionalDetails} what={words.ourCode} /> }]),
          ...(recommendedAction === '' ? [] : [{ name: words.recommendation, value: recommendedAction }]),
        ]}
      />
      {status === 'failure' && (
        <>
          <div>{words.triedAgain}</div>
          <RouterLink
            to={paths.failures}
            params={{ applicationId: record.servicePrincipal.id }}
            search={{ open: record.sourceIdentity.id }}
          >
            {words.retry}
          </RouterLink>
        </>
      )}
      <ExplainLink record={record} />
    </div>
  );
}
