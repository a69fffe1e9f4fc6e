/** All registrations of programs that use the API. */
import { AddRegular, ArrowClockwiseRegular, KeyRegular } from '@fluentui/react-icons';
import { Button } from '@fluentui/react-components';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { appRegistrations as text } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { Collection } from '../../../ui/collection.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { SelectField, TextField } from '../../../ui/fields.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Time } from '../../../ui/time.tsx';
import { register, registrationsKey, registrationsQuery } from '../api/registration.ts';
import { CredentialState } from './expiry.tsx';

const route = getRouteApi(paths.appRegistrations);

export function AppRegistrationsPage() {
  return (
    <Requires any={['Application.Read.All']} needed={text.needed} fallbackTitle={text.title}>
      <Registrations />
    </Requires>
  );
}

function Registrations() {
  const { q, from, pane } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(registrationsQuery({ q, from }));
  const canWrite = useCan().any('Application.ReadWrite.All', 'Application.ReadWrite.OwnedBy');
  const change = (next: { q?: string | undefined; from?: typeof from; pane?: 'new' | undefined }) =>
    void navigate({ search: (before) => searchOf({ ...before, ...next }), replace: true });
  const isNarrowed = q !== undefined || from !== undefined;
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        {
          key: 'new',
          label: text.new,
          icon: <AddRegular />,
          refused: canWrite ? undefined : text.writeNeeded,
          onClick: () => change({ pane: 'new' }),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <FilterBar>
        <SearchField label={text.search} value={q} onSearch={(words) => change({ q: words })} />
        <FilterSelect
          label={text.from}
          value={from}
          choices={text.fromChoices}
          onChange={(chosen) => change({ from: chosen })}
        />
      </FilterBar>
      <Collection
        label={text.title}
        query={query}
        columns={[
          { key: 'name', header: text.columns.name, width: 280, render: ({ displayName }) => displayName },
          { key: 'appId', header: text.columns.appId, width: 320, render: ({ appId }) => appId },
          {
            key: 'created',
            header: text.columns.created,
            width: 150,
            render: ({ createdDateTime }) => <Time iso={createdDateTime} />,
          },
          {
            key: 'credentials',
            header: text.columns.credentials,
            width: 190,
            render: (registration) => <CredentialState registration={registration} />,
          },
        ]}
        rowKey={({ id }) => id}
        onOpen={({ id }) => void navigate({ to: paths.appRegistration, params: { registrationId: id } })}
        empty={
          isNarrowed ? (
            <EmptyState title={lists.nothingFound} body={lists.nothingFoundBody} />
          ) : (
            <EmptyState
              icon={<KeyRegular />}
              {...text.empty}
              actions={
                canWrite && (
                  <Button appearance="primary" onClick={() => change({ pane: 'new' })}>
                    {text.new}
                  </Button>
                )
              }
            />
          )
        }
      />
      {pane === 'new' && canWrite && <RegisterPane onClose={() => change({ pane: undefined })} />}
    </Page>
  );
}

type RegisterForm = {
  readonly displayName: string;
  readonly platform: 'web' | 'spa' | 'publicClient';
  readonly uri: string;
};

function RegisterPane({ onClose }: { onClose: () => void }) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const form = useForm<RegisterForm>({ defaultValues: { displayName: '', platform: 'web', uri: '' } });
  const { control } = form;
  return (
    <FormPane
      title={text.form.title}
      form={form}
      saveLabel={text.form.register}
      onSave={async ({ displayName, platform, uri }) => {
        const made = await register({
          displayName: displayName.trim(),
          ...(uri.trim() === '' ? {} : { [platform]: { redirectUris: [uri.trim()] } }),
        });
        notify(text.form.done(made.displayName));
        void client.invalidateQueries({ queryKey: registrationsKey });
        form.reset();
        await navigate({ to: paths.appRegistration, params: { registrationId: made.id } });
        return false;
      }}
      onClose={onClose}
    >
      <TextField
        control={control}
        name="displayName"
        label={text.form.name}
        hint={text.form.nameHint}
        required
        maxLength={256}
      />
      <SelectField control={control} name="platform" label={text.form.platform} choices={text.form.platforms} />
      <TextField control={control} name="uri" label={text.form.uri} hint={text.form.uriHint} maxLength={2048} />
    </FormPane>
  );
}
