/** One group, and what its properties mean. */
import { queryOptions } from '@tanstack/react-query';
import { get, graph } from '../../../lib/graph.ts';
import { liveIntervalMs } from '../../../lib/query-client.ts';

export type Group = {
  readonly id: string;
  readonly displayName: string;
  readonly description: string | null;
  readonly mail: string | null;
  readonly mailNickname: string;
  readonly mailEnabled: boolean;
  readonly securityEnabled: boolean;
  readonly groupTypes: readonly string[];
  readonly visibility: string | null;
  readonly createdDateTime: string;
  readonly isAssignableToRole: boolean | null;
  readonly membershipRule: string | null;
  readonly membershipRuleProcessingState: 'On' | 'Paused' | null;
  readonly membershipRuleProcessingStatus?: { readonly status: 'Running' | 'Succeeded' } | null;
};

export const groupProperties = [
  'id',
  'displayName',
  'description',
  'mail',
  'mailNickname',
  'mailEnabled',
  'securityEnabled',
  'groupTypes',
  'visibility',
  'createdDateTime',
  'isAssignableToRole',
  'membershipRule',
  'membershipRuleProcessingState',
] as const;

export const isDynamic = ({ groupTypes }: Pick<Group, 'groupTypes'>): boolean =>
  groupTypes.includes('DynamicMembership');

export type GroupKind = 'security' | 'microsoft365' | 'mail';
export const kindOfGroup = ({
  groupTypes,
  securityEnabled,
}: Pick<Group, 'groupTypes' | 'securityEnabled'>): GroupKind =>
  groupTypes.includes('Unified') ? 'microsoft365' : securityEnabled ? 'security' : 'mail';

/** Asked again and again while its rule is put to everybody. */
export const groupQuery = (id: string) =>
  queryOptions({
    queryKey: ['groups', 'one', id],
    queryFn: ({ signal }) =>
      get<Group>(`/groups/${id}?$select=${groupProperties.join(',')},membershipRuleProcessingStatus`, signal),
    refetchInterval: ({ state }) =>
      state.data?.membershipRuleProcessingStatus?.status === 'Running' ? liveIntervalMs : false,
  });

export type GroupDraft = Readonly<Record<string, unknown>>;
export const createGroup = (body: GroupDraft): Promise<Group> => graph('POST', '/groups', { body });
export const updateGroup = (id: string, body: GroupDraft): Promise<void> => graph('PATCH', `/groups/${id}`, { body });
export const deleteGroup = (id: string): Promise<void> => graph('DELETE', `/groups/${id}`);
