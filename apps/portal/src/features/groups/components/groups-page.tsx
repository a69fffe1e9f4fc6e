/** All groups: found, filtered, made and deleted. */
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, PeopleRegular, RecycleRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { readSort, writeSort } from '../../../lib/sort.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { groups } from '../../../text/groups.ts';
import { lists } from '../../../text/lists.ts';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import { useColumns } from '../../../ui/column-chooser.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Time } from '../../../ui/time.tsx';
import { isDynamic, kindOfGroup, type Group } from '../api/group.ts';
import { groupsKey, groupsQuery, type GroupsFilter } from '../api/groups.ts';

const route = getRouteApi(paths.groups);
const { columns: header } = groups;

const allColumns: readonly Column<Group>[] = [
  {
    key: 'displayName',
    header: header.displayName,
    width: 240,
    sortable: true,
    render: ({ displayName }) => displayName,
  },
  { key: 'kind', header: header.kind, width: 130, render: (group) => groups.kinds[kindOfGroup(group)] },
  {
    key: 'membership',
    header: header.membership,
    width: 140,
    render: (group) => (isDynamic(group) ? groups.dynamic : groups.assigned),
  },
  { key: 'description', header: header.description, width: 300, render: ({ description }) => description },
  { key: 'mail', header: header.mail, width: 200, render: ({ mail }) => mail },
  {
    key: 'createdDateTime',
    header: header.created,
    width: 140,
    sortable: true,
    render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
  },
  { key: 'id', header: header.id, width: 300, render: ({ id }) => id },
];
const defaults = ['kind', 'membership', 'description', 'createdDateTime'];

export function GroupsPage() {
  return (
    <Requires any={['Group.Read.All']} needed={groups.needed} fallbackTitle={groups.title}>
      <Groups />
    </Requires>
  );
}

function Groups() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const canWrite = useCan().any('Group.ReadWrite.All', 'Directory.ReadWrite.All');
  const { columns, chooser } = useColumns('groups', allColumns, defaults);
  const query = useInfiniteQuery(groupsQuery(filter));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const chosen = rowsOf(query.data).filter(({ id }) => keys.has(id));
  const refused = canWrite ? undefined : groups.writeNeeded;
  const narrow = (change: GroupsFilter) =>
    void navigate({ search: (before) => searchOf({ ...before, ...change }), replace: true });
  const isNarrowed = [filter.q, filter.kind, filter.membership].some((value) => value !== undefined);
  return (
    <Page
      title={groups.title}
      commands={[
        {
          key: 'new',
          label: groups.new,
          icon: <AddRegular />,
          refused,
          onClick: () => void navigate({ to: paths.newGroup }),
        },
        {
          key: 'delete',
          label: groups.delete,
          icon: <DeleteRegular />,
          refused: refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
          onClick: () => setDeleting(true),
        },
        {
          key: 'deleted',
          label: groups.deleted,
          icon: <RecycleRegular />,
          onClick: () => void navigate({ to: paths.deletedGroups }),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <FilterBar
        onReset={
          isNarrowed
            ? () => void navigate({ search: (before) => searchOf({ sort: before.sort }), replace: true })
            : undefined
        }
      >
        <SearchField label={groups.search} value={filter.q} onSearch={(q) => narrow({ q })} />
        <FilterSelect
          label={groups.filters.kind}
          value={filter.kind}
          choices={groups.filters.kindChoices}
          onChange={(kind) => narrow({ kind })}
        />
        <FilterSelect
          label={groups.filters.membership}
          value={filter.membership}
          choices={groups.filters.membershipChoices}
          onChange={(membership) => narrow({ membership })}
        />
        {chooser}
      </FilterBar>
      <Collection
        label={groups.title}
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ displayName }) => displayName}
        onOpen={({ id }) => void navigate({ to: paths.group, params: { groupId: id } })}
        {...(canWrite ? { selection: { keys, onChange: setKeys } } : {})}
        sort={{
          value: readSort(filter.sort) ?? { by: 'displayName', descending: false },
          onChange: (sort) => narrow({ sort: writeSort(sort) }),
        }}
        empty={
          isNarrowed ? (
            <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} />
          ) : (
            <EmptyState
              icon={<PeopleRegular />}
              {...groups.empty}
              actions={
                <RouterButton to={paths.newGroup} appearance="primary">
                  {groups.new}
                </RouterButton>
              }
            />
          )
        }
      />
      {isDeleting && (
        <BulkDialog
          title={groups.deleting.title(showCount(chosen.length))}
          action={groups.delete}
          items={chosen.map(({ id, displayName }) => ({
            name: displayName,
            request: { method: 'DELETE', url: `/groups/${id}` },
          }))}
          onDone={(count) => {
            setKeys(new Set());
            void client.invalidateQueries({ queryKey: groupsKey });
            if (count > 0) notify(groups.deleting.done(showCount(count)));
          }}
          onClose={() => setDeleting(false)}
        >
          {groups.deleting.body}
        </BulkDialog>
      )}
    </Page>
  );
}
