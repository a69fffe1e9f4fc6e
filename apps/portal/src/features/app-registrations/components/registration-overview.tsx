/** The names and addresses that a program needs to sign in. */
import { Button, Text } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { get, type GraphPage } from '../../../lib/graph.ts';
import { paths } from '../../../lib/paths.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import {
  createPrincipal,
  principalQuery,
  registrationQuery,
  registrationsKey,
  updateRegistration,
  type Registration,
} from '../api/registration.ts';

const route = getRouteApi(paths.appRegistration);
const { overview: text } = appRegistrations;

export type PartProps = { readonly registration: Registration; readonly canWrite: boolean };
/** `undefined`: not known yet; `null`: there is none. */
export type Principal = { readonly id: string } | null | undefined;

export function RegistrationOverview({ registration, canWrite, principal }: PartProps & { principal: Principal }) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const { appId } = registration;
  const tenant = useQuery({
    queryKey: ['organization'],
    queryFn: async ({ signal }) => (await get<GraphPage<{ id: string }>>('/organization', signal)).value[0]?.id ?? '',
    staleTime: 300_000,
  }).data;
  const make = useMutation({
    mutationFn: () => createPrincipal(appId),
    onSuccess: () => {
      notify(text.principalMade);
      return client.invalidateQueries({ queryKey: principalQuery(appId).queryKey });
    },
  });
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const copied = (what: string, value: string) => ({ name: what, value: <Copyable value={value} what={what} /> });
  return (
    <>
      {make.error && <Problem error={make.error} />}
      <Sections>
        <Section
          title={text.essentials}
          action={
            canWrite && (
              <Button
                size="small"
                appearance="subtle"
                icon={<EditRegular />}
                aria-label={text.edit}
                onClick={() => open('edit')}
              >
                {phrases.edit}
              </Button>
            )
          }
        >
          <Facts
            facts={[
              { name: text.name, value: registration.displayName },
              copied(text.appId, appId),
              copied(text.objectId, registration.id),
              { name: text.created, value: <Time iso={registration.createdDateTime} exact /> },
              { name: text.notes, value: registration.notes ?? '–' },
              {
                name: text.enterprise,
                value: principal ? (
                  <RouterLink to={paths.application} params={{ applicationId: principal.id }}>
                    {text.open}
                  </RouterLink>
                ) : (
                  principal === null && (
                    <>
                      {text.noPrincipal}{' '}
                      {canWrite && (
                        <Button size="small" disabled={make.isPending} onClick={() => make.mutate()}>
                          {text.makePrincipal}
                        </Button>
                      )}
                    </>
                  )
                ),
              },
            ]}
          />
        </Section>
        <Section title={text.use}>
          <Text block>{text.useBody}</Text>
          <br />
          <Facts
            facts={[
              ...(tenant === undefined || tenant === ''
                ? []
                : [
                    copied(text.tenant, tenant),
                    copied(text.tokenEndpoint, `${location.origin}/${tenant}/oauth2/v2.0/token`),
                  ]),
              copied(text.scope, 'https://graph.microsoft.com/.default'),
              copied(text.api, `${location.origin}/v1.0`),
            ]}
          />
        </Section>
      </Sections>
      {pane === 'edit' && canWrite && <EditPane registration={registration} onClose={() => open(undefined)} />}
    </>
  );
}

function EditPane({ registration, onClose }: { registration: Registration; onClose: () => void }) {
  const client = useQueryClient();
  const notify = useNotify();
  const form = useForm({
    defaultValues: { displayName: registration.displayName, notes: registration.notes ?? '' },
  });
  return (
    <FormPane
      title={text.edit}
      form={form}
      onSave={async ({ displayName, notes }) => {
        await updateRegistration(registration.id, {
          displayName: displayName.trim(),
          notes: notes.trim() === '' ? null : notes.trim(),
        });
        notify(text.saved);
        void client.invalidateQueries({ queryKey: registrationsKey });
        await client.invalidateQueries({ queryKey: registrationQuery(registration.id).queryKey });
      }}
      onClose={onClose}
    >
      <TextField control={form.control} name="displayName" label={text.name} required maxLength={256} />
      <TextAreaField control={form.control} name="notes" label={text.notes} maxLength={1024} />
    </FormPane>
  );
}
