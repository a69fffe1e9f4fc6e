/** Identity providers: added, edited, removed. */
import { Button, Text } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { signInSettings } from '../../../text/sign-in-settings.ts';
import { CommandBar } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { providersQuery, removeProvider, type IdentityProvider } from '../api/identity-providers.ts';
import { ProviderPane } from './provider-pane.tsx';

const route = getRouteApi(paths.signInSettings);
const { providers: text } = signInSettings;

export function IdentityProviders() {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const query = useQuery(providersQuery);
  const canWrite = useCan().any('RoleManagement.ReadWrite.Directory');
  const [removing, setRemoving] = useState<IdentityProvider>();
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const edited = query.data?.find(({ id }) => id === pane);
  const changed = () => client.invalidateQueries({ queryKey: providersQuery.queryKey });
  return (
    <>
      <CommandBar
        label={text.label}
        commands={[
          {
            key: 'add',
            label: text.add,
            icon: <AddRegular />,
            refused: canWrite ? undefined : text.refused,
            onClick: () => open('new'),
          },
        ]}
      />
      <Text block>{text.about}</Text>
      <br />
      <QueryState query={query}>
        {(providers) => (
          <DataTable<IdentityProvider>
            label={text.label}
            columns={[
              { key: 'name', header: text.name, width: 200, render: ({ displayName }) => displayName },
              { key: 'issuer', header: text.issuer, width: 320, render: ({ issuer }) => issuer },
              { key: 'domains', header: text.domains, width: 200, render: ({ domains }) => domains.join(', ') },
              {
                key: 'state',
                header: text.state,
                width: 120,
                render: ({ isEnabled }) => (
                  <StatusBadge tone={isEnabled ? 'success' : 'neutral'}>
                    {isEnabled ? text.enabled : text.disabled}
                  </StatusBadge>
                ),
              },
              {
                key: 'actions',
                header: text.actions,
                width: 120,
                render: (provider) =>
                  canWrite && (
                    <Button
                      size="small"
                      onClick={(event) => {
                        event.stopPropagation();
                        setRemoving(provider);
                      }}
                    >
                      {text.remove}
                    </Button>
                  ),
              },
            ]}
            rows={providers}
            rowKey={({ id }) => id}
            onOpen={canWrite ? ({ id }) => open(id) : undefined}
            empty={<EmptyState {...text.empty} />}
          />
        )}
      </QueryState>
      {canWrite && (pane === 'new' || edited) && (
        <ProviderPane
          key={pane}
          provider={pane === 'new' ? undefined : edited}
          onDone={changed}
          onClose={() => open(undefined)}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.displayName)}
          action={text.remove}
          onConfirm={async () => {
            await removeProvider(removing.id);
            notify(text.removed(removing.displayName));
            await changed();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {text.removeBody}
        </ConfirmDialog>
      )}
    </>
  );
}
