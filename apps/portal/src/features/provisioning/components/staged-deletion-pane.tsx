/** One deletion that is held back, explained: who, why, what would happen, and how to undo the cause. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { paths } from '../../../lib/paths.ts';
import { staged } from '../../../text/deletions.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { RouterButton, RouterLink } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { StagedDeletion } from '../api/staged-deletions.ts';
import { StagedStateBadge } from './staged-state-badge.tsx';

const { pane } = staged;

const useStyles = makeStyles({ more: { marginBlockStart: tokens.spacingVerticalL } });

type StagedDeletionPaneProps = {
  readonly application: Application;
  readonly deletion: StagedDeletion;
  readonly onApprove: (() => void) | undefined;
  readonly onReject: (() => void) | undefined;
  readonly onClose: () => void;
};

export function StagedDeletionPane({ application, deletion, onApprove, onReject, onClose }: StagedDeletionPaneProps) {
  const styles = useStyles();
  const { id, displayName, userPrincipalName, targetId, event, action, state } = deletion;
  const isPending = state === 'pending';
  const isGone = event === 'hardDeleted' || event === 'softDeleted';
  return (
    <SidePane
      title={displayName}
      onClose={onClose}
      footer={
        isPending && (
          <>
            {onApprove && (
              <Button appearance="primary" onClick={onApprove}>
                {staged.approve}
              </Button>
            )}
            {onReject && <Button onClick={onReject}>{staged.reject}</Button>}
          </>
        )
      }
    >
      <Facts
        facts={[
          { name: staged.columns.state, value: <StagedStateBadge state={state} /> },
          {
            name: pane.who,
            value: isGone ? (userPrincipalName ?? displayName) : <InDirectory deletion={deletion} />,
          },
          { name: pane.event, value: staged.events[event] },
          { name: pane.why, value: staged.why[event] },
          { name: pane.would, value: staged.what[action] },
          { name: pane.undo, value: staged.undo[event] },
          { name: pane.account, value: <Copyable value={targetId} what={pane.account} /> },
          { name: pane.since, value: <Time iso={deletion.sinceDateTime} exact /> },
          ...(deletion.decidedDateTime === null
            ? []
            : [{ name: pane.decided, value: <Time iso={deletion.decidedDateTime} exact /> }]),
        ]}
      />
      <div className={styles.more}>
        <RouterButton to={paths.explain} params={{ applicationId: application.id }} search={{ object: id }}>
          {pane.explain}
        </RouterButton>
      </div>
    </SidePane>
  );
}

function InDirectory({
  deletion: { id, objectTypeName, displayName, userPrincipalName },
}: {
  deletion: StagedDeletion;
}) {
  return objectTypeName === 'Group' ? (
    <RouterLink to={paths.group} params={{ groupId: id }}>
      {displayName}
    </RouterLink>
  ) : (
    <RouterLink to={paths.user} params={{ userId: id }}>
      {userPrincipalName ?? displayName}
    </RouterLink>
  );
}
