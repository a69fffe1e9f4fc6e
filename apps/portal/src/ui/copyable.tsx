/** A value that people carry elsewhere: an id, an address, a token. */
import { Button, makeStyles, mergeClasses, tokens, Tooltip } from '@fluentui/react-components';
import { CheckmarkRegular, CopyRegular } from '@fluentui/react-icons';
import { useEffect, useState } from 'react';
import { after } from '../lib/clock.ts';
import { phrases } from '../text/phrases.ts';

const useStyles = makeStyles({
  root: { display: 'inline-flex', alignItems: 'center', gap: tokens.spacingHorizontalXS, maxWidth: '100%' },
  text: { overflowWrap: 'anywhere' },
  mono: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200 },
});

const shownForMs = 1500;

/** `what` says to a screen reader what is copied. */
export function Copyable({ value, what, mono = true }: { value: string; what: string; mono?: boolean }) {
  const styles = useStyles();
  const [copied, setCopied] = useState(false);
  useEffect(() => (copied ? after(shownForMs, () => setCopied(false)) : undefined), [copied]);
  const label = copied ? phrases.copied : `${phrases.copy} ${what}`;
  return (
    <span className={styles.root}>
      <span className={mergeClasses(styles.text, mono && styles.mono)}>{value}</span>
      <Tooltip content={label} relationship="label">
        <Button
          appearance="subtle"
          size="small"
          icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
          onClick={() => void navigator.clipboard.writeText(value).then(() => setCopied(true))}
        />
      </Tooltip>
    </span>
  );
}
