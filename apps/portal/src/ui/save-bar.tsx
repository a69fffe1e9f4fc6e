/** Save and Discard of a form, at its foot, with what hindered the last try. */
import { Button, makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { phrases } from '../text/phrases.ts';
import { Problem } from './problem.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';

const useStyles = makeStyles({
  root: {
    position: 'sticky',
    insetBlockEnd: 0,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBlockStartWidth: '1px',
    borderBlockStartStyle: 'solid',
    borderBlockStartColor: tokens.colorNeutralStroke2,
    paddingBlock: tokens.spacingVerticalM,
    marginBlockStart: tokens.spacingVerticalL,
    zIndex: 1,
  },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
});

export type SaveBarProps = {
  readonly isDirty: boolean;
  readonly isSaving: boolean;
  readonly error?: unknown;
  readonly onDiscard: () => void;
  /** Absent: the button submits the form around it. */
  readonly onSave?: () => void;
  readonly saveLabel?: string;
  readonly disabled?: boolean;
  /** Further buttons. */
  readonly children?: ReactNode;
};

export function SaveBar(props: SaveBarProps) {
  const { isDirty, isSaving, error, onDiscard, onSave, saveLabel = phrases.save, disabled = false, children } = props;
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <UnsavedGuard isDirty={isDirty && !isSaving} />
      {error !== undefined && error !== null && <Problem error={error} />}
      <div className={styles.buttons}>
        <Button
          appearance="primary"
          type={onSave ? 'button' : 'submit'}
          disabled={disabled || !isDirty || isSaving}
          onClick={onSave}
        >
          {saveLabel}
        </Button>
        <Button disabled={!isDirty || isSaving} onClick={onDiscard}>
          {phrases.discard}
        </Button>
        {children}
      </div>
    </div>
  );
}
