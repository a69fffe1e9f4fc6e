/** One clause of a scoping filter: attribute, operator, value. */
import type { AttributeDefinition, FilterClause } from '@drawbridge/contract';
import { Button, Dropdown, Field, Input, makeStyles, Option, tokens, Tooltip } from '@fluentui/react-components';
import { DeleteRegular } from '@fluentui/react-icons';
import { useId } from 'react';
import { scoping } from '../../../text/scoping.ts';
import type { FilterOperator } from '../api/filter-operators.ts';
import { AttributeCombobox } from './attribute-combobox.tsx';
import { problemOfClause, takesNoValue } from './scope-problems.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 3fr) minmax(0, 3fr) 32px',
    gap: tokens.spacingHorizontalS,
    alignItems: 'start',
    '@media (max-width: 700px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  control: { minWidth: 0, width: '100%' },
  remove: { marginBlockStart: '26px', '@media (max-width: 700px)': { marginBlockStart: 0, justifySelf: 'end' } },
});

export type ScopeClauseRowProps = {
  readonly clause: FilterClause;
  /** Counted from 1. */
  readonly at: number;
  readonly attributes: readonly AttributeDefinition[];
  readonly operators: readonly FilterOperator[];
  readonly onChange: (clause: FilterClause) => void;
  readonly onRemove: (() => void) | undefined;
};

export function ScopeClauseRow({ clause, at, attributes, operators, onChange, onRemove }: ScopeClauseRowProps) {
  const styles = useStyles();
  const id = useId();
  const { sourceOperandName, operatorName } = clause;
  const value = clause.targetOperand?.values?.[0] ?? '';
  const problem = problemOfClause(clause);
  const isValueless = takesNoValue(operatorName);
  return (
    <div className={styles.row} role="group" aria-label={scoping.clause(at)}>
      <Field label={scoping.attribute} required {...errorOf(problem?.attribute)}>
        <AttributeCombobox
          value={sourceOperandName}
          onChange={(name) => onChange({ ...clause, sourceOperandName: name })}
          attributes={attributes}
        />
      </Field>
      <Field label={scoping.operator} hint={scoping.operators[operatorName] ?? ''}>
        <Dropdown
          className={styles.control}
          value={operatorName}
          selectedOptions={[operatorName]}
          onOptionSelect={(_event, { optionValue = operatorName }) => onChange(withOperator(clause, optionValue))}
        >
          {operators.map(({ name }) => (
            <Option key={name} value={name} text={name}>
              {name}
            </Option>
          ))}
        </Dropdown>
      </Field>
      <Field label={scoping.value} required={!isValueless} {...errorOf(problem?.value)}>
        <Input
          className={styles.control}
          id={`${id}value`}
          disabled={isValueless}
          placeholder={isValueless ? scoping.noValue : ''}
          value={isValueless ? '' : value}
          onChange={(_event, data) => onChange({ ...clause, targetOperand: { values: [data.value] } })}
        />
      </Field>
      {onRemove && (
        <Tooltip content={scoping.removeClause(at)} relationship="label">
          <Button className={styles.remove} appearance="subtle" icon={<DeleteRegular />} onClick={onRemove} />
        </Tooltip>
      )}
    </div>
  );
}

const errorOf = (message: string | undefined) =>
  message === undefined ? {} : ({ validationState: 'error', validationMessage: message } as const);

/** An operator without a value takes the value away. */
function withOperator(clause: FilterClause, operatorName: string): FilterClause {
  const values = takesNoValue(operatorName) ? [] : (clause.targetOperand?.values ?? []);
  return { ...clause, operatorName, targetOperand: { values } };
}
