/** Certificates of a program: uploaded as PEM, deleted. A private key is turned away before it is sent. */
import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Section } from '../../../ui/section.tsx';
import { addCertificate, removeCertificate } from '../api/credentials.ts';
import { registrationQuery, registrationsKey, type Certificate, type Registration } from '../api/registration.ts';
import { Expiry } from './expiry.tsx';
import type { PartProps } from './registration-overview.tsx';

const route = getRouteApi(paths.appRegistration);
const { certificates: text } = appRegistrations;

export function Certificates({ registration, canWrite }: PartProps) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const [removing, setRemoving] = useState<Certificate>();
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
      action={canWrite && <Button onClick={() => open('certificate')}>{text.upload}</Button>}
    >
      <DataTable<Certificate>
        label={text.title}
        columns={[
          { key: 'name', header: text.name, width: 260, render: ({ displayName, keyId }) => displayName ?? keyId },
          { key: 'valid', header: text.valid, width: 160, render: ({ endDateTime }) => <Expiry iso={endDateTime} /> },
          { key: 'thumbprint', header: text.thumbprint, width: 340, render: thumbprintOf },
          {
            key: 'remove',
            header: phrases.remove,
            width: 110,
            render: (certificate) =>
              canWrite && (
                <Button size="small" onClick={() => setRemoving(certificate)}>
                  {text.remove}
                </Button>
              ),
          },
        ]}
        rows={registration.keyCredentials}
        rowKey={({ keyId }) => keyId}
        empty={<EmptyState {...text.empty} />}
      />
      {pane === 'certificate' && canWrite && (
        <UploadPane registration={registration} onDone={changed} onClose={() => open(undefined)} />
      )}
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.displayName ?? removing.keyId)}
          action={text.remove}
          onConfirm={async () => {
            await removeCertificate(registration.id, registration.keyCredentials, removing.keyId);
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

/** Base64 as Graph has it, in the hex that other tools show. */
const thumbprintOf = ({ customKeyIdentifier }: Certificate): string =>
  [...atob(customKeyIdentifier)]
    .map((byte) => byte.charCodeAt(0).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();

function checkPem(pem: string): string | undefined {
  if (pem.includes('PRIVATE KEY')) return text.privateKey;
  return /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.test(pem) ? undefined : text.notPem;
}

type UploadPaneProps = {
  readonly registration: Registration;
  readonly onDone: () => Promise<void>;
  readonly onClose: () => void;
};

function UploadPane({ registration, onDone, onClose }: UploadPaneProps) {
  const notify = useNotify();
  const file = useRef<HTMLInputElement>(null);
  const form = useForm({ defaultValues: { displayName: '', keyCredentials: '' } });
  return (
    <FormPane
      title={text.upload}
      form={form}
      saveLabel={text.add}
      onSave={async ({ displayName, keyCredentials }) => {
        const certificate = { displayName: displayName.trim(), pem: keyCredentials.trim() };
        await addCertificate(registration.id, registration.keyCredentials, certificate);
        notify(text.added);
        await onDone();
      }}
      onClose={onClose}
    >
      <TextAreaField
        control={form.control}
        name="keyCredentials"
        label={text.pem}
        hint={text.pemHint}
        required
        rows={10}
        check={checkPem}
      />
      <div>
        <Button onClick={() => file.current?.click()}>{text.file}</Button>
        <input
          ref={file}
          type="file"
          hidden
          accept=".pem,.crt,.cer"
          aria-label={text.file}
          onChange={(event) => {
            const chosen = event.target.files?.[0];
            if (chosen)
              void chosen
                .text()
                .then((pem) => form.setValue('keyCredentials', pem, { shouldDirty: true, shouldValidate: true }));
          }}
        />
      </div>
      <TextField control={form.control} name="displayName" label={text.name} maxLength={256} />
    </FormPane>
  );
}
