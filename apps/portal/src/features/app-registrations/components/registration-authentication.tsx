/** Where the authorization server may send people back to. */
import { Button } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { appRegistrations } from '../../../text/app-registrations.ts';
import { phrases } from '../../../text/phrases.ts';
import { Facts } from '../../../ui/facts.tsx';
import { SwitchField, TextAreaField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { registrationQuery, updateRegistration, type Registration } from '../api/registration.ts';
import type { PartProps } from './registration-overview.tsx';

const route = getRouteApi(paths.appRegistration);
const { authentication: text } = appRegistrations;
const platforms = ['web', 'spa', 'publicClient'] as const;

type UrisForm = Readonly<Record<(typeof platforms)[number], string>> & { readonly isFallbackPublicClient: boolean };

const urisOf = (registration: Registration, platform: (typeof platforms)[number]): readonly string[] =>
  registration[platform]?.redirectUris ?? [];

const toForm = (registration: Registration): UrisForm => ({
  web: urisOf(registration, 'web').join('\n'),
  spa: urisOf(registration, 'spa').join('\n'),
  publicClient: urisOf(registration, 'publicClient').join('\n'),
  isFallbackPublicClient: registration.isFallbackPublicClient === true,
});

function toRequest(form: UrisForm, registration: Registration): Record<string, unknown> {
  const lines = (uris: string) =>
    uris
      .split('\n')
      .map((uri) => uri.trim())
      .filter(Boolean);
  return {
    ...Object.fromEntries(
      platforms.map((platform) => [platform, { ...registration[platform], redirectUris: lines(form[platform]) }]),
    ),
    isFallbackPublicClient: form.isFallbackPublicClient,
  };
}

export function RegistrationAuthentication({ registration, canWrite }: PartProps) {
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const form = useForm<UrisForm>({ values: toForm(registration) });
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  return (
    <>
      <Sections>
        <Section
          title={text.title}
          about={text.about}
          action={
            canWrite && (
              <Button
                size="small"
                appearance="subtle"
                icon={<EditRegular />}
                aria-label={text.edit}
                onClick={() => open('uris')}
              >
                {phrases.edit}
              </Button>
            )
          }
        >
          <Facts
            facts={[
              ...platforms.map((platform) => ({
                name: text[platform],
                value: urisOf(registration, platform).join(', ') || text.none,
              })),
              {
                name: text.fallback,
                value: registration.isFallbackPublicClient === true ? phrases.yes : phrases.no,
              },
            ]}
          />
        </Section>
      </Sections>
      {pane === 'uris' && canWrite && (
        <FormPane
          title={text.edit}
          form={form}
          onSave={async (values) => {
            await updateRegistration(registration.id, toRequest(values, registration));
            notify(text.saved);
            await client.invalidateQueries({ queryKey: registrationQuery(registration.id).queryKey });
          }}
          onClose={() => {
            form.reset();
            open(undefined);
          }}
        >
          {platforms.map((platform) => (
            <TextAreaField
              key={platform}
              control={form.control}
              name={platform}
              label={text[platform]}
              hint={text.hint}
            />
          ))}
          <SwitchField
            control={form.control}
            name="isFallbackPublicClient"
            label={text.fallback}
            hint={text.fallbackHint}
          />
        </FormPane>
      )}
    </>
  );
}
