/** Client secrets: made, shown once, deleted. */
import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { now } from '../../../lib/clock.ts';
import { paths } from '../../../lib/paths.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { SelectField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Once } from '../../../ui/once.tsx';
import { Section } from '../../../ui/section.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { addSecret, removeSecret } from '../api/credentials.ts';
import { registrationQuery, registrationsKey, type Secret } from '../api/registration.ts';
import { Expiry } from './expiry.tsx';
import type { PartProps } from './registration-overview.tsx';

const route = getRouteApi(paths.appRegistration);
const { secrets: text } = appRegistrations;

export function Secrets({ registration, canWrite }: PartProps) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const [made, setMade] = useState<string>();
  const [removing, setRemoving] = useState<Secret>();
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const changed = async (): Promise<void> => {
    void client.invalidateQueries({ queryKey: registrationsKey });
    await client.invalidateQueries({ queryKey: registrationQuery(registration.id).queryKey });
  };
  return (
    <Section
      title={text.title}
      about={text.about}
      action={canWrite && <Button onClick={() => open('secret')}>{text.new}</Button>}
    >
      <DataTable<Secret>
        label={text.title}
        columns={[
          {
            key: 'name',
            header: text.description,
            width: 240,
            render: ({ displayName, hint }) => displayName || `${hint}…`,
          },
          {
            key: 'expires',
            header: text.expires,
            width: 160,
            render: ({ endDateTime }) => <Expiry iso={endDateTime} />,
          },
          { key: 'hint', header: text.hint, width: 110, render: ({ hint }) => `${hint}…` },
          { key: 'id', header: text.id, width: 300, render: ({ keyId }) => keyId },
          {
            key: 'remove',
            header: phrases.remove,
            width: 110,
            render: (secret) =>
              canWrite && (
                <Button size="small" onClick={() => setRemoving(secret)}>
                  {text.remove}
                </Button>
              ),
          },
        ]}
        rows={registration.passwordCredentials}
        rowKey={({ keyId }) => keyId}
        empty={<EmptyState {...text.empty} />}
      />
      {pane === 'secret' && canWrite && (
        <NewSecretPane
          registrationId={registration.id}
          onMade={(value) => {
            setMade(value);
            void changed();
          }}
          onClose={() => open(undefined)}
        />
      )}
      {made !== undefined && (
        <SidePane
          title={text.onceTitle}
          onClose={() => setMade(undefined)}
          footer={
            <Button appearance="primary" onClick={() => setMade(undefined)}>
              {text.done}
            </Button>
          }
        >
          <Once value={made} what={text.value}>
            {text.once}
          </Once>
        </SidePane>
      )}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.displayName || `${removing.hint}…`)}
          action={text.remove}
          onConfirm={async () => {
            await removeSecret(registration.id, removing.keyId);
            notify(text.removed);
            await changed();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {text.removeBody}
        </ConfirmDialog>
      )}
    </Section>
  );
}

type NewSecretPaneProps = {
  readonly registrationId: string;
  readonly onMade: (value: string) => void;
  readonly onClose: () => void;
};

function NewSecretPane({ registrationId, onMade, onClose }: NewSecretPaneProps) {
  const form = useForm({ defaultValues: { displayName: '', days: '180' } });
  return (
    <FormPane
      title={text.new}
      form={form}
      saveLabel={text.add}
      isNew
      onSave={async ({ displayName, days }) => {
        const endDateTime = new Date(now().getTime() + Number(days) * 86_400_000).toISOString();
        onMade(await addSecret(registrationId, { displayName: displayName.trim(), endDateTime }));
      }}
      onClose={onClose}
    >
      <TextField control={form.control} name="displayName" label={text.description} maxLength={256} />
      <SelectField control={form.control} name="days" label={text.expires} choices={text.choices} />
    </FormPane>
  );
}
