/** A group as a form has it, and as the API takes it. */
import { referenceTo } from '../../../lib/reference.ts';
import type { Group } from './group.ts';

export type NewGroupForm = {
  readonly displayName: string;
  readonly description: string;
  readonly mailNickname: string;
  readonly kind: 'security' | 'microsoft365';
  readonly visibility: string;
  readonly isAssignableToRole: boolean;
  readonly membership: 'assigned' | 'dynamic';
  readonly membershipRule: string;
};

export const emptyGroup: NewGroupForm = {
  displayName: '',
  description: '',
  mailNickname: '',
  kind: 'security',
  visibility: '',
  isAssignableToRole: false,
  membership: 'assigned',
  membershipRule: '',
};

type Links = { readonly owners: readonly string[]; readonly members: readonly string[] };

export function toNewGroup(form: NewGroupForm, { owners, members }: Links): Record<string, unknown> {
  const isUnified = form.kind === 'microsoft365';
  const isDynamic = form.membership === 'dynamic';
  const bind = (ids: readonly string[]) => ids.map(referenceTo);
  return {
    displayName: form.displayName.trim(),
    description: orNull(form.description),
    mailNickname: form.mailNickname.trim() || nicknameOf(form.displayName),
    mailEnabled: isUnified,
    securityEnabled: true,
    groupTypes: [...(isUnified ? ['Unified'] : []), ...(isDynamic ? ['DynamicMembership'] : [])],
    ...(form.visibility === '' ? {} : { visibility: form.visibility }),
    ...(form.isAssignableToRole && !isDynamic ? { isAssignableToRole: true } : {}),
    ...(isDynamic ? { membershipRule: form.membershipRule.trim(), membershipRuleProcessingState: 'On' } : {}),
    ...(owners.length > 0 ? { 'owners@odata.bind': bind(owners) } : {}),
    ...(members.length > 0 && !isDynamic ? { 'members@odata.bind': bind(members) } : {}),
  };
}

export type GroupForm = Pick<
  NewGroupForm,
  'displayName' | 'description' | 'mailNickname' | 'visibility' | 'membership' | 'membershipRule'
>;

export const toGroupForm = (group: Group): GroupForm => ({
  displayName: group.displayName,
  description: group.description ?? '',
  mailNickname: group.mailNickname,
  visibility: group.visibility ?? '',
  membership: group.groupTypes.includes('DynamicMembership') ? 'dynamic' : 'assigned',
  membershipRule: group.membershipRule ?? '',
});

/** Only what differs from the group. */
export function toGroupRequest(form: GroupForm, group: Group): Record<string, unknown> {
  const before = toGroupForm(group);
  const request: Record<string, unknown> = {};
  if (form.displayName !== before.displayName) request['displayName'] = form.displayName.trim();
  if (form.description !== before.description) request['description'] = orNull(form.description);
  if (form.mailNickname !== before.mailNickname) request['mailNickname'] = form.mailNickname.trim();
  if (form.visibility !== before.visibility) request['visibility'] = orNull(form.visibility);
  if (form.membership !== before.membership) {
    const others = group.groupTypes.filter((type) => type !== 'DynamicMembership');
    request['groupTypes'] = form.membership === 'dynamic' ? [...others, 'DynamicMembership'] : others;
    if (form.membership === 'dynamic') request['membershipRuleProcessingState'] = 'On';
    else Object.assign(request, { membershipRule: null, membershipRuleProcessingState: null });
  }
  if (form.membership === 'dynamic' && form.membershipRule !== before.membershipRule)
    request['membershipRule'] = form.membershipRule.trim();
  return request;
}

const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

/** Without what a nickname may not have. */
const nicknameOf = (name: string): string =>
  name
    .normalize('NFD')
    .replaceAll(/[^A-Za-z0-9._-]/g, '')
    .slice(0, 64) || 'group';
