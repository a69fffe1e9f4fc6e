/** Fields of a react-hook-form form in Fluent's clothes: label, hint and the reason of a refusal in their places. */
import { Field, Input, Select, Switch, Textarea, type InputProps } from '@fluentui/react-components';
import { useController, type Control, type FieldValues, type Path, type RegisterOptions } from 'react-hook-form';
import { lists } from '../text/lists.ts';

type FieldProps<Values extends FieldValues> = {
  readonly control: Control<Values>;
  readonly name: Path<Values>;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly required?: boolean | undefined;
  readonly maxLength?: number | undefined;
  readonly disabled?: boolean | undefined;
  /** Says what is wrong with the text, or nothing. */
  readonly check?: ((text: string) => string | undefined) | undefined;
};

function useField<Values extends FieldValues>(props: FieldProps<Values>) {
  const { control, name, label, required = false, maxLength, check } = props;
  const rules: RegisterOptions<Values, Path<Values>> = {
    ...(required
      ? { validate: { required: (value) => String(value ?? '').trim() !== '' || lists.required(label) } }
      : {}),
    ...(maxLength === undefined ? {} : { maxLength: { value: maxLength, message: lists.tooLong(maxLength) } }),
  };
  const validate = {
    ...(typeof rules.validate === 'object' ? rules.validate : {}),
    ...(check ? { check: (value: unknown) => check(String(value ?? '')) ?? true } : {}),
  };
  const { field, fieldState } = useController({ control, name, rules: { ...rules, validate } as typeof rules });
  const message = fieldState.error?.message;
  return { field, message: message === '' ? undefined : message };
}

const shown = (message: string | undefined) =>
  message === undefined ? {} : ({ validationState: 'error', validationMessage: message } as const);

export function TextField<Values extends FieldValues>(
  props: FieldProps<Values> & Pick<InputProps, 'type' | 'placeholder' | 'autoComplete' | 'contentAfter'>,
) {
  const { label, hint, required, disabled, type, placeholder, autoComplete, contentAfter } = props;
  const { field, message } = useField(props);
  return (
    <Field label={label} hint={hint ?? null} required={required ?? false} {...shown(message)}>
      <Input
        ref={field.ref}
        name={field.name}
        value={String(field.value ?? '')}
        onBlur={field.onBlur}
        onChange={(_event, { value }) => field.onChange(value)}
        disabled={disabled ?? false}
        {...(type === undefined ? {} : { type })}
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(autoComplete === undefined ? {} : { autoComplete })}
        {...(contentAfter === undefined ? {} : { contentAfter })}
      />
    </Field>
  );
}

export function TextAreaField<Values extends FieldValues>(props: FieldProps<Values> & { rows?: number }) {
  const { label, hint, required, disabled, rows = 3 } = props;
  const { field, message } = useField(props);
  return (
    <Field label={label} hint={hint ?? null} required={required ?? false} {...shown(message)}>
      <Textarea
        ref={field.ref}
        name={field.name}
        value={String(field.value ?? '')}
        onBlur={field.onBlur}
        onChange={(_event, { value }) => field.onChange(value)}
        disabled={disabled ?? false}
        rows={rows}
        resize="vertical"
      />
    </Field>
  );
}

export function SelectField<Values extends FieldValues>(
  props: FieldProps<Values> & { choices: Readonly<Record<string, string>> },
) {
  const { label, hint, required, disabled, choices } = props;
  const { field, message } = useField(props);
  return (
    <Field label={label} hint={hint ?? null} required={required ?? false} {...shown(message)}>
      <Select
        ref={field.ref}
        name={field.name}
        value={String(field.value ?? '')}
        onBlur={field.onBlur}
        onChange={(_event, { value }) => field.onChange(value)}
        disabled={disabled ?? false}
      >
        {Object.entries(choices).map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </Select>
    </Field>
  );
}

export function SwitchField<Values extends FieldValues>(props: FieldProps<Values>) {
  const { label, hint, disabled } = props;
  const { field, message } = useField(props);
  return (
    <Field hint={hint ?? null} {...shown(message)}>
      <Switch
        ref={field.ref}
        name={field.name}
        label={label}
        checked={field.value === true}
        onBlur={field.onBlur}
        onChange={(_event, { checked }) => field.onChange(checked)}
        disabled={disabled ?? false}
      />
    </Field>
  );
}
