/** One app role, made or changed. */
import { useForm } from 'react-hook-form';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { SelectField, SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Application, AppRole } from '../api/application.ts';
import { changeRoles } from '../api/change-application.ts';
import { newRole, toForm, toRequest, type RoleForm } from './role-form.ts';

const { roles: text } = applications;

type RolePaneProps = {
  readonly application: Application;
  /** Undefined: a new one. */
  readonly role: AppRole | undefined;
  readonly onClose: () => void;
};

export function RolePane({ application, role, onClose }: RolePaneProps) {
  const notify = useNotify();
  const form = useForm<RoleForm>({ defaultValues: role ? toForm(role) : newRole, mode: 'onTouched' });
  const { control } = form;
  const others = application.appRoles.filter(({ id }) => id !== role?.id);
  const checkValue = (given: string): string | undefined => {
    const value = given.trim();
    if (/\s/.test(value)) return text.valueSpaces;
    const taken = value === '' ? undefined : others.find((other) => other.value === value);
    return taken && text.valueTaken(taken.displayName);
  };
  const save = async (values: RoleForm): Promise<void> => {
    const saved = toRequest(values, role);
    await changeRoles(
      application,
      role ? application.appRoles.map((one) => (one.id === role.id ? saved : one)) : [...application.appRoles, saved],
    );
    notify(text.saved(saved.displayName));
  };
  return (
    <FormPane
      title={role ? text.editTitle(role.displayName) : text.newTitle}
      form={form}
      isNew={role === undefined}
      saveLabel={role ? phrases.save : text.create}
      onSave={save}
      onClose={onClose}
    >
      <TextField control={control} name="displayName" label={text.name} required maxLength={256} />
      <SelectField control={control} name="memberTypes" label={text.memberTypes} choices={text.memberTypeChoices} />
      <TextField
        control={control}
        name="value"
        label={text.value}
        hint={text.valueHint}
        maxLength={256}
        check={checkValue}
      />
      <TextAreaField control={control} name="description" label={text.descriptionField} maxLength={1024} />
      <SwitchField control={control} name="isEnabled" label={text.enabled} hint={text.enabledHint} />
    </FormPane>
  );
}
