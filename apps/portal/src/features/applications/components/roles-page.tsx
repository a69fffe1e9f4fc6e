/** The roles that an application offers: made, changed, disabled and deleted. */
import { AddRegular, DeleteRegular, ShieldTaskRegular } from '@fluentui/react-icons';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { applications } from '../../../text/applications.ts';
import { phrases } from '../../../text/phrases.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { useApplication, type AppRole } from '../api/application.ts';
import { changeRoles, graphAppId } from '../api/change-application.ts';
import { memberTypesOf } from './role-form.ts';
import { RolePane } from './role-pane.tsx';

const route = getRouteApi(paths.applicationRoles);
const { roles: text } = applications;

const columns: readonly Column<AppRole>[] = [
  { key: 'name', header: text.name, width: 180, render: ({ displayName }) => displayName },
  { key: 'value', header: text.value, width: 160, render: ({ value }) => value ?? '' },
  { key: 'description', header: text.descriptionField, width: 190, render: ({ description }) => description ?? '' },
  {
    key: 'types',
    header: text.memberTypes,
    width: 190,
    render: (role) => text.memberTypeChoices[memberTypesOf(role)],
  },
  {
    key: 'state',
    header: text.state,
    width: 115,
    render: ({ isEnabled }) => (
      <StatusBadge tone={isEnabled ? 'success' : 'neutral'}>{isEnabled ? text.on : text.off}</StatusBadge>
    ),
  },
];

/** In the address, in the place of a role's id. */
const anew = 'new';

export function ApplicationRolesPage() {
  const application = useApplication();
  const { role: open } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const { appRoles } = application;
  const refused =
    application.appId === graphAppId
      ? applications.properties.builtIn
      : can.anyOrOwner(application.id, 'Application.ReadWrite.All')
        ? undefined
        : applications.writeNeeded;
  const [chosen, ...more] = appRoles.filter(({ id }) => keys.has(id));
  const openPane = (role: string | undefined): void =>
    void navigate({ search: (before) => searchOf({ ...before, role }) });
  const opened = appRoles.find(({ id }) => id === open);
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        { key: 'new', label: text.new, icon: <AddRegular />, refused, onClick: () => openPane(anew) },
        {
          key: 'delete',
          label: text.delete,
          icon: <DeleteRegular />,
          refused: refused ?? refusedToDelete(chosen, more.length > 0),
          onClick: () => setDeleting(true),
        },
      ]}
    >
      <DataTable
        label={text.title}
        columns={columns}
        rows={appRoles}
        rowKey={({ id }) => id}
        rowName={({ displayName }) => displayName}
        onOpen={refused === undefined ? ({ id }) => openPane(id) : undefined}
        openKey={open}
        {...(refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
        empty={<EmptyState icon={<ShieldTaskRegular />} {...text.empty} />}
      />
      {refused === undefined && (open === anew || opened) && (
        <RolePane key={open} application={application} role={opened} onClose={() => openPane(undefined)} />
      )}
      {isDeleting && chosen && (
        <DeleteDialog role={chosen} onClose={() => setDeleting(false)} onDeleted={() => setKeys(new Set())} />
      )}
    </Page>
  );
}

function refusedToDelete(role: AppRole | undefined, isSeveral: boolean): string | undefined {
  if (!role || isSeveral) return text.chooseOne;
  return role.isEnabled ? text.disableFirst : undefined;
}

type DeleteDialogProps = { readonly role: AppRole; readonly onClose: () => void; readonly onDeleted: () => void };

function DeleteDialog({ role, onClose, onDeleted }: DeleteDialogProps) {
  const application = useApplication();
  const notify = useNotify();
  return (
    <ConfirmDialog
      title={text.deleteTitle(role.displayName)}
      action={phrases.delete}
      onConfirm={async () => {
        await changeRoles(
          application,
          application.appRoles.filter(({ id }) => id !== role.id),
        );
        notify(text.deleted(role.displayName));
        onDeleted();
      }}
      onClose={onClose}
    >
      {text.deleteBody}
    </ConfirmDialog>
  );
}
