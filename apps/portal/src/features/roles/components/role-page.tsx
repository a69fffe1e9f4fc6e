/** One role: what it permits, and who holds it. */
import { Text } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, EditRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState, type ReactNode } from 'react';
import { sendBatches } from '../../../lib/batch.ts';
import { get } from '../../../lib/graph.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { roles as text } from '../../../text/roles.ts';
import { BulkDialog } from '../../../ui/bulk-dialog.tsx';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import { CommandBar } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { objectColumns, useOpenObject } from '../../../ui/object-list.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { Page } from '../../../ui/page.tsx';
import { PageTabs } from '../../../ui/page-tabs.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { giveRole, holdersKey, holdersQuery, takeRole } from '../api/role-assignments.ts';
import { actionsOf, deleteRole, roleQuery, rolesQuery, type Role } from '../api/roles.ts';
import { RolePane } from './role-pane.tsx';
import { describe } from './roles-page.tsx';

const route = getRouteApi(paths.role);
const tabs = (['assignments', 'permissions'] as const).map((key) => ({ key, label: text.tabs[key] }));

export function RolePage() {
  return (
    <Requires any={['RoleManagement.Read.Directory']} needed={text.needed} fallbackTitle={text.title}>
      <OneRole />
    </Requires>
  );
}

function OneRole() {
  const { roleId } = route.useParams();
  const query = useQuery(roleQuery(roleId));
  const breadcrumb = [
    <RouterLink key="roles" to={paths.roles}>
      {text.title}
    </RouterLink>,
  ];
  if (query.data) return <RoleDetails role={query.data} breadcrumb={breadcrumb} />;
  return (
    <Page title={text.title} breadcrumb={breadcrumb}>
      <QueryState query={query}>{() => null}</QueryState>
    </Page>
  );
}

