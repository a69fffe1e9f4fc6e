/** An attribute of one side, found by what one types. What is not in the list may be written, too. */
import type { AttributeDefinition } from '@drawbridge/contract';
import { Combobox, makeStyles, Option, Text, tokens } from '@fluentui/react-components';
import { useMemo, useState } from 'react';
import { mappings } from '../../../text/mappings.ts';

const useStyles = makeStyles({
  root: { minWidth: 0, maxWidth: '100%' },
  list: { maxHeight: '320px' },
  option: { display: 'flex', justifyContent: 'space-between', gap: tokens.spacingHorizontalM, width: '100%' },
  name: { overflowWrap: 'anywhere' },
  type: { color: tokens.colorNeutralForeground3, flexShrink: 0 },
});

const mostOptions = 200;

type AttributeComboboxProps = {
  readonly value: string;
  readonly onChange: (name: string) => void;
  readonly onBlur?: () => void;
  readonly attributes: readonly AttributeDefinition[];
};

/** Stands in a Field, which gives it its name. */
export function AttributeCombobox({ value, onChange, onBlur, attributes, ...field }: AttributeComboboxProps) {
  const styles = useStyles();
  const [isTyped, setTyped] = useState(false);
  const shown = useMemo(() => {
    const wanted = isTyped ? value.trim().toLowerCase() : '';
    return attributes.filter(({ name }) => name.toLowerCase().includes(wanted)).slice(0, mostOptions);
  }, [attributes, value, isTyped]);
  return (
    <Combobox
      {...field}
      freeform
      className={styles.root}
      listbox={{ className: styles.list }}
      value={value}
      selectedOptions={[value]}
      onChange={(event) => {
        setTyped(true);
        onChange(event.target.value);
      }}
      onOptionSelect={(_event, { optionValue }) => {
        setTyped(false);
        // Without a value, what is typed stays.
        if (optionValue !== undefined) onChange(optionValue);
      }}
      {...(onBlur ? { onBlur } : {})}
    >
      {shown.map(({ name, type, multivalued }) => (
        <Option key={name} value={name} text={name}>
          <span className={styles.option}>
            <span className={styles.name}>{name}</span>
            <Text size={200} className={styles.type}>
              {multivalued ? mappings.edit.several(type) : type}
            </Text>
          </span>
        </Option>
      ))}
    </Combobox>
  );
}
