/**
 * The scoping filters of a mapping: filters of which one has to be passed, clauses that all have to be true; tried on
 * somebody, and counted over everybody, before anything is saved.
 */
import type { FilterGroup } from '@drawbridge/contract';
import { Button, Divider, makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { scoping } from '../../../text/scoping.ts';
import { useCan } from '../../../lib/permissions.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { filterOperatorsQuery, type FilterOperator } from '../api/filter-operators.ts';
import { Section } from '../../../ui/section.tsx';
import type { ScopeEditorProps } from './editor-props.ts';
import { newClause, ScopeFilterCard } from './scope-filter-card.tsx';
import { ScopePreview } from './scope-preview.tsx';
import { ScopeTest } from './scope-test.tsx';
import { sourceAttributesOf } from './source-attributes.ts';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalM, minWidth: 0 },
  filters: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalS },
  add: { alignSelf: 'flex-start' },
  notes: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL, color: tokens.colorNeutralForeground2 },
});

export function ScopeEditor({ schema, mapping, servicePrincipalId, jobId, value, onChange }: ScopeEditorProps) {
  const styles = useStyles();
  const job = { servicePrincipalId, jobId };
  const operators = useQuery(filterOperatorsQuery(job));
  const mayPreview = useCan().anyOrOwner(servicePrincipalId, 'Synchronization.ReadWrite.All');
  const attributes = sourceAttributesOf(schema, mapping).filter(({ type }) => type !== 'Reference');
  const reading = value.inputFilterGroups ?? [];
  return (
    <div className={styles.root}>
      <Text>{scoping.intro}</Text>
      <QueryState query={operators}>
        {(known) => (
          <>
            <Filters
              groups={value.groups ?? []}
              operators={known}
              attributes={attributes}
              onChange={(groups) => onChange({ ...value, groups: [...groups] })}
            />
            {reading.length > 0 && (
              <>
                <Subtitle2 as="h3">{scoping.whileReading.title}</Subtitle2>
                <Text>{scoping.whileReading.body}</Text>
                <Filters
                  groups={reading}
                  operators={known}
                  attributes={attributes}
                  onChange={(inputFilterGroups) => onChange({ ...value, inputFilterGroups: [...inputFilterGroups] })}
                />
              </>
            )}
          </>
        )}
      </QueryState>
      <Section title={mapping.sourceObjectName === 'Group' ? scoping.test.groupTitle : scoping.test.title}>
        <ScopeTest job={job} kind={mapping.sourceObjectName === 'Group' ? 'Group' : 'User'} scope={value} />
      </Section>
      {mayPreview && (
        <Section title={scoping.preview.title}>
          <ScopePreview job={job} schema={schema} mapping={mapping} scope={value} />
        </Section>
      )}
      <section>
        <Subtitle2 as="h3">{scoping.notes.title}</Subtitle2>
        <ul className={styles.notes}>
          {scoping.notes.lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </section>
    </div>
  );
}

type FiltersProps = {
  readonly groups: readonly FilterGroup[];
  readonly operators: readonly FilterOperator[];
  readonly attributes: ReturnType<typeof sourceAttributesOf>;
  readonly onChange: (groups: readonly FilterGroup[]) => void;
};

function Filters({ groups, operators, attributes, onChange }: FiltersProps) {
  const styles = useStyles();
  return (
    <div className={styles.filters}>
      {groups.length === 0 && <EmptyState title={scoping.none.title} body={scoping.none.body} />}
      {groups.map((group, index) => (
        <div key={index}>
          {index > 0 && <Divider>{scoping.or}</Divider>}
          <ScopeFilterCard
            group={group}
            at={index + 1}
            attributes={attributes}
            operators={operators}
            onChange={(changed) => onChange(groups.with(index, changed))}
            onRemove={() => onChange(groups.toSpliced(index, 1))}
          />
        </div>
      ))}
      <Button
        className={styles.add}
        icon={<AddRegular />}
        onClick={() => onChange([...groups, { name: '', clauses: [newClause] }])}
      >
        {scoping.add}
      </Button>
    </div>
  );
}
