/** A scoping filter tried on somebody: in or out, and what each clause says about them. */
import type { ScopeFilter } from '@drawbridge/contract';
import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { scoping } from '../../../text/scoping.ts';
import { ObjectField } from '../../../ui/object-field.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { evaluateScopeQuery } from '../api/evaluate-scope.ts';
import type { JobOf } from '../api/job.ts';
import { sourceObjectQuery, type SampleValue, type SourceObject } from '../api/source-object.ts';
import { isCompleteScope } from './scope-problems.ts';

const { test: words } = scoping;

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM },
  verdicts: {
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalL,
    rowGap: tokens.spacingVerticalXS,
  },
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  clause: {
    display: 'grid',
    gridTemplateColumns: '72px minmax(0, 1fr)',
    gap: tokens.spacingHorizontalS,
    paddingBlock: tokens.spacingVerticalXS,
    borderBlockStartWidth: '1px',
    borderBlockStartStyle: 'solid',
    borderBlockStartColor: tokens.colorNeutralStroke3,
  },
  text: { overflowWrap: 'anywhere' },
  value: { display: 'block', color: tokens.colorNeutralForeground2 },
});

type ScopeTestProps = {
  readonly job: JobOf;
  readonly kind: 'User' | 'Group';
  readonly scope: ScopeFilter;
};

export function ScopeTest({ job, kind, scope }: ScopeTestProps) {
  const styles = useStyles();
  const [chosen, setChosen] = useState<Pickable>();
  const object = useQuery({ ...sourceObjectQuery(job, chosen?.id ?? ''), enabled: chosen !== undefined });
  return (
    <div className={styles.root}>
      <ObjectField
        label={words.pick}
        searchKey={['principals', kind]}
        search={(text, signal) => findPrincipals([kind], text, signal)}
        nothingFound={kind === 'User' ? words.nothingFound : words.noGroupFound}
        chosen={chosen}
        onChange={setChosen}
      />
      {chosen && (
        <QueryState query={object}>{(found) => <Verdict job={job} scope={scope} object={found} />}</QueryState>
      )}
    </div>
  );
}

function Verdict({ job, scope, object }: { job: JobOf; scope: ScopeFilter; object: SourceObject }) {
  const styles = useStyles();
  const isComplete = isCompleteScope(scope);
  const trial = useQuery({ ...evaluateScopeQuery(job, scope, object), enabled: isComplete });
  if (!isComplete) return <Text role="status">{words.incomplete}</Text>;
  return (
    <QueryState query={trial}>
      {({ inScope, clauses }) => (
        <div role="status">
          <div className={styles.verdicts}>
            <StatusBadge tone={inScope ? 'success' : 'danger'}>{inScope ? words.passes : words.fails}</StatusBadge>
            <StatusBadge tone={object.isAssigned ? 'success' : 'neutral'}>
              {object.isAssigned ? words.assigned : words.notAssigned}
            </StatusBadge>
          </div>
          {clauses.length === 0 ? (
            <Text>{words.noClauses}</Text>
          ) : (
            <ul className={styles.list} aria-label={words.results}>
              {clauses.map(({ group, clause, result }, index) => (
                <li key={index} className={styles.clause}>
                  <StatusBadge tone={result ? 'success' : 'danger'}>
                    {result ? words.isTrue : words.isFalse}
                  </StatusBadge>
                  <Text className={styles.text}>
                    <strong>{group}</strong>: {clause}
                    <Text size={200} className={styles.value}>
                      {valueOfClause(clause, object)}
                    </Text>
                  </Text>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </QueryState>
  );
}

/** What the person has in the attribute that the clause asks for; a clause begins with its name. */
function valueOfClause(clause: string, { displayName, properties }: SourceObject): string {
  const attribute = clause.split(' ', 1)[0] ?? '';
  const value = properties.find(({ key }) => key === attribute)?.value;
  return `${displayName} ${words.has} ${value === undefined ? words.noValue : shown(value)}`;
}

const shown = (value: SampleValue): string => (Array.isArray(value) ? value.join(', ') : String(value));
