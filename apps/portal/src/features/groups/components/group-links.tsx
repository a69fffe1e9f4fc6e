/** Members or owners of a group: added by the picker, removed several at once. */
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { sendBatches } from '../../../lib/batch.ts';
import { paths } from '../../../lib/paths.ts';
import { referenceTo } from '../../../lib/reference.ts';
import { showCount } from '../../../lib/times.ts';
import { groups } from '../../../text/groups.ts';
import { useNotify } from '../../../ui/notifications.tsx';
import { ObjectList } from '../../../ui/object-list.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { isDynamic, type Group } from '../api/group.ts';

const route = getRouteApi(paths.group);

type GroupLinksProps = {
  readonly group: Group;
  readonly relation: 'members' | 'owners';
  readonly refused: string | undefined;
};

const kindsOf = { members: ['User', 'Group', 'Application'], owners: ['User', 'Application'] } as const;

export function GroupLinks({ group, relation, refused }: GroupLinksProps) {
  const text = groups[relation];
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const path = `/groups/${group.id}/${relation}`;
  const queryKey = ['groups', relation, group.id];
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const add = async (chosen: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(
      chosen.map(({ id }) => ({
        method: 'POST',
        url: `${path}/$ref`,
        body: { '@odata.id': referenceTo(id) },
      })),
    );
    await client.invalidateQueries({ queryKey });
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(text.added(showCount(chosen.length)));
  };
  const count = relation === 'members' ? '&$count=true' : '';
  return (
    <>
      <ObjectList
        label={text.label}
        queryKey={queryKey}
        path={`${path}?$top=200${count}`}
        empty={relation === 'members' && isDynamic(group) ? groups.members.dynamicEmpty : text.empty}
        add={{ label: text.add, refused, onClick: () => open('add') }}
        remove={{
          label: text.remove,
          refused,
          title: text.removeTitle,
          body: text.removeBody,
          request: ({ id }) => ({ method: 'DELETE', url: `${path}/${id}/$ref` }),
          onDone: (removed) => removed > 0 && notify(text.removed(showCount(removed))),
        }}
      />
      {pane === 'add' && refused === undefined && (
        <PickerPane
          title={text.addTitle(group.displayName)}
          action={text.add}
          label={text.find}
          searchKey={[...kindsOf[relation]]}
          search={(words, signal) => findPrincipals(kindsOf[relation], words, signal)}
          many
          onPick={add}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}
