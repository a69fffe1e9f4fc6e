/** Why a job is in quarantine, since when, when it is tried again, and what gets it out. */
import { Button, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { showCount } from '../../../lib/times.ts';
import { checks, diagnoses } from '../../../text/connectivity.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { Time } from '../../../ui/time.tsx';
import type { Application } from '../../applications/api/application.ts';
import type { Job, Quarantine } from '../api/job.ts';
import { decideStaged } from '../api/staged-deletions.ts';
import { useProvisioningRights } from './provisioning-frame.tsx';

const { quarantine: words } = provisioning;

const useStyles = makeStyles({
  body: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  heading: { margin: 0 },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  message: { overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
});

type QuarantinePaneProps = {
  readonly application: Application;
  readonly job: Job;
  readonly quarantine: Quarantine;
  readonly pending: number;
  readonly expectChange: () => void;
  readonly onClose: () => void;
};

export function QuarantinePane(props: QuarantinePaneProps) {
  const { application, job, quarantine, pending, expectChange, onClose } = props;
  const styles = useStyles();
  const notify = useNotify();
  const { mayWrite } = useProvisioningRights(application);
  const [isAllowing, setAllowing] = useState(false);
  const { reason, error } = quarantine;
  const isGuard = reason === 'TooManyDeletes';
  const likely = diagnoses[error.code]?.likely ?? [];
  const allow = async (): Promise<void> => {
    const decided = await decideStaged({ applicationId: application.id, jobId: job.id }, 'approve', 'all');
    notify(words.allowed(showCount(decided)));
    expectChange();
    onClose();
  };
  return (
    <SidePane
      title={words.details}
      onClose={onClose}
      footer={
        <Remedies
          application={application}
          quarantine={quarantine}
          onAllow={mayWrite ? () => setAllowing(true) : undefined}
        />
      }
    >
      <div className={styles.body}>
        <Facts
          facts={[
            { name: words.reason, value: words.reasons[reason] ?? reason },
            { name: words.code, value: error.code },
            { name: words.message, value: <span className={styles.message}>{error.message}</span> },
            { name: words.since, value: <Time iso={quarantine.currentBegan} exact /> },
            { name: words.firstSeen, value: <Time iso={quarantine.seriesBegan} exact /> },
            { name: words.attempts, value: showCount(quarantine.seriesCount) },
            { name: words.nextAttempt, value: <Time iso={quarantine.nextAttempt} exact /> },
          ]}
        />
        {(likely.length > 0 || isGuard) && (
          <Subtitle2 as="h3" className={styles.heading}>
            {words.whatToDo}
          </Subtitle2>
        )}
        {likely.length > 0 && (
          <ol className={styles.list}>
            {likely.map((check) => (
              <li key={check}>{checks[check]}</li>
            ))}
          </ol>
        )}
        {isGuard && <Text>{words.undo}</Text>}
        <Text>{words.history}</Text>
      </div>
      {isAllowing && (
        <ConfirmDialog
          title={words.allowTitle}
          action={words.allowDeletes}
          onConfirm={allow}
          onClose={() => setAllowing(false)}
        >
          {words.allowBody(showCount(pending))}
        </ConfirmDialog>
      )}
    </SidePane>
  );
}

type RemediesProps = {
  readonly application: Application;
  readonly quarantine: Quarantine;
  readonly onAllow: (() => void) | undefined;
};

/** The way to where the cause can be mended. */
function Remedies({ application, quarantine: { reason, error }, onAllow }: RemediesProps) {
  const params = { applicationId: application.id };
  if (reason === 'TooManyDeletes') {
    return (
      <>
        {onAllow && (
          <Button appearance="primary" onClick={onAllow}>
            {words.allowDeletes}
          </Button>
        )}
        <RouterButton to={paths.stagedDeletions} params={params}>
          {words.review}
        </RouterButton>
      </>
    );
  }
  if (reason.includes('Escrow')) {
    return (
      <RouterButton to={paths.failures} params={params} appearance="primary">
        {words.openFailures}
      </RouterButton>
    );
  }
  if (error.code === 'MAPPING_BROKEN' || error.code === 'EXPRESSION_INVALID') {
    return (
      <RouterButton to={paths.mappings} params={params} appearance="primary">
        {words.openMappings}
      </RouterButton>
    );
  }
  return (
    <RouterButton to={paths.connectivity} params={params} appearance="primary">
      {words.openConnectivity}
    </RouterButton>
  );
}
