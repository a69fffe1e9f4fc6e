/** One scoping filter: its title, and clauses that all have to be true. */
import type { AttributeDefinition, FilterClause, FilterGroup } from '@drawbridge/contract';
import { Button, Card, Divider, Field, Input, makeStyles, Text, tokens } from '@fluentui/react-components';
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { scoping } from '../../../text/scoping.ts';
import type { FilterOperator } from '../api/filter-operators.ts';
import { ScopeClauseRow } from './scope-clause-row.tsx';

const useStyles = makeStyles({
  card: { gap: tokens.spacingVerticalS, overflow: 'visible' },
  head: { display: 'flex', alignItems: 'flex-start', gap: tokens.spacingHorizontalM, flexWrap: 'wrap' },
  title: { flexGrow: 1, maxWidth: '420px', minWidth: 'min(220px, 100%)' },
  remove: { marginInlineStart: 'auto' },
  add: { alignSelf: 'flex-start' },
  problem: { color: tokens.colorStatusDangerForeground1 },
});

export type ScopeFilterCardProps = {
  readonly group: FilterGroup;
  /** Counted from 1. */
  readonly at: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly operators: readonly FilterOperator[];
  readonly onChange: (group: FilterGroup) => void;
  readonly onRemove: () => void;
};

export const newClause: FilterClause = {
  sourceOperandName: '',
  operatorName: 'EQUALS',
  targetOperand: { values: [] },
};

export function ScopeFilterCard({ group, at, attributes, operators, onChange, onRemove }: ScopeFilterCardProps) {
  const styles = useStyles();
  const clauses = group.clauses ?? [];
  const name = group.name ?? '';
  const isUntitled = name.trim() === '';
  const setClauses = (next: readonly FilterClause[]): void => onChange({ ...group, clauses: [...next] });
  return (
    <Card className={styles.card} role="group" aria-label={isUntitled ? scoping.filter(at) : name}>
      <div className={styles.head}>
        <Field
          className={styles.title}
          label={scoping.title}
          required
          {...(isUntitled ? { validationState: 'error', validationMessage: scoping.titleMissing } : {})}
        >
          <Input value={name} onChange={(_event, data) => onChange({ ...group, name: data.value })} />
        </Field>
        <Button
          className={styles.remove}
          appearance="subtle"
          icon={<DeleteRegular />}
          aria-label={scoping.removeFilter(isUntitled ? scoping.filter(at) : name)}
          onClick={onRemove}
        />
      </div>
      {clauses.length === 0 && (
        <Text size={200} className={styles.problem}>
          {scoping.noClause}
        </Text>
      )}
      {clauses.map((clause, index) => (
        <div key={index}>
          {index > 0 && <Divider>{scoping.and}</Divider>}
          <ScopeClauseRow
            clause={clause}
            at={index + 1}
            attributes={attributes}
            operators={operators}
            onChange={(changed) => setClauses(clauses.with(index, changed))}
            onRemove={clauses.length > 1 ? () => setClauses(clauses.toSpliced(index, 1)) : undefined}
          />
        </div>
      ))}
      <Button
        className={styles.add}
        size="small"
        appearance="subtle"
        icon={<AddRegular />}
        onClick={() => setClauses([...clauses, newClause])}
      >
        {scoping.addClause}
      </Button>
    </Card>
  );
}
