/** Identities of other issuers that stand in for a secret. */
import { Button } from '@fluentui/react-components';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Section } from '../../../ui/section.tsx';
import {
  addFederated,
  federatedQuery,
  removeFederated,
  updateFederated,
  type FederatedCredential,
} from '../api/credentials.ts';
import type { PartProps } from './registration-overview.tsx';

const { federated: text } = appRegistrations;

export function FederatedCredentials({ registration: { id }, canWrite }: PartProps) {
  const client = useQueryClient();
  const notify = useNotify();
  const query = useQuery(federatedQuery(id));
  const [edited, setEdited] = useState<FederatedCredential | 'new'>();
  const [removing, setRemoving] = useState<FederatedCredential>();
  const changed = () => client.invalidateQueries({ queryKey: federatedQuery(id).queryKey });
  return (
    <Section
      title={text.title}
      about={text.about}
      action={canWrite && <Button onClick={() => setEdited('new')}>{text.add}</Button>}
    >
      <QueryState query={query}>
        {(credentials) => (
          <DataTable<FederatedCredential>
            label={text.title}
            columns={[
              { key: 'name', header: text.name, width: 180, render: ({ name }) => name },
              { key: 'issuer', header: text.issuer, width: 280, render: ({ issuer }) => issuer },
              { key: 'subject', header: text.subject, width: 280, render: ({ subject }) => subject },
              {
                key: 'remove',
                header: phrases.remove,
                width: 110,
                render: (credential) =>
                  canWrite && (
                    <Button
                      size="small"
                      onClick={(event) => {
                        event.stopPropagation();
                        setRemoving(credential);
                      }}
                    >
                      {text.remove}
                    </Button>
                  ),
              },
            ]}
            rows={credentials}
            rowKey={(credential) => credential.id}
            onOpen={canWrite ? setEdited : undefined}
            empty={<EmptyState {...text.empty} />}
          />
        )}
      </QueryState>
      {edited && (
        <FederatedPane
          registrationId={id}
          credential={edited === 'new' ? undefined : edited}
          onDone={changed}
          onClose={() => setEdited(undefined)}
        />
      )}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.name)}
          action={text.remove}
          onConfirm={async () => {
            await removeFederated(id, removing.id);
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

type FederatedPaneProps = {
  readonly registrationId: string;
  readonly credential: FederatedCredential | undefined;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
};

function FederatedPane({ registrationId, credential, onDone, onClose }: FederatedPaneProps) {
  const notify = useNotify();
  const form = useForm({
    defaultValues: {
      name: credential?.name ?? '',
      issuer: credential?.issuer ?? '',
      subject: credential?.subject ?? '',
      audience: credential?.audiences[0] ?? 'api://AzureADTokenExchange',
      description: credential?.description ?? '',
    },
  });
  const { control } = form;
  return (
    <FormPane
      title={credential ? text.edit : text.add}
      form={form}
      onSave={async ({ name, issuer, subject, audience, description }) => {
        const changeable = {
          issuer: issuer.trim(),
          subject: subject.trim(),
          audiences: [audience.trim()],
          description: description.trim() || null,
        };
        if (credential) await updateFederated(registrationId, credential.id, changeable);
        else await addFederated(registrationId, { name: name.trim(), ...changeable });
        notify(text.saved);
        await onDone();
      }}
      onClose={onClose}
    >
      <TextField
        control={control}
        name="name"
        label={text.name}
        required
        maxLength={120}
        disabled={Boolean(credential)}
      />
      <TextField control={control} name="issuer" label={text.issuer} hint={text.issuerHint} required maxLength={600} />
      <TextField
        control={control}
        name="subject"
        label={text.subject}
        hint={text.subjectHint}
        required
        maxLength={600}
      />
      <TextField control={control} name="audience" label={text.audience} required maxLength={600} />
      <TextField control={control} name="description" label={text.description} maxLength={600} />
    </FormPane>
  );
}
