/** A command line as it is typed, with a button that copies it. */
import { Button, makeStyles, shorthands, tokens, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { after } from '../../../lib/clock.ts';
import { phrases } from '../../../text/phrases.ts';

const shownForMs = 1500;

const useStyles = makeStyles({
  root: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: tokens.spacingHorizontalS,
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
    ...shorthands.border('1px', 'solid', tokens.colorNeutralStroke2),
  },
  text: {
    flexGrow: 1,
    margin: 0,
    minWidth: 0,
    paddingBlock: tokens.spacingVerticalXS,
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    lineHeight: tokens.lineHeightBase300,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

export function CommandBlock({ command, what }: { command: string; what: string }) {
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  useEffect(() => (copied ? after(shownForMs, () => setCopied(false)) : undefined), [copied]);
  return (
    <div className={styles.root}>
      <pre className={styles.text}>{command}</pre>
      <Tooltip content={copied ? phrases.copied : `${phrases.copy} ${what}`} relationship="label">
        <Button
          appearance="subtle"
          size="small"
          icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
          onClick={() => void navigator.clipboard.writeText(command).then(() => setCopied(true))}
        />
      </Tooltip>
    </div>
  );
}