function RoleDetails({ role, breadcrumb }: { role: Role; breadcrumb: readonly ReactNode[] }) {
  const { tab = 'assignments', pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const all = useQuery(rolesQuery);
  const canWrite = useCan().any('RoleManagement.ReadWrite.Directory');
  const [isDeleting, setDeleting] = useState(false);
  const refused = role.isBuiltIn ? text.builtInFixed : canWrite ? undefined : text.writeNeeded;
  const open = (key: 'edit' | 'add' | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  return (
    <Page
      title={role.displayName}
      description={describe(role)}
      breadcrumb={breadcrumb}
      {...(role.isBuiltIn
        ? {}
        : {
            commands: [
              { key: 'edit', label: text.edit, icon: <EditRegular />, refused, onClick: () => open('edit') },
              {
                key: 'delete',
                label: text.delete,
                icon: <DeleteRegular />,
                refused,
                onClick: () => setDeleting(true),
              },
            ],
          })}
    >
      <PageTabs
        label={text.tabs.label}
        tabs={tabs}
        selected={tab}
        onSelect={(key) => void navigate({ search: { tab: key }, replace: true })}
      >
        {tab === 'assignments' && <Assignments role={role} canWrite={canWrite} />}
        {tab === 'permissions' && <Permissions role={role} />}
      </PageTabs>
      {pane === 'edit' && refused === undefined && all.data && (
        <RolePane all={all.data} role={role} onClose={() => open(undefined)} />
      )}
      {isDeleting && (
        <ConfirmDialog
          title={text.deleteTitle(role.displayName)}
          action={text.delete}
          onConfirm={async () => {
            await deleteRole(role.id);
            notify(text.deleted(role.displayName));
            void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
            await navigate({ to: paths.roles });
          }}
          onClose={() => setDeleting(false)}
        >
          {text.deleteBody}
        </ConfirmDialog>
      )}
    </Page>
  );
}

function Permissions({ role }: { role: Role }) {
  const actions = actionsOf(role);
  return (
    <>
      <DataTable<string>
        label={text.tabs.permissions}
        columns={[{ key: 'action', header: text.permissions.action, width: 300, render: (action) => action }]}
        rows={actions}
        rowKey={(action) => action}
        empty={<EmptyState title={text.permissions.none} />}
      />
      {role.isBuiltIn && actions.length > 0 && <Text size={200}>{text.permissions.note}</Text>}
    </>
  );
}

function Assignments({ role, canWrite }: { role: Role; canWrite: boolean }) {
  const { assignments: words } = text;
  const { pane } = route.useSearch();
  const go = useNavigate({ from: paths.role });
  const client = useQueryClient();
  const notify = useNotify();
  const query = useInfiniteQuery(holdersQuery(role.id));
  const openObject = useOpenObject();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isRemoving, setRemoving] = useState(false);
  const chosen = rowsOf(query.data).filter(({ assignmentId }) => keys.has(assignmentId));
  const refused = canWrite ? undefined : text.writeNeeded;
  const open = (key: 'add' | undefined) => void go({ search: (before) => ({ ...before, pane: key }), replace: true });
  const changed = async (): Promise<void> => {
    void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
    await client.invalidateQueries({ queryKey: holdersKey(role.id) });
  };
  const give = async (picked: readonly Pickable[]): Promise<void> => {
    const problems = await sendBatches(picked.map(({ id }) => giveRole(id, role.id)));
    await changed();
    const [problem] = problems.filter((one) => one !== undefined);
    if (problem) throw problem;
    notify(words.added(picked.map(({ name }) => name).join(', ')));
  };
  return (
    <>
      <CommandBar
        label={words.label}
        commands={[
          { key: 'add', label: words.add, icon: <AddRegular />, refused, onClick: () => open('add') },
          {
            key: 'remove',
            label: words.remove,
            icon: <DeleteRegular />,
            refused: refused ?? (chosen.length === 0 ? lists.chooseFirst : undefined),
            onClick: () => setRemoving(true),
          },
          { key: 'refresh', label: phrases.refresh, icon: <ArrowClockwiseRegular />, onClick: () => void changed() },
        ]}
      />
      <Collection
        label={words.label}
        query={query}
        columns={objectColumns}
        rowKey={({ assignmentId }) => assignmentId}
        rowName={({ displayName, id }) => displayName ?? id}
        onOpen={openObject}
        {...(canWrite ? { selection: { keys, onChange: setKeys } } : {})}
        empty={<EmptyState {...words.empty} />}
      />
      {pane === 'add' && canWrite && (
        <PickerPane
          title={words.addTitle(role.displayName)}
          action={words.add}
          label={words.find}
          searchKey={['role holders']}
          search={findHolders}
          many
          onPick={give}
          onClose={() => open(undefined)}
        />
      )}
      {isRemoving && (
        <BulkDialog
          title={words.removeTitle(chosen.map(({ displayName, id }) => displayName ?? id).join(', '))}
          action={words.remove}
          items={chosen.map(({ displayName, id, assignmentId }) => ({
            name: displayName ?? id,
            request: takeRole(assignmentId),
          }))}
          onDone={(count) => {
            setKeys(new Set());
            void changed();
            if (count > 0) notify(words.removed(showCount(count)));
          }}
          onClose={() => setRemoving(false)}
        >
          {words.removeBody}
        </BulkDialog>
      )}
    </>
  );
}

type Known = { readonly value: readonly { readonly id: string; readonly isAssignableToRole: boolean | null }[] };

/** Groups to which roles cannot be assigned say so. */
async function findHolders(words: string | undefined, signal: AbortSignal): Promise<readonly Pickable[]> {
  const found = await findPrincipals(['User', 'Group', 'Application'], words, signal);
  const ids = found.filter(({ kind }) => kind === 'Group').map(({ id }) => `'${id}'`);
  if (ids.length === 0) return found;
  const { value } = await get<Known>(`/groups?$select=id,isAssignableToRole&$filter=id in (${ids.join(',')})`, signal);
  const assignable = new Set(value.filter(({ isAssignableToRole }) => isAssignableToRole === true).map(({ id }) => id));
  return found.map((one) =>
    one.kind === 'Group' && !assignable.has(one.id) ? { ...one, refused: text.assignments.notAssignable } : one,
  );
}
