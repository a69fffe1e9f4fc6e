/** What a restart forgets, in words; taking accounts away stands apart. */
import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { phrases } from '../../../text/phrases.ts';
import { provisioning } from '../../../text/provisioning.ts';
import { Problem } from '../../../ui/problem.tsx';
import { resetScopes, restartJob, type ResetScope } from '../api/job-actions.ts';

const { restart } = provisioning;

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', marginBlock: tokens.spacingVerticalS },
  hint: {
    display: 'block',
    color: tokens.colorNeutralForeground2,
    marginInlineStart: '32px',
    marginBlockEnd: tokens.spacingVerticalS,
  },
});

/** What the classic button clears. */
const usual: readonly ResetScope[] = ['Watermark', 'Escrows', 'QuarantineState'];

type RestartDialogProps = {
  readonly applicationId: string;
  readonly jobId: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

export function RestartDialog({ applicationId, jobId, onDone, onClose }: RestartDialogProps) {
  const styles = useStyles();
  const [clear, setClear] = useState<readonly ResetScope[]>(usual);
  const run = useMutation({
    mutationFn: () => restartJob(applicationId, jobId, clear),
    onSuccess: () => {
      onDone();
      onClose();
    },
  });
  const choice = (scope: ResetScope) => (
    <div key={scope}>
      <Checkbox
        label={restart.scopes[scope].label}
        checked={clear.includes(scope)}
        aria-describedby={`restart-${scope}`}
        onChange={() => setClear(clear.includes(scope) ? clear.filter((one) => one !== scope) : [...clear, scope])}
      />
      <Text size={200} className={styles.hint} id={`restart-${scope}`}>
        {restart.scopes[scope].hint}
      </Text>
    </div>
  );
  return (
    <Dialog open modalType="alert" onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{restart.title}</DialogTitle>
          <DialogContent>
            {restart.body}
            <div className={styles.list}>{resetScopes.filter((scope) => scope !== 'ForceDeletes').map(choice)}</div>
            <MessageBar intent="warning" layout="multiline">
              <MessageBarBody>
                <MessageBarTitle>{restart.danger}</MessageBarTitle> {restart.dangerBody}
                {choice('ForceDeletes')}
              </MessageBarBody>
            </MessageBar>
            {run.error && <Problem error={run.error} />}
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabled={run.isPending} onClick={() => run.mutate()}>
              {restart.action}
            </Button>
            <Button onClick={onClose}>{phrases.cancel}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
