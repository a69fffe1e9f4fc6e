/** A new user: their properties by section, their manager, and how they come in for the first time. */
import { Button, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { inlineMessage, propertyInProblem } from '../../../lib/field-problem.ts';
import { paths } from '../../../lib/paths.ts';
import { lists } from '../../../text/lists.ts';
import { users } from '../../../text/users.ts';
import { FieldGrid } from '../../../ui/field-grid.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { Once } from '../../../ui/once.tsx';
import { Page } from '../../../ui/page.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { Section } from '../../../ui/section.tsx';
import { SidePane } from '../../../ui/side-pane.tsx';
import { makeOneTimeLink, makeTemporaryPassword } from '../api/authentication.ts';
import { createUser, setManager } from '../api/change-user.ts';
import { findPrincipals } from '../api/find-principals.ts';
import { sectionKeys, userSections } from '../api/user-fields.ts';
import { toForm, toRequest, type FormValues } from '../api/user-form.ts';
import { usersKey } from '../api/users.ts';
import { UserFormFields } from './user-form-fields.tsx';

const { create } = users;
type Way = keyof typeof create.ways;
type Created = {
  readonly id: string;
  readonly displayName: string;
  readonly way: Way;
  /** The link or password, shown once. */
  readonly secret: string | undefined;
};

const shownSections = sectionKeys.filter((key) => key !== 'onPremises');
const allFields = shownSections.flatMap((key) => userSections[key]);
const empty: FormValues = {
  ...toForm({}, allFields),
  accountEnabled: true,
  userType: 'Member',
  showInAddressList: true,
};

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '1120px' },
  manager: { display: 'flex', flexDirection: 'column', alignItems: 'start', gap: tokens.spacingVerticalXS },
});

export function NewUserPage() {
  return (
    <Requires
      any={['User.ReadWrite.All', 'Directory.ReadWrite.All']}
      needed="the role User Administrator"
      fallbackTitle={create.title}
    >
      <NewUser />
    </Requires>
  );
}

function NewUser() {
  const styles = useStyles();
  const navigate = useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const [way, setWay] = useState<Way>('link');
  const [manager, setManagerChoice] = useState<Pickable>();
  const [isPicking, setPicking] = useState(false);
  const form = useForm<FormValues>({ defaultValues: empty });

  const made = useMutation({
    mutationFn: async (values: FormValues): Promise<Created> => {
      const user = await createUser(toNewUser(values));
      if (manager) await setManager(user.id, manager.id);
      const secret =
        way === 'none' ? undefined : await (way === 'link' ? makeOneTimeLink : makeTemporaryPassword)(user.id);
      return { ...user, way, secret };
    },
    onSuccess: ({ id, displayName, secret }) => {
      void client.invalidateQueries({ queryKey: usersKey });
      notify(create.done(displayName));
      form.reset(empty);
      if (secret === undefined) void navigate({ to: paths.user, params: { userId: id } });
    },
    onError: (problem) => {
      const name = propertyInProblem(problem);
      if (name !== undefined && allFields.some((field) => field.name === name))
        form.setError(name, { message: inlineMessage(problem, lists.taken) }, { shouldFocus: true });
    },
  });

  return (
    <Page
      title={create.title}
      description={create.description}
      breadcrumb={[
        <RouterLink key="users" to={paths.users}>
          {users.title}
        </RouterLink>,
      ]}
    >
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => void form.handleSubmit((values) => made.mutate(values))(event)}
      >
        <Section title={users.sections.identity}>
          <FieldGrid>
            <UserFormFields control={form.control} fields={userSections.identity} />
          </FieldGrid>
        </Section>
        <Section title={create.signIn} about={create.signInAbout}>
          <RadioGroup aria-label={create.signIn} value={way} onChange={(_event, { value }) => setWay(value as Way)}>
            {Object.entries(create.ways).map(([key, label]) => (
              <Radio key={key} value={key} label={label} />
            ))}
          </RadioGroup>
        </Section>
        <Section title={users.sections.job}>
          <FieldGrid>
            <UserFormFields control={form.control} fields={userSections.job} />
            <div className={styles.manager}>
              <Text>{users.manager}</Text>
              <Button onClick={() => setPicking(true)}>{manager?.name ?? create.chooseManager}</Button>
            </div>
          </FieldGrid>
        </Section>
        <Section title={users.sections.contact}>
          <FieldGrid>
            <UserFormFields control={form.control} fields={userSections.contact} />
          </FieldGrid>
        </Section>
        <Section title={users.sections.settings}>
          <FieldGrid>
            <UserFormFields control={form.control} fields={userSections.settings} />
          </FieldGrid>
        </Section>
        <SaveBar
          isDirty={form.formState.isDirty || manager !== undefined}
          isSaving={made.isPending}
          error={Object.keys(form.formState.errors).length > 0 ? undefined : made.error}
          saveLabel={create.action}
          onDiscard={() => {
            form.reset(empty);
            setManagerChoice(undefined);
          }}
        />
      </form>
      {isPicking && (
        <PickerPane
          title={create.chooseManager}
          action={users.manage.action}
          label={users.manage.find}
          searchKey={['User']}
          search={(text, signal) => findPrincipals(['User'], text, signal)}
          onPick={async ([chosen]) => setManagerChoice(chosen)}
          onClose={() => setPicking(false)}
        />
      )}
      {made.data?.secret !== undefined && (
        <CreatedPane
          created={made.data}
          secret={made.data.secret}
          onOpen={(id) => void navigate({ to: paths.user, params: { userId: id } })}
          onClose={() => made.reset()}
        />
      )}
    </Page>
  );
}

type CreatedPaneProps = {
  readonly created: Created;
  readonly secret: string;
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
};

function CreatedPane({ created: { id, displayName, way }, secret, onOpen, onClose }: CreatedPaneProps) {
  return (
    <SidePane
      title={create.done(displayName)}
      onClose={onClose}
      footer={
        <>
          <Button appearance="primary" onClick={() => onOpen(id)}>
            {create.goToUser}
          </Button>
          <Button onClick={onClose}>{create.another}</Button>
        </>
      }
    >
      <Once value={secret} what={way === 'link' ? create.linkTitle : create.passwordTitle}>
        {way === 'link' ? create.linkBody(displayName) : create.passwordBody(displayName)}
      </Once>
    </SidePane>
  );
}

/** A nickname that was left empty is what stands before the @. */
function toNewUser(values: FormValues): Record<string, unknown> {
  const request = toRequest(values, allFields);
  const [nickname = ''] = String(values['userPrincipalName'] ?? '').split('@');
  return { mailNickname: nickname.trim().replaceAll(/[\s()\\[\]";:<>,]/g, ''), ...request };
}
