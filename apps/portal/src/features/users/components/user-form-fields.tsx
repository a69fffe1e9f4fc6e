/** The fields of one section of a user, in a form. */
import type { Control } from 'react-hook-form';
import { lists } from '../../../text/lists.ts';
import { users } from '../../../text/users.ts';
import { SelectField, SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import type { UserField } from '../api/user-fields.ts';
import type { FormValues } from '../api/user-form.ts';

const typeChoices = { '': lists.notSet, ...users.filters.typeChoices };

type UserFormFieldsProps = { readonly control: Control<FormValues>; readonly fields: readonly UserField[] };

export function UserFormFields({ control, fields }: UserFormFieldsProps) {
  return (
    <>
      {fields.map(({ name, label, kind, hint, required, maxLength }) => {
        const shared = { control, name, label, hint, required, maxLength } as const;
        switch (kind) {
          case 'flag':
            return <SwitchField key={name} {...shared} />;
          case 'list':
            return <TextAreaField key={name} {...shared} hint={lists.onePerLine} rows={2} />;
          case 'userType':
            return <SelectField key={name} {...shared} choices={typeChoices} />;
          case 'date':
            return <TextField key={name} {...shared} type="date" />;
          case 'text':
            return <TextField key={name} {...shared} />;
        }
      })}
    </>
  );
}
