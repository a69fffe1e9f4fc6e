/** All users: found, filtered, and changed several at once. */
import {
  ArrowClockwiseRegular,
  ArrowImportRegular,
  DeleteRegular,
  PersonAddRegular,
  PersonAvailableRegular,
  PersonProhibitedRegular,
  PersonRegular,
  RecycleRegular,
} from '@fluentui/react-icons';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { readSort, writeSort } from '../../../lib/sort.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { users } from '../../../text/users.ts';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import { useColumns } from '../../../ui/column-chooser.tsx';
import type { Command } from '../../../ui/command-bar.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect, FilterText } from '../../../ui/filter-bar.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { usersKey, usersQuery, type UserRow, type UsersFilter } from '../api/users.ts';
import { defaultColumns, userColumns } from './user-columns.tsx';

const route = getRouteApi(paths.users);

export function UsersPage() {
  return (
    <Requires any={['User.Read.All']} needed={users.needed} fallbackTitle={users.title}>
      <Users />
    </Requires>
  );
}

type Action = 'enabling' | 'disabling' | 'deleting';

function Users() {
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const canWrite = useCan().any('User.ReadWrite.All', 'Directory.ReadWrite.All');
  const { columns, chooser } = useColumns('users', userColumns, defaultColumns);
  const query = useInfiniteQuery(
    usersQuery(
      filter,
      columns.map(({ key }) => key),
    ),
  );
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [action, setAction] = useState<Action>();
  const chosen = rowsOf(query.data).filter(({ id }) => keys.has(id));
  const narrow = (change: UsersFilter) =>
    void navigate({ search: (before) => searchOf({ ...before, ...change }), replace: true });
  const isNarrowed = Object.entries(filter).some(([name, value]) => name !== 'sort' && value !== undefined);

  const refused = canWrite ? undefined : users.writeNeeded;
  const refusedForChosen = refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined);
  const commands: readonly Command[] = [
    {
      key: 'new',
      label: users.new,
      icon: <PersonAddRegular />,
      refused,
      onClick: () => void navigate({ to: paths.newUser }),
    },
    {
      key: 'enable',
      label: users.enable,
      icon: <PersonAvailableRegular />,
      refused: refusedForChosen,
      onClick: () => setAction('enabling'),
    },
    {
      key: 'disable',
      label: users.disable,
      icon: <PersonProhibitedRegular />,
      refused: refusedForChosen,
      onClick: () => setAction('disabling'),
    },
    {
      key: 'delete',
      label: users.delete,
      icon: <DeleteRegular />,
      refused: refusedForChosen,
      onClick: () => setAction('deleting'),
    },
    {
      key: 'deleted',
      label: users.deleted,
      icon: <RecycleRegular />,
      onClick: () => void navigate({ to: paths.deletedUsers }),
    },
    {
      key: 'import',
      label: users.importThem,
      icon: <ArrowImportRegular />,
      onClick: () => void navigate({ to: paths.importPeople }),
    },
    { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: () => void query.refetch() },
  ];

  return (
    <Page title={users.title} commands={commands}>
      <FilterBar
        onReset={
          isNarrowed
            ? () => void navigate({ search: (before) => searchOf({ sort: before.sort }), replace: true })
            : undefined
        }
      >
        <SearchField label={users.search} value={filter.q} onSearch={(q) => narrow({ q })} />
        <FilterSelect
          label={users.filters.enabled}
          value={filter.enabled}
          choices={users.filters.enabledChoices}
          onChange={(enabled) => narrow({ enabled })}
        />
        <FilterSelect
          label={users.filters.type}
          value={filter.type}
          choices={users.filters.typeChoices}
          onChange={(type) => narrow({ type })}
        />
        <FilterText
          label={users.filters.department}
          value={filter.department}
          onChange={(department) => narrow({ department })}
        />
        <FilterSelect
          label={users.filters.created}
          value={filter.created}
          choices={users.filters.createdChoices}
          allLabel={lists.anyTime}
          onChange={(created) => narrow({ created })}
        />
        {chooser}
      </FilterBar>
      <Collection
        label={users.title}
        query={query}
        columns={columns}
        rowKey={({ id }) => id}
        rowName={({ displayName }) => displayName}
        onOpen={({ id }) => void navigate({ to: paths.user, params: { userId: id } })}
        {...(canWrite ? { selection: { keys, onChange: setKeys } } : {})}
        sort={{
          value: readSort(filter.sort) ?? { by: 'displayName', descending: false },
          onChange: (sort) => narrow({ sort: writeSort(sort) }),
        }}
        empty={isNarrowed ? <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} /> : <NoUsers />}
      />
      {action && (
        <BulkDialog
          title={users[action].title(showCount(chosen.length))}
          action={{ enabling: users.enable, disabling: users.disable, deleting: users.delete }[action]}
          items={chosen.map((user) => ({ name: user.displayName, request: requestOf(action, user) }))}
          onDone={(count) => {
            setKeys(new Set());
            void client.invalidateQueries({ queryKey: usersKey });
            if (count > 0) notify(users[action].done(showCount(count)));
          }}
          onClose={() => setAction(undefined)}
        >
          {users[action].body}
        </BulkDialog>
      )}
    </Page>
  );
}

function requestOf(action: Action, { id }: UserRow) {
  const url = `/users/${id}`;
  if (action === 'deleting') return { method: 'DELETE', url } as const;
  return { method: 'PATCH', url, body: { accountEnabled: action === 'enabling' } } as const;
}

function NoUsers() {
  return (
    <EmptyState
      icon={<PersonRegular />}
      {...users.empty}
      actions={
        <>
          <RouterButton to={paths.newUser} appearance="primary">
            {users.new}
          </RouterButton>
          <RouterButton to={paths.importPeople}>{users.importThem}</RouterButton>
        </>
      }
    />
  );
}
