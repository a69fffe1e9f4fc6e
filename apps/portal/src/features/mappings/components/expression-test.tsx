/** An expression tried on values that are typed, or those of a real person: at once here, and by the engine itself. */
import { testExpression } from '@drawbridge/expressions';
import { Button, Field, makeStyles, Spinner, Text, Textarea, tokens } from '@fluentui/react-components';
import { PersonRegular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { now } from '../../../lib/clock.ts';
import { expressions } from '../../../text/expressions.ts';
import { ObjectField } from '../../../ui/object-field.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import type { JobOf } from '../api/job.ts';
import { parseExpression } from '../api/parse-expression.ts';
import { sourceObjectQuery, type SampleValue, type SourceObject } from '../api/source-object.ts';
import { attributesIn } from './expression-problem.ts';

const { test: words } = expressions.builder;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  values: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(min(220px, 100%), 1fr))',
    gap: tokens.spacingHorizontalM,
  },
  fill: { alignSelf: 'flex-start' },
  buttons: { display: 'flex', alignItems: 'center', gap: tokens.spacingHorizontalM },
  results: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS, margin: 0 },
  heading: { fontSize: tokens.fontSizeBase300, margin: 0 },
  name: { color: tokens.colorNeutralForeground2 },
  output: { margin: 0 },
  value: {
    display: 'block',
    fontFamily: tokens.fontFamilyMonospace,
    overflowWrap: 'anywhere',
    whiteSpace: 'pre-wrap',
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusSmall,
    padding: `${tokens.spacingVerticalXS} ${tokens.spacingHorizontalS}`,
    marginBlockStart: tokens.spacingVerticalXXS,
  },
});

type ExpressionTestProps = {
  readonly job: JobOf;
  readonly expression: string;
  readonly kind: 'User' | 'Group';
};

export function ExpressionTest({ job, expression, kind }: ExpressionTestProps) {
  const styles = useStyles();
  const [chosen, setChosen] = useState<Pickable>();
  const [isPicking, setPicking] = useState(false);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const person = useQuery({ ...sourceObjectQuery(job, chosen?.id ?? ''), enabled: chosen !== undefined });
  const read = chosen && person.data ? valuesOf(person.data) : {};
  const attributes = attributesIn(expression);
  const textOf = (name: string): string => typed[name] ?? linesOf(read[name]);
  const values: Record<string, SampleValue> = {};
  for (const name of attributes) {
    const value = sampleOf(textOf(name));
    if (value !== undefined) values[name] = value;
  }
  const asked = JSON.stringify([expression, values]);
  const run = useMutation({
    mutationFn: async () => ({ asked, answer: await parseExpression(job, expression, values) }),
  });
  const isEmpty = expression.trim() === '';
  const local = isEmpty ? undefined : testExpression(expression, new Map(Object.entries(values)), { now: now() });
  return (
    <div className={styles.root}>
      {isPicking ? (
        <ObjectField
          label={words.find}
          searchKey={['principals', kind]}
          search={(text, signal) => findPrincipals([kind], text, signal)}
          nothingFound={words.nothingFound}
          chosen={chosen}
          onChange={(one) => {
            setChosen(one);
            setTyped({});
          }}
        />
      ) : (
        <Button className={styles.fill} icon={<PersonRegular />} onClick={() => setPicking(true)}>
          {words.person}
        </Button>
      )}
      {person.error && <Problem error={person.error} onRetry={() => void person.refetch()} />}
      <Text>{chosen ? words.filled(chosen.name) : attributes.length === 0 ? words.noAttributes : words.body}</Text>
      <div className={styles.values}>
        {attributes.map((name) => (
          <Field key={name} label={`[${name}]`}>
            <Textarea
              rows={Math.min(4, textOf(name).split('\n').length)}
              value={textOf(name)}
              onChange={(_event, data) => setTyped((before) => ({ ...before, [name]: data.value }))}
            />
          </Field>
        ))}
      </div>
      <div className={styles.buttons}>
        <Button disabled={isEmpty || run.isPending} onClick={() => run.mutate()}>
          {words.run}
        </Button>
        {run.isPending && <Spinner size="tiny" />}
      </div>
      {run.error && <Problem error={run.error} />}
      <h3 className={styles.heading}>{words.output}</h3>
      <dl className={styles.results} aria-live="polite">
        <div>
          <dt className={styles.name}>{words.preview}</dt>
          <dd className={styles.output}>
            {local ? (
              <Output
                isGood={local.evaluationSucceeded}
                result={local.evaluationResult}
                message={local.error?.message}
              />
            ) : (
              words.incomplete
            )}
          </dd>
        </div>
        {run.data && (
          <div>
            <dt className={styles.name}>{words.engine}</dt>
            <dd className={styles.output}>
              {run.data.asked === asked ? (
                <Output
                  isGood={run.data.answer.evaluationSucceeded}
                  result={run.data.answer.evaluationResult}
                  message={run.data.answer.error?.message}
                />
              ) : (
                words.old
              )}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

type OutputProps = {
  readonly isGood: boolean;
  readonly result: readonly string[];
  readonly message: string | undefined;
};

function Output({ isGood, result, message }: OutputProps) {
  const styles = useStyles();
  if (!isGood)
    return (
      <>
        <StatusBadge tone="danger">{words.failed}</StatusBadge> {message}
      </>
    );
  if (result.length === 0) return <>{words.nothing}</>;
  return result.map((value, index) => (
    <span key={index} className={styles.value}>
      {value === '' ? words.empty : value}
    </span>
  ));
}

/** As the engine has them: who is disabled or deleted is soft-deleted to a mapping. */
const valuesOf = ({ properties, appRoles, state }: SourceObject): Readonly<Record<string, SampleValue>> => ({
  ...Object.fromEntries(properties.map(({ key, value }) => [key, value])),
  IsSoftDeleted: state === 'active' ? 'False' : 'True',
  ...(appRoles.length > 0 ? { appRoleAssignments: appRoles } : {}),
});

const linesOf = (value: SampleValue | undefined): string =>
  Array.isArray(value) ? value.join('\n') : value === true ? 'True' : value === false ? 'False' : String(value ?? '');

/** Nothing typed: the attribute has no value. */
function sampleOf(text: string): SampleValue | undefined {
  if (text === '') return undefined;
  return text.includes('\n') ? text.split('\n').filter((line) => line !== '') : text;
}
