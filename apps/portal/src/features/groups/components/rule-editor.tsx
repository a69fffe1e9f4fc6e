/** A membership rule: written, checked by the service, and tried before anybody is affected. */
import { Button, Field, makeStyles, Text, Textarea, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { groups } from '../../../text/groups.ts';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { findMatches, fitsRule } from '../api/try-rule.ts';

const { rule: text } = groups;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  rule: { fontFamily: tokens.fontFamilyMonospace },
  buttons: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalS },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
});

type RuleEditorProps = {
  readonly value: string;
  readonly onChange: (rule: string) => void;
  /** What the last try to save said about the rule. */
  readonly problem?: string | undefined;
};

export function RuleEditor({ value, onChange, problem }: RuleEditorProps) {
  const styles = useStyles();
  const mayTry = useCan().any('User.Read.All');
  const [isPicking, setPicking] = useState(false);
  const [tried, setTried] = useState<{ readonly name: string; readonly fits: boolean }>();
  const check = useMutation({ mutationFn: findMatches });
  const change = (rule: string): void => {
    check.reset();
    setTried(undefined);
    onChange(rule);
  };
  const isEmpty = value.trim() === '';
  return (
    <div className={styles.root}>
      <Field
        label={text.title}
        required
        hint={text.hint}
        {...(problem === undefined ? {} : { validationState: 'error', validationMessage: problem })}
      >
        <Textarea
          className={styles.rule}
          rows={4}
          resize="vertical"
          spellCheck={false}
          value={value}
          onChange={(_event, data) => change(data.value)}
        />
      </Field>
      <Text size={200}>
        {text.operators}: {text.operatorList}
      </Text>
      {mayTry && (
        <div className={styles.buttons}>
          <Button disabled={isEmpty || check.isPending} onClick={() => check.mutate(value)}>
            {check.isPending ? text.checking : text.check}
          </Button>
          <Button disabled={isEmpty} onClick={() => setPicking(true)}>
            {text.tryOn}
          </Button>
        </div>
      )}
      <div role="status">
        {check.data && (
          <>
            <StatusBadge tone="success">{text.valid}</StatusBadge>
            <div>
              {check.data.matches.length === 0
                ? text.nobody
                : (check.data.hasMoreMatches ? text.first : text.all)(check.data.matches.length)}
            </div>
            <ul className={styles.list}>
              {check.data.matches.map(({ id, displayName, userPrincipalName }) => (
                <li key={id}>
                  <RouterLink to={paths.user} params={{ userId: id }} target="_blank">
                    {displayName}
                  </RouterLink>{' '}
                  {userPrincipalName}
                </li>
              ))}
            </ul>
          </>
        )}
        {tried && (
          <StatusBadge tone={tried.fits ? 'success' : 'neutral'}>
            {(tried.fits ? text.fits : text.fitsNot)(tried.name)}
          </StatusBadge>
        )}
      </div>
      {check.error && <Problem error={check.error} />}
      {isPicking && (
        <PickerPane
          title={text.tryTitle}
          action={text.tryOn}
          label={text.find}
          searchKey={['User']}
          search={(words, signal) => findPrincipals(['User'], words, signal)}
          onPick={async ([person]) => {
            if (person) setTried({ name: person.name, fits: await fitsRule(value, person.id) });
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}
