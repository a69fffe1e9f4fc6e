/** Gives somebody who is assigned another role. */
import { useForm } from 'react-hook-form';
import { assignments as text } from '../../../text/assignments.ts';
import { SelectField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Application } from '../../applications/api/application.ts';
import { changeRole, type Assignment } from '../api/assignments.ts';
import { roleName, rolesForPeople } from '../api/roles.ts';

type EditAssignmentPaneProps = {
  readonly application: Application;
  readonly assignment: Assignment;
  readonly onClose: () => void;
};

export function EditAssignmentPane({ application, assignment, onClose }: EditAssignmentPaneProps) {
  const notify = useNotify();
  const name = assignment.principalDisplayName;
  const form = useForm<{ roleId: string }>({ defaultValues: { roleId: assignment.appRoleId } });
  const choices = {
    // The present one may be offered no more.
    [assignment.appRoleId]: roleName(application, assignment),
    ...Object.fromEntries(rolesForPeople(application).map(({ id, displayName }) => [id, displayName])),
  };
  return (
    <FormPane
      title={text.editing.title(name)}
      form={form}
      onSave={async ({ roleId }) => {
        await changeRole(application.id, assignment, roleId);
        notify(text.editing.done(name));
      }}
      onClose={onClose}
    >
      <SelectField control={form.control} name="roleId" label={text.editing.role} choices={choices} />
    </FormPane>
  );
}
