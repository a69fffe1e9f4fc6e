/** My account: who I am, what I may do, how I sign in. */
import { Button, makeStyles, MessageBar, MessageBarBody, Text, tokens } from '@fluentui/react-components';
import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { meQuery, permissionsQuery } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { signInAgain } from '../../../lib/session.ts';
import { account as text } from '../../../text/account.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { Copyable } from '../../../ui/copyable.tsx';
import { DataTable } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import {
  changePassword,
  ownMethodsQuery,
  removeOwnPasskey,
  revokeOwnSessions,
  type OwnMethod,
} from '../api/own-methods.ts';
import { canRegister, registerPasskey } from '../api/register-passkey.ts';

const route = getRouteApi(paths.account);
const isPasskey = (method: OwnMethod): boolean =>
  method['@odata.type'] === '#microsoft.graph.fido2AuthenticationMethod';

const useStyles = makeStyles({
  root: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
});

export function AccountPage() {
  const styles = useStyles();
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: held } = useSuspenseQuery(permissionsQuery);
  const methods = useQuery(ownMethodsQuery);
  const [isRevoking, setRevoking] = useState(false);
  const open = (key: 'password' | 'passkey' | undefined) =>
    void navigate({ search: searchOf({ pane: key }), replace: true });
  const changed = () => client.invalidateQueries({ queryKey: ownMethodsQuery.queryKey });
  const password = methods.data?.find((method) => !isPasskey(method));
  return (
    <Page title={text.title}>
      <div className={styles.root}>
        <Sections>
          <Section title={text.who}>
            <Facts
              facts={[
                { name: text.name, value: me.displayName },
                { name: text.userPrincipalName, value: me.userPrincipalName },
                { name: text.mail, value: me.mail ?? '–' },
                { name: text.objectId, value: <Copyable value={me.id} what={text.objectId} /> },
              ]}
            />
          </Section>
          <Section title={text.roles} about={text.rolesAbout}>
            {held.roles.length === 0 ? (
              <Text block>{text.noRoles}</Text>
            ) : (
              <ul className={styles.list}>
                {held.roles.map(({ roleTemplateId, displayName }) => (
                  <li key={roleTemplateId}>{displayName}</li>
                ))}
              </ul>
            )}
            {held.ownedServicePrincipalIds.length > 0 && (
              <Text block>{text.owned(held.ownedServicePrincipalIds.length)}</Text>
            )}
          </Section>
          <Section
            title={text.password}
            action={password && <Button onClick={() => open('password')}>{text.changePassword}</Button>}
          >
            <QueryState query={methods}>
              {() =>
                password ? (
                  <Text>
                    {text.hasPassword} <Time iso={password.createdDateTime} />.
                  </Text>
                ) : (
                  <Text>{text.noPassword}</Text>
                )
              }
            </QueryState>
          </Section>
          <Section
            title={text.sessions}
            about={text.sessionsAbout}
            action={<Button onClick={() => setRevoking(true)}>{text.revoke}</Button>}
          >
            {null}
          </Section>
        </Sections>
        <Section
          title={text.passkeys}
          about={text.passkeysAbout}
          action={
            <Button appearance="primary" disabled={!canRegister()} onClick={() => open('passkey')}>
              {text.addPasskey}
            </Button>
          }
        >
          {!canRegister() && (
            <MessageBar intent="info" layout="multiline">
              <MessageBarBody>{text.notSupported}</MessageBarBody>
            </MessageBar>
          )}
          <QueryState query={methods}>
            {(all) => <Passkeys passkeys={all.filter(isPasskey)} onChanged={changed} />}
          </QueryState>
        </Section>
      </div>
      {pane === 'password' && password && <PasswordPane onDone={changed} onClose={() => open(undefined)} />}
      {pane === 'passkey' && canRegister() && <PasskeyPane onDone={changed} onClose={() => open(undefined)} />}
      {isRevoking && (
        <ConfirmDialog
          title={text.revokeTitle}
          action={text.revoke}
          onConfirm={async () => {
            await revokeOwnSessions();
            await signInAgain();
          }}
          onClose={() => setRevoking(false)}
        >
          {text.revokeBody}
        </ConfirmDialog>
      )}
    </Page>
  );
}

type PasskeysProps = { readonly passkeys: readonly OwnMethod[]; readonly onChanged: () => Promise<void> };

function Passkeys({ passkeys, onChanged }: PasskeysProps) {
  const notify = useNotify();
  const [removing, setRemoving] = useState<OwnMethod>();
  return (
    <>
      <DataTable<OwnMethod>
        label={text.passkeys}
        columns={[
          { key: 'name', header: text.passkeyName, width: 260, render: ({ displayName }) => displayName },
          { key: 'added', header: text.addedOn, width: 150, render: ({ createdDateTime: iso }) => <Time iso={iso} /> },
          { key: 'used', header: text.lastUsed, width: 150, render: ({ lastUsedDateTime: iso }) => <Time iso={iso} /> },
          {
            key: 'remove',
            header: text.remove,
            width: 120,
            render: (passkey) => (
              <Button size="small" onClick={() => setRemoving(passkey)}>
                {text.remove}
              </Button>
            ),
          },
        ]}
        rows={passkeys}
        rowKey={({ id }) => id}
        empty={<EmptyState {...text.noPasskeys} />}
      />
      {removing && (
        <ConfirmDialog
          title={text.removeTitle(removing.displayName ?? '')}
          action={text.remove}
          onConfirm={async () => {
            await removeOwnPasskey(removing.id);
            notify(text.removed);
            await onChanged();
          }}
          onClose={() => setRemoving(undefined)}
        >
          {text.removeBody}
        </ConfirmDialog>
      )}
    </>
  );
}

type PaneProps = { readonly onDone: () => Promise<void>; readonly onClose: () => void };

function PasswordPane({ onDone, onClose }: PaneProps) {
  const notify = useNotify();
  const form = useForm({ defaultValues: { currentPassword: '', newPassword: '', again: '' } });
  const { control } = form;
  return (
    <FormPane
      title={text.changePassword}
      form={form}
      saveLabel={text.change}
      onSave={async ({ currentPassword, newPassword }) => {
        await changePassword(currentPassword, newPassword);
        notify(text.changed);
        await onDone();
      }}
      onClose={onClose}
    >
      <TextField
        control={control}
        name="currentPassword"
        label={text.current}
        type="password"
        autoComplete="current-password"
        required
      />
      <TextField
        control={control}
        name="newPassword"
        label={text.next}
        type="password"
        autoComplete="new-password"
        required
      />
      <TextField
        control={control}
        name="again"
        label={text.again}
        type="password"
        autoComplete="new-password"
        required
        check={(again) => (again === form.getValues('newPassword') ? undefined : text.different)}
      />
    </FormPane>
  );
}

function PasskeyPane({ onDone, onClose }: PaneProps) {
  const notify = useNotify();
  const form = useForm({ defaultValues: { displayName: '' } });
  return (
    <FormPane
      title={text.addPasskey}
      form={form}
      saveLabel={text.add}
      onSave={async ({ displayName }) => {
        await registerPasskey(displayName.trim());
        notify(text.added);
        await onDone();
      }}
      onClose={onClose}
    >
      <TextField
        control={form.control}
        name="displayName"
        label={text.passkeyName}
        hint={text.passkeyNameHint}
        required
        maxLength={128}
      />
    </FormPane>
  );
}
