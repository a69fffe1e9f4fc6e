/** A function is chosen, its parameters are filled in, and the call goes into the expression. */
import type { FunctionSchema } from '@drawbridge/expressions';
import {
  Button,
  Combobox,
  Field,
  makeStyles,
  Option,
  OptionGroup,
  Select,
  Text,
  tokens,
  Tooltip,
} from '@fluentui/react-components';
import { AddRegular, DismissRegular } from '@fluentui/react-icons';
import { useState } from 'react';
import { expressions } from '../../../text/expressions.ts';
import { functionGroups, functionHelp, type FunctionHelp } from '../../../text/functions.ts';
import { callText, missingParameters, type GivenArguments } from './call-text.ts';
import { signatureOf } from './function-help-line.tsx';

const { add: words } = expressions.builder;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  help: { display: 'flex', flexDirection: 'column', alignItems: 'flex-start', gap: tokens.spacingVerticalXS },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  values: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalXS },
  value: { display: 'flex', gap: tokens.spacingHorizontalXS },
  control: { flexGrow: 1, minWidth: 0 },
  small: { alignSelf: 'flex-start' },
});

type FunctionFormProps = {
  readonly functions: readonly FunctionSchema[];
  readonly attributes: readonly string[];
  readonly onAdd: (text: string) => void;
};

export function FunctionForm({ functions, attributes, onAdd }: FunctionFormProps) {
  const styles = useStyles();
  const [name, setName] = useState('');
  const [given, setGiven] = useState<GivenArguments>({});
  const [isTried, setTried] = useState(false);
  const schema = functions.find((one) => one.name === name);
  const help = functionHelp[name];
  const missing = schema ? missingParameters(schema, given) : [];
  const add = (): void => {
    if (!schema) return;
    setTried(missing.length > 0);
    if (missing.length === 0) onAdd(callText(schema, given));
  };
  return (
    <div className={styles.root}>
      <Field label={words.function}>
        <Select
          value={name}
          onChange={(_event, data) => {
            setName(data.value);
            setGiven({});
            setTried(false);
          }}
        >
          <option value="">{words.none}</option>
          {(Object.entries(functionGroups) as [FunctionHelp['group'], string][]).map(([group, label]) => (
            <optgroup key={group} label={label}>
              {functions
                .filter((one) => (functionHelp[one.name]?.group ?? 'other') === group)
                .map((one) => (
                  <option key={one.name} value={one.name}>
                    {one.name}
                  </option>
                ))}
            </optgroup>
          ))}
        </Select>
      </Field>
      {schema && (
        <>
          <div className={styles.help}>
            <Text className={styles.code}>{signatureOf(schema)}</Text>
            {help && (
              <>
                <Text>{help.does}</Text>
                <Text size={200}>
                  {words.example}: <span className={styles.code}>{help.example}</span>{' '}
                  {help.gives && (
                    <>
                      {words.gives('')}
                      <span className={styles.code}>{help.gives}</span>
                    </>
                  )}
                </Text>
                <Button size="small" appearance="subtle" onClick={() => onAdd(help.example)}>
                  {words.useExample}
                </Button>
              </>
            )}
          </div>
          {schema.parameters.map((parameter) => (
            <ParameterField
              key={parameter.name}
              parameter={parameter}
              values={given[parameter.name] ?? ['']}
              attributes={attributes}
              isMissing={isTried && missing.includes(parameter.name)}
              onChange={(values) => setGiven((before) => ({ ...before, [parameter.name]: values }))}
            />
          ))}
          {schema.parameters.length > 0 && <Text size={200}>{words.hint}</Text>}
        </>
      )}
      <Button className={styles.small} icon={<AddRegular />} disabled={!schema} onClick={add}>
        {words.add}
      </Button>
    </div>
  );
}

type ParameterFieldProps = {
  readonly parameter: FunctionSchema['parameters'][number];
  readonly values: readonly string[];
  readonly attributes: readonly string[];
  readonly isMissing: boolean;
  readonly onChange: (values: readonly string[]) => void;
};

function ParameterField({ parameter, values, attributes, isMissing, onChange }: ParameterFieldProps) {
  const styles = useStyles();
  const { name, required, allowMultipleOccurrences } = parameter;
  const label = words.parameter(name, required);
  return (
    <div className={styles.values} role="group" aria-label={name}>
      {values.map((value, index) => (
        <Field
          key={index}
          label={index === 0 ? label : `${name} ${index + 1}`}
          required={required && index === 0}
          {...(isMissing ? { validationState: 'error', validationMessage: words.missing } : {})}
        >
          <div className={styles.value}>
            <ArgumentBox
              label={index === 0 ? label : `${name} ${index + 1}`}
              value={value}
              attributes={attributes}
              onChange={(text) => onChange(values.with(index, text))}
            />
            {values.length > 1 && (
              <Tooltip content={words.removeValue(name, index + 1)} relationship="label">
                <Button
                  appearance="subtle"
                  icon={<DismissRegular />}
                  onClick={() => onChange(values.toSpliced(index, 1))}
                />
              </Tooltip>
            )}
          </div>
        </Field>
      ))}
      {allowMultipleOccurrences && (
        <Button
          className={styles.small}
          size="small"
          appearance="subtle"
          icon={<AddRegular />}
          onClick={() => onChange([...values, ''])}
        >
          {words.another(name)}
        </Button>
      )}
    </div>
  );
}

type ArgumentBoxProps = {
  readonly label: string;
  readonly value: string;
  readonly attributes: readonly string[];
  readonly onChange: (text: string) => void;
};

function ArgumentBox({ label, value, attributes, onChange }: ArgumentBoxProps) {
  const styles = useStyles();
  const wanted = value.replaceAll(/[[\]]/g, '').toLowerCase();
  const isChosen = attributes.some((attribute) => `[${attribute}]` === value);
  const offered = isChosen ? attributes : attributes.filter((attribute) => attribute.toLowerCase().includes(wanted));
  return (
    <Combobox
      aria-label={label}
      className={styles.control}
      freeform
      value={value}
      selectedOptions={[value]}
      onChange={(event) => onChange(event.target.value)}
      onOptionSelect={(_event, { optionValue }) => optionValue !== undefined && onChange(optionValue)}
    >
      <OptionGroup>
        {offered.map((attribute) => (
          <Option key={attribute} value={`[${attribute}]`} text={`[${attribute}]`}>
            {`[${attribute}]`}
          </Option>
        ))}
      </OptionGroup>
    </Combobox>
  );
}
