/** A new group: what it is, who is in it, or which rule decides that. */
import { Button, makeStyles, Radio, RadioGroup, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useController, useForm } from 'react-hook-form';
import { inlineMessage, propertyInProblem } from '../../../lib/field-problem.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { groups } from '../../../text/groups.ts';
import { lists } from '../../../text/lists.ts';
import { FieldGrid } from '../../../ui/field-grid.tsx';
import { SelectField, SwitchField, TextField } from '../../../ui/fields.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import type { Pickable } from '../../../ui/object-picker.tsx';
import { Page } from '../../../ui/page.tsx';
import { PickerPane } from '../../../ui/picker-pane.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { SaveBar } from '../../../ui/save-bar.tsx';
import { Section } from '../../../ui/section.tsx';
import { findPrincipals } from '../../users/api/find-principals.ts';
import { createGroup } from '../api/group.ts';
import { emptyGroup, toNewGroup, type NewGroupForm } from '../api/group-form.ts';
import { groupsKey } from '../api/groups.ts';
import { RuleEditor } from './rule-editor.tsx';

const { create, fields, hints } = groups;
type Picking = 'owners' | 'members';

const useStyles = makeStyles({
  form: { display: 'flex', flexDirection: 'column', gap: tokens.spacingVerticalL, maxWidth: '1120px' },
  links: { display: 'flex', flexDirection: 'column', alignItems: 'start', gap: tokens.spacingVerticalXS },
});

export function NewGroupPage() {
  return (
    <Requires
      any={['Group.ReadWrite.All', 'Directory.ReadWrite.All']}
      needed="the role Groups Administrator or User Administrator"
      fallbackTitle={create.title}
    >
      <NewGroup />
    </Requires>
  );
}

function NewGroup() {
  const styles = useStyles();
  const navigate = useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const mayManageRoles = useCan().any('RoleManagement.ReadWrite.Directory');
  const [chosen, setChosen] = useState<Readonly<Record<Picking, readonly Pickable[]>>>({ owners: [], members: [] });
  const [picking, setPicking] = useState<Picking>();
  const form = useForm<NewGroupForm>({ defaultValues: emptyGroup });
  const { control, formState } = form;
  const membership = useController({ control, name: 'membership' }).field;
  const rule = useController({
    control,
    name: 'membershipRule',
    rules: {
      validate: (value, { membership: how }) => how !== 'dynamic' || value.trim() !== '' || groups.rule.required,
    },
  });

  const made = useMutation({
    mutationFn: (values: NewGroupForm) =>
      createGroup(
        toNewGroup(values, {
          owners: chosen.owners.map(({ id }) => id),
          members: chosen.members.map(({ id }) => id),
        }),
      ),
    onSuccess: ({ id, displayName }) => {
      void client.invalidateQueries({ queryKey: groupsKey });
      notify(create.done(displayName));
      form.reset(emptyGroup);
      setChosen({ owners: [], members: [] });
      void navigate({ to: paths.group, params: { groupId: id } });
    },
    onError: (problem) => {
      const name = propertyInProblem(problem);
      if (name !== undefined && Object.hasOwn(emptyGroup, name))
        form.setError(name as keyof NewGroupForm, { message: inlineMessage(problem, lists.taken) });
    },
  });
  const isDynamic = membership.value === 'dynamic';

  return (
    <Page
      title={create.title}
      breadcrumb={[
        <RouterLink key="groups" to={paths.groups}>
          {groups.title}
        </RouterLink>,
      ]}
    >
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => void form.handleSubmit((values) => made.mutate(values))(event)}
      >
        <Section title={create.basics}>
          <FieldGrid>
            <TextField control={control} name="displayName" label={fields.displayName} required maxLength={256} />
            <TextField control={control} name="description" label={fields.description} maxLength={1024} />
            <TextField
              control={control}
              name="mailNickname"
              label={fields.mailNickname}
              hint={hints.mailNickname}
              maxLength={64}
            />
            <SelectField control={control} name="kind" label={fields.kind} choices={groups.filters.kindChoices} />
            <SelectField control={control} name="visibility" label={fields.visibility} choices={groups.visibility} />
            {mayManageRoles && !isDynamic && (
              <SwitchField
                control={control}
                name="isAssignableToRole"
                label={fields.isAssignableToRole}
                hint={hints.isAssignableToRole}
              />
            )}
          </FieldGrid>
        </Section>
        <Section title={create.membership}>
          <RadioGroup
            aria-label={fields.membership}
            value={membership.value}
            onChange={(_event, { value }) => membership.onChange(value)}
          >
            <Radio value="assigned" label={create.assigned} />
            <Radio value="dynamic" label={create.dynamic} />
          </RadioGroup>
          {isDynamic && (
            <RuleEditor
              value={rule.field.value}
              onChange={rule.field.onChange}
              problem={rule.fieldState.error?.message}
            />
          )}
        </Section>
        <Section title={create.people} about={create.atMost}>
          <FieldGrid>
            {(isDynamic ? (['owners'] as const) : (['owners', 'members'] as const)).map((what) => (
              <div key={what} className={styles.links}>
                <Text weight="semibold">{create[what]}</Text>
                <Text>{chosen[what].map(({ name }) => name).join(', ') || create.none}</Text>
                <Button onClick={() => setPicking(what)}>{create.choose(create[what])}</Button>
              </div>
            ))}
          </FieldGrid>
        </Section>
        <SaveBar
          isDirty={formState.isDirty || chosen.owners.length + chosen.members.length > 0}
          isSaving={made.isPending}
          error={Object.keys(formState.errors).length > 0 ? undefined : made.error}
          saveLabel={create.action}
          onDiscard={() => {
            form.reset(emptyGroup);
            setChosen({ owners: [], members: [] });
          }}
        />
      </form>
      {picking && (
        <PickerPane
          title={create.choose(create[picking])}
          action={create.choose(create[picking])}
          label={groups[picking].find}
          searchKey={[picking]}
          search={(words, signal) =>
            findPrincipals(
              picking === 'owners' ? ['User', 'Application'] : ['User', 'Group', 'Application'],
              words,
              signal,
            )
          }
          many
          onPick={async (picked) => setChosen((before) => ({ ...before, [picking]: picked }))}
          onClose={() => setPicking(undefined)}
        />
      )}
    </Page>
  );
}
