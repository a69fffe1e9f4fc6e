/** Where a file is dropped, or chosen. */
import { Button, makeStyles, shorthands, Text, tokens } from '@fluentui/react-components';
import { DocumentArrowUpRegular } from '@fluentui/react-icons';
import { useRef, useState } from 'react';
import { importPeople as text } from '../../../text/import-people.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingVerticalXXXL,
    textAlign: 'center',
    borderRadius: tokens.borderRadiusMedium,
    ...shorthands.border('1px', 'dashed', tokens.colorNeutralStroke1),
  },
  over: { backgroundColor: tokens.colorNeutralBackground1Selected },
  icon: { fontSize: '40px', lineHeight: 0, color: tokens.colorNeutralForeground3 },
});

export function FileDrop({ onFile }: { onFile: (file: File) => void }) {
  const styles = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  return (
    <div
      className={isOver ? `${styles.root} ${styles.over}` : styles.root}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const [file] = event.dataTransfer.files;
        if (file) onFile(file);
      }}
    >
      <span className={styles.icon} aria-hidden>
        <DocumentArrowUpRegular />
      </span>
      <Text>{text.drop}</Text>
      <Button appearance="primary" onClick={() => input.current?.click()}>
        {text.choose}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".csv,.json"
        aria-label={text.choose}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) onFile(file);
        }}
      />
    </div>
  );
}
