/** An app role as the form has it, and as the API does. */
import type { AppRole } from '../api/application.ts';

export type RoleForm = {
  readonly displayName: string;
  readonly value: string;
  readonly description: string;
  readonly memberTypes: 'User' | 'Application' | 'both';
  readonly isEnabled: boolean;
};

export const newRole: RoleForm = { displayName: '', value: '', description: '', memberTypes: 'User', isEnabled: true };

export const memberTypesOf = ({ allowedMemberTypes: types }: AppRole): RoleForm['memberTypes'] =>
  types.includes('User') && types.includes('Application')
    ? 'both'
    : types.includes('Application')
      ? 'Application'
      : 'User';

export const toForm = (role: AppRole): RoleForm => ({
  displayName: role.displayName,
  value: role.value ?? '',
  description: role.description ?? '',
  memberTypes: memberTypesOf(role),
  isEnabled: role.isEnabled,
});

/** What the form does not show is kept. */
export const toRequest = (form: RoleForm, before: AppRole | undefined): AppRole => ({
  ...before,
  id: before?.id ?? crypto.randomUUID(),
  displayName: form.displayName.trim(),
  value: form.value.trim() || null,
  description: form.description.trim() || form.displayName.trim(),
  isEnabled: form.isEnabled,
  allowedMemberTypes: form.memberTypes === 'both' ? ['User', 'Application'] : [form.memberTypes],
});
