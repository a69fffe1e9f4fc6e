/** One object that failed: everything that is known of it, and the two ways to try it now. */
import { Button, makeStyles } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { failures } from '../../../text/deletions.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { Failure } from '../api/failures.ts';

const { pane } = failures;

export const failureName = ({ displayName, id }: Failure): string => displayName ?? id;

/** What fails because nobody can tell which account is meant. */
const choosable: ReadonlySet<string> = new Set(['MATCH_AMBIGUOUS', 'MATCH_TAKEN']);

const useStyles = makeStyles({ message: { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' } });

type FailurePaneProps = {
  readonly application: Application;
  readonly failure: Failure;
  readonly onRetry: (() => Promise<void>) | undefined;
  readonly onRematch: (() => void) | undefined;
  readonly onClose: () => void;
};

export function FailurePane({ application, failure, onRetry, onRematch, onClose }: FailurePaneProps) {
  const styles = useStyles();
  const retry = useMutation({ mutationFn: async () => onRetry?.() });
  const { id, userPrincipalName, displayName, errorCode, error, kind, nextAttemptDateTime } = failure;
  return (
    <SidePane
      title={failureName(failure)}
      onClose={onClose}
      footer={
        <>
          {onRetry && (
            <Button appearance="primary" disabled={retry.isPending} onClick={() => retry.mutate()}>
              {failures.retry}
            </Button>
          )}
          {onRematch && choosable.has(error.code) && (
            <RouterButton to={paths.links} params={{ applicationId: application.id }} search={{ link: id }}>
              {failures.choose}
            </RouterButton>
          )}
          {onRematch && <Button onClick={onRematch}>{failures.rematch}</Button>}
          <RouterButton to={paths.applicationProvisioningLogs} params={{ applicationId: application.id }}>
            {pane.logs}
          </RouterButton>
        </>
      }
    >
      {retry.error && <Problem error={retry.error} />}
      <Facts
        facts={[
          { name: failures.columns.name, value: userPrincipalName ?? displayName ?? failures.gone },
          { name: failures.columns.code, value: errorCode },
          { name: pane.ourCode, value: error.code },
          { name: pane.message, value: <span className={styles.message}>{error.message}</span> },
          { name: pane.kind, value: failures.kinds[kind] },
          { name: pane.attempts, value: showCount(failure.attempts) },
          { name: pane.first, value: <Time iso={failure.firstFailedDateTime} exact /> },
          {
            name: pane.next,
            value:
              nextAttemptDateTime === null ? (
                failures.attention(failures.retry)
              ) : (
                <Time iso={nextAttemptDateTime} exact />
              ),
          },
          { name: pane.objectId, value: <Copyable value={id} what={pane.objectId} /> },
        ]}
      />
    </SidePane>
  );
}
