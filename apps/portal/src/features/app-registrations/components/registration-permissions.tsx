/** What a program may do by itself: granted and revoked by the well-known names. */
import { AddRegular, DeleteRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { sendBatches } from '../../../lib/batch.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { lists } from '../../../text/lists.ts';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import { CommandBar } from '../../../ui/command-bar.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Loading } from '../../../ui/loading.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Time } from '../../../ui/time.tsx';
import { grant, grantedKey, grantedQuery, graphQuery, revoke, type Permission } from '../api/granted.ts';
import type { PartProps, Principal } from './registration-overview.tsx';

const route = getRouteApi(paths.appRegistration);
const { permissions: text, overview } = appRegistrations;

export function RegistrationPermissions({ registration, principal }: PartProps & { principal: Principal }) {
  const graph = useQuery(graphQuery);
  if (principal === undefined) return <Loading />;
  if (principal === null) return <EmptyState title={text.empty.title} body={overview.noPrincipal} />;
  return (
    <QueryState query={graph}>
      {({ id, appRoles }) => (
        <Granted name={registration.displayName} principalId={principal.id} graphId={id} known={appRoles} />
      )}
    </QueryState>
  );
}

type GrantedProps = {
  readonly name: string;
  readonly principalId: string;
  readonly graphId: string;
  readonly known: readonly Permission[];
};

function Granted({ name, principalId, graphId, known }: GrantedProps) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const can = useCan();
  const query = useInfiniteQuery(grantedQuery(principalId, graphId));
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isRevoking, setRevoking] = useState(false);
  const granted = rowsOf(query.data);
  const chosen = granted.filter(({ id }) => keys.has(id));
  const refused = can.any('AppRoleAssignment.ReadWrite.All') ? undefined : text.refused;
  const permissionOf = (appRoleId: string) => known.find(({ id }) => id === appRoleId);
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const changed = () => client.invalidateQueries({ queryKey: grantedKey(principalId) });
  const give = async (picked: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(picked.map(({ id }) => grant(principalId, graphId, id)));
    await changed();
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(text.granted, { body: picked.map((one) => one.name).join(', ') });
  };
  const find = async (words = ''): Promise<readonly Pickable[]> =>
    known
      .filter(({ value, displayName }) => `${value} ${displayName}`.toLowerCase().includes(words.toLowerCase()))
      .map(({ id, value, displayName }) => ({
        id,
        name: value,
        detail: displayName,
        kind: 'Application' as const,
        refused: granted.some(({ appRoleId }) => appRoleId === id) ? text.held : undefined,
      }));
  return (
    <>
      <CommandBar
        label={text.title}
        commands={[
          { key: 'grant', label: text.grant, icon: <AddRegular />, refused, onClick: () => open('grant') },
          {
            key: 'revoke',
            label: text.revoke,
            icon: <DeleteRegular />,
            refused: refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
            onClick: () => setRevoking(true),
          },
        ]}
      />
      <p>{text.about}</p>
      <Collection
        label={text.title}
        query={query}
        columns={[
          {
            key: 'permission',
            header: text.permission,
            width: 300,
            render: ({ appRoleId }) => permissionOf(appRoleId)?.value ?? appRoleId,
          },
          { key: 'type', header: text.type, width: 120, render: () => text.application },
          {
            key: 'description',
            header: text.description,
            width: 360,
            render: ({ appRoleId }) => permissionOf(appRoleId)?.displayName ?? '',
          },
          {
            key: 'since',
            header: text.since,
            width: 140,
            render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
          },
        ]}
        rowKey={({ id }) => id}
        rowName={({ appRoleId }) => permissionOf(appRoleId)?.value ?? appRoleId}
        {...(refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
        empty={<EmptyState {...text.empty} />}
      />
      {pane === 'grant' && refused === undefined && (
        <PickerPane
          title={text.grantTitle(name)}
          action={text.grant}
          label={text.search}
          searchKey={['permissions', principalId, granted.length]}
          search={find}
          many
          onPick={give}
          onClose={() => open(undefined)}
        />
      )}
      {isRevoking && (
        <BulkDialog
          title={text.revokeTitle(showCount(chosen.length))}
          action={text.revoke}
          items={chosen.map(({ id, appRoleId }) => ({
            name: permissionOf(appRoleId)?.value ?? appRoleId,
            request: revoke(principalId, id),
          }))}
          onDone={(count) => {
            setKeys(new Set());
            void changed();
            if (count > 0) notify(text.revoked);
          }}
          onClose={() => setRevoking(false)}
        >
          {text.revokeBody}
        </BulkDialog>
      )}
    </>
  );
}
