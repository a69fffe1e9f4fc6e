/** A custom role, new or changed: its name and what it allows. */
import { Checkbox, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useController, useForm, type Control } from 'react-hook-form';
import { roles } from '../../../text/roles.ts';
import { SwitchField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { knownActions } from '../api/resource-actions.ts';
import { actionsOf, createRole, updateRole, type Role, type RoleDraft } from '../api/roles.ts';

const { form: text } = roles;

type RoleForm = {
  readonly displayName: string;
  readonly description: string;
  readonly isEnabled: boolean;
  readonly actions: readonly string[];
};

const toForm = (role: Role | undefined): RoleForm => ({
  displayName: role?.displayName ?? '',
  description: role?.description ?? '',
  isEnabled: role?.isEnabled ?? true,
  actions: role ? actionsOf(role) : [],
});

const toRequest = ({ displayName, description, isEnabled, actions }: RoleForm): RoleDraft => ({
  displayName: displayName.trim(),
  description: description.trim() || null,
  isEnabled,
  rolePermissions: [{ allowedResourceActions: actions }],
});

const useStyles = makeStyles({
  actions: {
    display: 'flex',
    flexDirection: 'column',
    overflowWrap: 'anywhere',
    paddingBlockStart: tokens.spacingVerticalXS,
  },
});

type RolePaneProps = { readonly all: readonly Role[]; readonly role?: Role; readonly onClose: () => void };

export function RolePane({ all, role, onClose }: RolePaneProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const form = useForm<RoleForm>({ defaultValues: toForm(role) });
  const { control } = form;
  return (
    <FormPane
      title={role ? roles.edit : roles.new}
      form={form}
      {...(role ? {} : { saveLabel: text.create })}
      onSave={async (values) => {
        const request = toRequest(values);
        if (role) await updateRole(role.id, request);
        else await createRole(request);
        notify(role ? text.saved : text.created(request.displayName));
        await client.invalidateQueries({ queryKey: ['roles'] });
      }}
      onClose={onClose}
    >
      <TextField control={control} name="displayName" label={text.name} required maxLength={128} />
      <TextAreaField control={control} name="description" label={text.description} maxLength={1024} />
      <SwitchField control={control} name="isEnabled" label={text.enabled} hint={text.enabledHint} />
      <ActionsField control={control} actions={knownActions(all)} />
    </FormPane>
  );
}

function ActionsField({ control, actions }: { control: Control<RoleForm>; actions: readonly string[] }) {
  const styles = useStyles();
  const { field, fieldState } = useController({
    control,
    name: 'actions',
    rules: { validate: (value) => value.length > 0 || text.needsActions },
  });
  const toggle = (action: string, isChosen: boolean): void =>
    field.onChange(isChosen ? [...field.value, action].toSorted() : field.value.filter((one) => one !== action));
  return (
    <div className={styles.actions} role="group" aria-label={text.actions}>
      <Text weight="semibold">{text.actions}</Text>
      <Text size={200}>{text.actionsHint}</Text>
      {/* Not in a Field: it would give all of them one id. */}
      {actions.map((action) => (
        <Checkbox
          key={action}
          label={action.replace('microsoft.directory/', '')}
          checked={field.value.includes(action)}
          onChange={(_event, { checked }) => toggle(action, checked === true)}
        />
      ))}
      {fieldState.error?.message !== undefined && (
        <StatusBadge tone="danger">
          <span role="alert">{fieldState.error.message}</span>
        </StatusBadge>
      )}
    </div>
  );
}
