/** What one attribute of a side is: in a pane. OK puts it into the draft of the page. */
import type { AttributeDefinition } from '@drawbridge/contract';
import { useForm } from 'react-hook-form';
import { mappings } from '../../../text/mappings.ts';
import { SelectField, SwitchField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import {
  checkName,
  newDefinition,
  toForm,
  toRequest,
  type DefinitionForm,
  type Side,
} from './attribute-definitions.ts';

const { attributes: words } = mappings;

type AttributeDefinitionPaneProps = {
  readonly side: Side;
  /** Absent: a new one. */
  readonly before: AttributeDefinition | undefined;
  /** Where it is used; its type is then fixed. */
  readonly usedIn: string | undefined;
  readonly others: readonly AttributeDefinition[];
  /** Names of the objects that a reference can point to. */
  readonly objectNames: readonly string[];
  readonly onApply: (after: AttributeDefinition) => void;
  readonly onClose: () => void;
};

export function AttributeDefinitionPane(props: AttributeDefinitionPaneProps) {
  const { side, before, usedIn, others, objectNames, onApply, onClose } = props;
  const form = useForm<DefinitionForm>({ mode: 'onTouched', defaultValues: toForm(before ?? newDefinition) });
  const { control } = form;
  const { type, reference } = form.watch();
  const known = [...new Set([...objectNames, ...(reference === '' ? [] : [reference])])];
  const references = Object.fromEntries([['', words.referenceNone], ...known.map((name) => [name, name])]);
  return (
    <FormPane
      title={before ? words.editTitle : words.addTitle}
      form={form}
      isNew={!before}
      saveLabel={mappings.edit.ok}
      onSave={async (values) => onApply(toRequest(values, before ?? newDefinition))}
      onClose={onClose}
    >
      <TextField
        control={control}
        name="name"
        label={words.name}
        required
        disabled={before !== undefined}
        hint={before ? words.nameFixed : words.nameHint[side]}
        check={(name) => (before ? undefined : checkName(name, side, others))}
      />
      <SelectField
        control={control}
        name="type"
        label={words.type}
        choices={words.types}
        disabled={usedIn !== undefined}
        hint={usedIn === undefined ? undefined : words.typeUsed(usedIn)}
      />
      {type === 'Reference' && (
        <SelectField
          control={control}
          name="reference"
          label={words.referenceObject}
          choices={references}
          required
          check={(name) => (name === '' ? words.referenceRequired : undefined)}
        />
      )}
      <SwitchField control={control} name="required" label={words.required} />
      <SwitchField control={control} name="multivalued" label={words.multiValue} />
      <SwitchField control={control} name="caseExact" label={words.exactCase} />
      <SwitchField control={control} name="flowNull" label={words.flowNull} />
      <TextField control={control} name="apiExpression" label={words.api} />
    </FormPane>
  );
}
