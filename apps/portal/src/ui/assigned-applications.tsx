/** The applications that a user or a group is assigned to: add, remove, go there. */
import { AddRegular, ArrowClockwiseRegular, DeleteRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { sendBatches } from '../lib/batch.ts';
import { get } from '../lib/graph.ts';
import { pagesOf } from '../lib/pages.ts';
import { paths } from '../lib/paths.ts';
import { useCan } from '../lib/permissions.ts';
import { showCount } from '../lib/times.ts';
import { assigned as text } from '../text/assigned.ts';
import { phrases } from '../text/phrases.ts';
import { lists } from '../text/lists.ts';
import { BulkDialog } from './bulk-dialog.tsx';
import { Collection, rowsOf } from './collection.tsx';
import { CommandBar } from './command-bar.tsx';
import { EmptyState } from './empty-state.tsx';
import { useNotify } from './notifications.tsx';
import type { ObjectPickerProps, Pickable } from './object-picker.tsx';
import { PickerPane } from './picker-pane.tsx';
import { Time } from './time.tsx';

type Assignment = {
  readonly id: string;
  readonly appRoleId: string;
  readonly resourceId: string;
  readonly resourceDisplayName: string;
  readonly createdDateTime: string;
};

type AssignedApplicationsProps = {
  readonly principal: { readonly set: 'users' | 'groups'; readonly id: string; readonly name: string };
  readonly words: { readonly label: string; readonly empty: { readonly title: string; readonly body: string } };
  readonly find: ObjectPickerProps['search'];
};

export function AssignedApplications({ principal, words, find }: AssignedApplicationsProps) {
  const path = `/${principal.set}/${principal.id}/appRoleAssignments`;
  const queryKey = ['assigned', principal.id];
  const navigate = useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const can = useCan();
  const query = useInfiniteQuery({
    ...pagesOf<Assignment>(queryKey, path),
    enabled: can.any('Application.Read.All', 'AppRoleAssignment.ReadWrite.All'),
  });
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [pane, setPane] = useState<'add' | 'remove'>();
  const refused = can.any('AppRoleAssignment.ReadWrite.All') ? undefined : text.refused;
  const chosen = rowsOf(query.data).filter(({ id }) => keys.has(id));
  const assign = async (picked: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(
      picked.map(({ id }) => ({ method: 'POST', url: path, body: { principalId: principal.id, resourceId: id } })),
    );
    await client.invalidateQueries({ queryKey });
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(text.added, { body: picked.map(({ name }) => name).join(', ') });
  };
  return (
    <>
      <CommandBar
        label={words.label}
        commands={[
          { key: 'add', label: text.add, icon: <AddRegular />, refused, onClick: () => setPane('add') },
          {
            key: 'remove',
            label: text.remove,
            icon: <DeleteRegular />,
            refused: refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
            onClick: () => setPane('remove'),
          },
          {
            key: 'refresh',
            label: phrases.refresh,
            icon: <ArrowClockwiseRegular />,
            onClick: () => void query.refetch(),
          },
        ]}
      />
      <Collection
        label={words.label}
        query={query}
        columns={[
          { key: 'name', header: text.application, width: 300, render: ({ resourceDisplayName: name }) => name },
          { key: 'role', header: text.role, width: 200, render: (assignment) => <RoleName assignment={assignment} /> },
          { key: 'since', header: text.since, width: 160, render: ({ createdDateTime: iso }) => <Time iso={iso} /> },
        ]}
        rowKey={({ id }) => id}
        rowName={({ resourceDisplayName }) => resourceDisplayName}
        onOpen={({ resourceId }) => void navigate({ to: paths.application, params: { applicationId: resourceId } })}
        {...(refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
        empty={<EmptyState {...words.empty} />}
      />
      {pane === 'add' && (
        <PickerPane
          title={text.addTitle(principal.name)}
          action={text.assign}
          label={text.find}
          searchKey={['Application']}
          search={find}
          many
          onPick={assign}
          onClose={() => setPane(undefined)}
        />
      )}
      {pane === 'remove' && (
        <BulkDialog
          title={text.removeTitle(showCount(chosen.length))}
          action={text.remove}
          items={chosen.map(({ id, resourceDisplayName }) => ({
            name: resourceDisplayName,
            request: { method: 'DELETE', url: `${path}/${id}` },
          }))}
          onDone={(count) => {
            setKeys(new Set());
            void client.invalidateQueries({ queryKey });
            if (count > 0) notify(text.removed);
          }}
          onClose={() => setPane(undefined)}
        >
          {text.removeBody}
        </BulkDialog>
      )}
    </>
  );
}

const defaultAccess = '00000000-0000-0000-0000-000000000000';
type Roles = { readonly appRoles: readonly { readonly id: string; readonly displayName: string }[] };

function RoleName({ assignment: { resourceId, appRoleId } }: { assignment: Assignment }) {
  const { data } = useQuery({
    queryKey: ['applications', resourceId, 'roles'],
    queryFn: ({ signal }) => get<Roles>(`/servicePrincipals/${resourceId}?$select=appRoles`, signal),
    enabled: appRoleId !== defaultAccess,
    staleTime: 60_000,
  });
  if (appRoleId === defaultAccess) return <>{text.defaultAccess}</>;
  return <>{data?.appRoles.find(({ id }) => id === appRoleId)?.displayName ?? ''}</>;
}
