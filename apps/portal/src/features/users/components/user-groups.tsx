/** The groups that a user is in, directly. */
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sendBatches } from '../../../lib/batch.ts';
import { get } from '../../../lib/graph.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { referenceTo } from '../../../lib/reference.ts';
import { showCount } from '../../../lib/times.ts';
import { users } from '../../../text/users.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectList } from '../../../ui/object-list.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { findPrincipals } from '../api/find-principals.ts';
import type { User } from '../api/user.ts';

const route = getRouteApi(paths.user);
const { groups: text } = users;

export function UserGroups({ user }: { user: User }) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const refused = useCan().any('GroupMember.ReadWrite.All', 'Group.ReadWrite.All') ? undefined : text.refused;
  const queryKey = ['users', 'memberOf', user.id];
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const add = async (chosen: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(
      chosen.map(({ id }) => ({
        method: 'POST',
        url: `/groups/${id}/members/$ref`,
        body: { '@odata.id': referenceTo(user.id) },
      })),
    );
    await client.invalidateQueries({ queryKey });
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(text.added, { body: chosen.map(({ name }) => name).join(', ') });
  };
  return (
    <>
      <ObjectList
        label={text.label}
        queryKey={queryKey}
        path={`/users/${user.id}/memberOf?$count=true&$select=id,displayName,description,mail,groupTypes`}
        empty={text.empty}
        add={{ label: text.add, refused, onClick: () => open('add') }}
        remove={{
          label: text.remove,
          refused,
          title: text.removeTitle,
          body: text.removeBody,
          request: ({ id }) => ({ method: 'DELETE', url: `/groups/${id}/members/${user.id}/$ref` }),
          onDone: (count) => count > 0 && notify(text.removed, { body: showCount(count) }),
        }}
      />
      {pane === 'add' && refused === undefined && (
        <PickerPane
          title={text.addTitle(user.displayName)}
          action={text.add}
          label={text.find}
          searchKey={['Group', 'of', user.id]}
          search={(words, signal) => assignable(user.id, words, signal)}
          many
          onPick={add}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}

type Known = { readonly value: readonly { readonly id: string; readonly groupTypes: readonly string[] }[] };

/** Groups with dynamic membership say why they cannot be chosen. */
async function assignable(
  _userId: string,
  words: string | undefined,
  signal: AbortSignal,
): Promise<readonly Pickable[]> {
  const found = await findPrincipals(['Group'], words, signal);
  if (found.length === 0) return found;
  const ids = found.map(({ id }) => `'${id}'`).join(',');
  const { value } = await get<Known>(`/groups?$select=id,groupTypes&$filter=id in (${ids})`, signal);
  const dynamic = new Set(
    value.filter(({ groupTypes }) => groupTypes.includes('DynamicMembership')).map(({ id }) => id),
  );
  return found.map((group) => (dynamic.has(group.id) ? { ...group, refused: text.dynamic } : group));
}
