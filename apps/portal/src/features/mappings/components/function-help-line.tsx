/** The function that is being written: its parameters, what it does, an example. */
import type { FunctionSchema } from '@drawbridge/expressions';
import { makeStyles, mergeClasses, Text, tokens } from '@fluentui/react-components';
import { expressions } from '../../../text/expressions.ts';
import { functionHelp } from '../../../text/functions.ts';
import type { Call } from './expression-problem.ts';

const useStyles = makeStyles({
  root: { color: tokens.colorNeutralForeground2, minHeight: '32px', display: 'block' },
  code: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: 'anywhere' },
  current: { fontWeight: tokens.fontWeightBold, color: tokens.colorNeutralForeground1 },
});

const { editor } = expressions;

export function FunctionHelpLine({
  call,
  functions,
}: {
  call: Call | undefined;
  functions: readonly FunctionSchema[];
}) {
  const styles = useStyles();
  const schema = functions.find(({ name }) => name === call?.name);
  if (!call || !schema) {
    return (
      <Text size={200} className={styles.root}>
        {editor.keys}
      </Text>
    );
  }
  const help = functionHelp[schema.name];
  const { parameters } = schema;
  const current = Math.min(call.argument, parameters.at(-1)?.allowMultipleOccurrences ? parameters.length - 1 : 99);
  return (
    <Text size={200} className={styles.root}>
      <span className={styles.code}>
        {schema.name}(
        {parameters.map((parameter, index) => (
          <span key={parameter.name} className={mergeClasses(index === current && styles.current)}>
            {index > 0 && ', '}
            {parameterText(parameter)}
          </span>
        ))}
        )
      </span>
      {help && ` – ${help.does} `}
      {help && (
        <>
          {editor.example}: <span className={styles.code}>{help.example}</span>
          {help.gives !== undefined && help.gives !== '' && (
            <>
              {' '}
              {editor.gives} <span className={styles.code}>{help.gives}</span>
            </>
          )}
        </>
      )}
    </Text>
  );
}

/** `culture?`: may be left out; `source …`: as many as one likes. */
export const parameterText = (parameter: FunctionSchema['parameters'][number]): string =>
  `${parameter.name}${parameter.allowMultipleOccurrences ? ' …' : ''}${parameter.required ? '' : '?'}`;

export const signatureOf = ({ name, parameters }: FunctionSchema): string =>
  `${name}(${parameters.map(parameterText).join(', ')})`;
