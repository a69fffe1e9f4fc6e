/** A secret that is shown once: a link, a password, the value of a client secret. */
import { makeStyles, MessageBar, MessageBarBody, shorthands, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { Copyable } from './copyable.tsx';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  value: {
    padding: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
  },
});

export function Once({ value, what, children }: { value: string; what: string; children: ReactNode }) {
  const styles = useStyles();
  return (
    <div className={styles.root}>
      <MessageBar intent="warning" layout="multiline">
        <MessageBarBody>{children}</MessageBarBody>
      </MessageBar>
      <div className={styles.value}>
        <Copyable value={value} what={what} />
      </div>
    </div>
  );
}
