/** Members of a group, to choose from. */
import { get, graph, type GraphPage } from '../../../lib/graph.ts';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';

type Member = { readonly id: string; readonly displayName: string; readonly userPrincipalName: string };
type Batch = {
  readonly responses: readonly {
    readonly id: string;
    readonly status: number;
    readonly body?: { readonly value?: readonly string[] };
  }[];
};

/** Graph's limit for one batch. */
const mostInBatch = 20;

/** The first members, or those of the people with such a name who are members. */
export async function findMembers(
  groupId: string,
  text: string | undefined,
  signal: AbortSignal,
): Promise<readonly Pickable[]> {
  if (text === undefined) {
    const path = `/groups/${groupId}/members/microsoft.graph.user?$select=id,displayName,userPrincipalName&$top=25`;
    const { value } = await get<GraphPage<Member>>(path, signal);
    return value.map(({ id, displayName, userPrincipalName }) => ({
      id,
      name: displayName,
      detail: userPrincipalName,
      kind: 'User',
    }));
  }
  const people = (await findPrincipals(['User'], text, signal)).slice(0, mostInBatch);
  if (people.length === 0) return [];
  const requests = people.map(({ id }) => ({
    id,
    method: 'POST',
    url: `/users/${id}/checkMemberGroups`,
    headers: { 'content-type': 'application/json' },
    body: { groupIds: [groupId] },
  }));
  const { responses } = await graph<Batch>('POST', '/$batch', { body: { requests }, signal });
  const members = new Set(responses.filter(({ body }) => body?.value?.includes(groupId)).map(({ id }) => id));
  return people.filter(({ id }) => members.has(id));
}
