/** Domains: declared, made the default, removed. */
import { Button, Text } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { signInSettings } from '../../../text/sign-in-settings.ts';
import { CommandBar } from '../../../ui/command-bar.tsx';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { addDomain, domainsQuery, makeDefault, removeDomain, type Domain } from '../api/domains.ts';

const route = getRouteApi(paths.signInSettings);
const { domains: text } = signInSettings;

export function Domains() {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const query = useQuery(domainsQuery);
  const canWrite = useCan().any('Domain.ReadWrite.All');
  const [removing, setRemoving] = useState<Domain>();
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const changed = () => client.invalidateQueries({ queryKey: domainsQuery.queryKey });
  const setDefault = useMutation({
    mutationFn: ({ id }: Domain) => makeDefault(id),
    onSuccess: (_done, { id }) => {
      notify(text.defaulted(id));
      return changed();
    },
  });
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
            onClick: () => open('domain'),
          },
        ]}
      />
      <Text block>{text.about}</Text>
      <br />
      {setDefault.error && <Problem error={setDefault.error} />}
      <QueryState query={query}>
        {(domains) => (
          <DataTable<Domain>
            label={text.label}
            columns={[
              { key: 'name', header: text.name, width: 280, render: ({ id }) => id },
              {
                key: 'status',
                header: text.status,
                width: 130,
                render: () => <StatusBadge tone="success">{text.verified}</StatusBadge>,
              },
              {
                key: 'default',
                header: text.isDefault,
                width: 110,
                render: ({ isDefault }) => isDefault && <StatusBadge tone="info">{text.isDefault}</StatusBadge>,
              },
              {
                key: 'actions',
                header: text.actions,
                width: 240,
                render: (domain) =>
                  canWrite && (
                    <>
                      {!domain.isDefault && (
                        <Button size="small" disabled={setDefault.isPending} onClick={() => setDefault.mutate(domain)}>
                          {text.makeDefault}
                        </Button>
                      )}{' '}
                      <Button size="small" onClick={() => setRemoving(domain)}>
                        {text.remove}
                      </Button>
                    </>
                  ),
              },
            ]}
            rows={domains}
            rowKey={({ id }) => id}
            empty={<EmptyState {...text.empty} />}
          />
        )}
      </QueryState>
      {pane === 'domain' && canWrite && <AddDomainPane onDone={changed} onClose={() => open(undefined)} />}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.id)}
          action={text.remove}
          onConfirm={async () => {
            await removeDomain(removing.id);
            notify(text.removed(removing.id));
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

function AddDomainPane({ onDone, onClose }: { onDone: () => Promise<void>; onClose: () => void }) {
  const notify = useNotify();
  const form = useForm({ defaultValues: { id: '' } });
  return (
    <FormPane
      title={text.add}
      form={form}
      saveLabel={text.add}
      onSave={async ({ id }) => {
        const domain = await addDomain(id.trim());
        notify(text.added(domain.id));
        await onDone();
      }}
      onClose={onClose}
    >
      <TextField control={form.control} name="id" label={text.name} hint={text.nameHint} required maxLength={253} />
    </FormPane>
  );
}
