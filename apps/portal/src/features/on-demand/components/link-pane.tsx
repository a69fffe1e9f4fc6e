/** One link: whose account it is, since when, what was last done, and what can be done about it. */
import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { phrases } from '../../../text/phrases.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import type { JobOf } from '../../mappings/api/job.ts';
import { rematch, type Link } from '../api/links.ts';

const { links: words } = onDemand;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  help: { display: 'block', color: tokens.colorNeutralForeground2 },
});

export function LinkState({ state }: Pick<Link, 'state'>) {
  return <StatusBadge tone={state === 'managed' ? 'success' : 'neutral'}>{words.states[state]}</StatusBadge>;
}

const tones = { success: 'success', failure: 'danger', skipped: 'info', warning: 'warning' } as const;

type LinkPaneProps = {
  readonly link: Link;
  readonly job: JobOf;
  readonly mayWrite: boolean;
  readonly onChangeAccount: () => void;
  readonly onClose: () => void;
};

export function LinkPane({ link, job, mayWrite, onChangeAccount, onClose }: LinkPaneProps) {
  const styles = useStyles();
  const notify = useNotify();
  const [isAsking, setAsking] = useState(false);
  const { id, objectTypeName, displayName, targetId, lastRecord, deletionDateTime } = link;
  const params = { applicationId: job.servicePrincipalId };
  const subject = { object: id, kind: objectTypeName };
  const facts = [
    { name: words.kind, value: words.kinds[objectTypeName] },
    ...(link.userPrincipalName === null ? [] : [{ name: words.principalName, value: link.userPrincipalName }]),
    { name: words.objectId, value: <Copyable value={id} what={words.objectId} /> },
    { name: words.targetId, value: <Copyable value={targetId} what={words.targetId} /> },
    {
      name: words.state,
      value: (
        <>
          <LinkState state={link.state} />
          <Text size={200} className={styles.help}>
            {words.stateHelp[link.state]}
          </Text>
        </>
      ),
    },
    ...(link.targetActive === null
      ? []
      : [{ name: words.active, value: link.targetActive ? phrases.yes : phrases.no }]),
    {
      name: words.linked,
      value: link.linkedDateTime === null ? words.before : <Time iso={link.linkedDateTime} exact />,
    },
    {
      name: words.last,
      value: lastRecord ? (
        <>
          <Time iso={lastRecord.activityDateTime} exact />{' '}
          <StatusBadge tone={tones[lastRecord.status]}>{onDemand.statuses[capital(lastRecord.status)]}</StatusBadge>
        </>
      ) : (
        words.noRecord
      ),
    },
    ...(deletionDateTime === null ? [] : [{ name: words.deletion, value: <Time iso={deletionDateTime} exact /> }]),
  ];
  return (
    <SidePane
      title={displayName}
      onClose={onClose}
      footer={
        <>
          {mayWrite && link.isInDirectory && <Button onClick={onChangeAccount}>{words.change}</Button>}
          {mayWrite && <Button onClick={() => setAsking(true)}>{words.rematch}</Button>}
          <Button onClick={onClose}>{phrases.close}</Button>
        </>
      }
    >
      <div className={styles.root}>
        {!link.isInDirectory && <StatusBadge tone="warning">{words.gone}</StatusBadge>}
        <Facts facts={facts} />
        <ul className={styles.list}>
          <li>
            <RouterLink to={paths.explain} params={params} search={subject}>
              {words.explain}
            </RouterLink>
          </li>
          {mayWrite && (
            <li>
              <RouterLink to={paths.onDemand} params={params} search={subject}>
                {words.provision}
              </RouterLink>
            </li>
          )}
          <li>
            <RouterLink to={paths.applicationProvisioningLogs} params={params} search={{ identity: id }}>
              {words.viewLogs}
            </RouterLink>
          </li>
          {link.isInDirectory && (
            <li>
              {objectTypeName === 'User' ? (
                <RouterLink to={paths.user} params={{ userId: id }}>
                  {words.openObject}
                </RouterLink>
              ) : (
                <RouterLink to={paths.group} params={{ groupId: id }}>
                  {words.openObject}
                </RouterLink>
              )}
            </li>
          )}
        </ul>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={words.rematchTitle(displayName)}
          action={words.rematch}
          onConfirm={async () => {
            await rematch(job, id);
            notify(words.rematched(displayName));
            onClose();
          }}
          onClose={() => setAsking(false)}
        >
          {words.rematchBody(displayName, targetId)}
        </ConfirmDialog>
      )}
    </SidePane>
  );
}

const capital = (status: 'success' | 'failure' | 'skipped' | 'warning') =>
  (status[0]!.toUpperCase() + status.slice(1)) as 'Success' | 'Failure' | 'Skipped' | 'Warning';
