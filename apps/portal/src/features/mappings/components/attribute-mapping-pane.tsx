/** Where one attribute gets its value from, in a pane. OK puts it into the draft of the page. */
import type { AttributeMapping } from '@drawbridge/contract';
import { Field } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useController, useForm } from 'react-hook-form';
import { mappings } from '../../../text/mappings.ts';
import { SelectField, SwitchField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { functionsQuery } from '../api/functions.ts';
import { AttributeCombobox } from './attribute-combobox.tsx';
import {
  checkExpression,
  checkMatching,
  checkPrecedence,
  checkSource,
  checkTarget,
  type MappingContext,
} from './attribute-checks.ts';
import { newMapping, toForm, toRequest, type AttributeForm } from './attribute-form.ts';
import { AttributeMappingFacts } from './attribute-mapping-facts.tsx';
import { ExpressionEditor } from './expression-editor.tsx';
import type { Mapped } from './mapped-page.tsx';
import type { Place } from './schema-access.ts';

const { edit: words } = mappings;

type AttributeMappingPaneProps = {
  readonly mapped: Mapped;
  /** With the draft of the page as its mapping. */
  readonly place: Place;
  /** Absent: a new one. */
  readonly before: AttributeMapping | undefined;
  /** An expression that was made elsewhere. */
  readonly startWith: string | undefined;
  readonly onApply: (after: AttributeMapping) => void;
  readonly onClose: () => void;
};

export function AttributeMappingPane(props: AttributeMappingPaneProps) {
  const { mapped, before = newMapping, onClose } = props;
  if (mapped.refused === undefined) return <EditPane {...props} />;
  return <AttributeMappingFacts form={toForm(before, 1)} onClose={onClose} />;
}

function EditPane({ mapped, place, before, startWith, onApply, onClose }: AttributeMappingPaneProps) {
  const others = place.mapping.attributeMappings.filter((one) => one !== before);
  const context: MappingContext = {
    sourceAttributes: place.source?.attributes ?? [],
    targetAttributes: place.target?.attributes ?? [],
    others,
  };
  const used = new Set(others.map(({ targetAttributeName }) => targetAttributeName));
  const offered = context.targetAttributes.filter(
    ({ name, mutability }) => mutability !== 'ReadOnly' && !used.has(name),
  );
  const start = toForm(before ?? newMapping, nextPrecedence(others));
  const form = useForm<AttributeForm>({
    mode: 'onTouched',
    defaultValues: before ? start : { ...start, type: 'Direct' },
  });
  const { control } = form;
  const values = form.watch();
  const { type, isMatching, target, source } = values;
  const definition = context.targetAttributes.find(({ name }) => name === target);
  const isUnknown = source !== '' && !context.sourceAttributes.some(({ name }) => name === source);
  // The form is the first to hold it, so that closing the pane asks.
  const expression = useController({
    control,
    name: 'expression',
    rules: { validate: () => checkExpression(form.getValues(), context) ?? true },
  });
  useEffect(() => {
    if (startWith === undefined) return;
    form.setValue('type', 'Expression', { shouldDirty: true });
    form.setValue('expression', startWith, { shouldDirty: true });
    // Once, when the pane opens.
  }, []);
  const functions = useQuery(functionsQuery(mapped.job));
  const check = (rule: typeof checkTarget) => () => rule(form.getValues(), context);
  const applies: Record<string, string> = { ...words.applies, [start.apply]: start.apply, ...words.applies };
  const sourceField = useController({
    control,
    name: 'source',
    rules: { validate: () => check(checkSource)() ?? true },
  });
  const targetField = useController({
    control,
    name: 'target',
    rules: { validate: () => check(checkTarget)() ?? true },
  });
  const refusesNull = isMatching || definition?.required === true;

  return (
    <FormPane
      title={before ? words.title : words.newTitle}
      form={form}
      isNew={!before}
      saveLabel={words.ok}
      onSave={async (saved) => onApply(toRequest(saved, before ?? newMapping))}
      onClose={onClose}
    >
      <SelectField
        control={control}
        name="type"
        label={words.type}
        choices={words.types}
        hint={words.typeHints[type]}
      />
      {type === 'Direct' && (
        <Field
          label={words.source}
          required
          hint={isUnknown ? words.sourceUnknown : words.sourceHint}
          {...shown(sourceField.fieldState.error?.message)}
        >
          <AttributeCombobox
            value={sourceField.field.value}
            onChange={sourceField.field.onChange}
            onBlur={sourceField.field.onBlur}
            attributes={context.sourceAttributes}
          />
        </Field>
      )}
      {type === 'Constant' && <TextField control={control} name="constant" label={words.constant} required />}
      {type === 'Expression' && (
        <Field {...shown(expression.field.value === '' ? expression.fieldState.error?.message : undefined)}>
          <ExpressionEditor
            label={words.expression}
            value={expression.field.value}
            onChange={expression.field.onChange}
            attributes={context.sourceAttributes.map(({ name }) => name)}
            functions={functions.data ?? []}
          />
        </Field>
      )}
      <TextField control={control} name="defaultValue" label={words.defaultValue} hint={words.defaultHint} />
      <Field label={words.target} required {...shown(targetField.fieldState.error?.message)}>
        <AttributeCombobox
          value={targetField.field.value}
          onChange={targetField.field.onChange}
          onBlur={targetField.field.onBlur}
          attributes={offered}
        />
      </Field>
      <SwitchField
        control={control}
        name="isMatching"
        label={words.matching}
        hint={isMatching ? words.matchingHint : undefined}
        check={check(checkMatching)}
      />
      {isMatching && (
        <TextField
          control={control}
          name="precedence"
          label={words.precedence}
          hint={words.precedenceHint}
          type="number"
          check={check(checkPrecedence)}
        />
      )}
      <SelectField control={control} name="apply" label={words.apply} choices={applies} />
      <SwitchField
        control={control}
        name="flowNull"
        label={words.flowNull}
        hint={refusesNull ? words.flowNullRefused : words.flowNullHint}
        disabled={refusesNull}
      />
    </FormPane>
  );
}

const shown = (message: string | undefined) =>
  message === undefined ? {} : ({ validationState: 'error', validationMessage: message } as const);

const nextPrecedence = (others: readonly AttributeMapping[]): number =>
  Math.max(0, ...others.map(({ matchingPriority }) => matchingPriority)) + 1;
