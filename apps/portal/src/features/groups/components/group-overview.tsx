/** What a group is, and the rule of a dynamic one. */
import { Button, makeStyles, Radio, RadioGroup, tokens } from '@fluentui/react-components';
import { EditRegular } from '@fluentui/react-icons';
import { useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useController, useForm } from 'react-hook-form';
import { paths } from '../../../lib/paths.ts';
import { phrases } from '../../../text/phrases.ts';
import { groups } from '../../../text/groups.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { SelectField, TextAreaField, TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { groupQuery, isDynamic, kindOfGroup, updateGroup, type Group } from '../api/group.ts';
import { toGroupForm, toGroupRequest, type GroupForm } from '../api/group-form.ts';
import { groupsKey } from '../api/groups.ts';
import { RuleEditor } from './rule-editor.tsx';

const route = getRouteApi(paths.group);
const { fields, rule: text } = groups;

const useStyles = makeStyles({
  rule: {
    fontFamily: tokens.fontFamilyMonospace,
    fontSize: tokens.fontSizeBase200,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
    padding: tokens.spacingVerticalM,
    margin: 0,
    marginBlockEnd: tokens.spacingVerticalM,
    backgroundColor: tokens.colorNeutralBackground3,
    borderRadius: tokens.borderRadiusMedium,
  },
});

export function GroupOverview({ group, canWrite }: { group: Group; canWrite: boolean }) {
  const styles = useStyles();
  const { pane } = route.useSearch();
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const notify = useNotify();
  const open = (key: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, pane: key }), replace: true });
  const save = async (request: Record<string, unknown>, done: string): Promise<void> => {
    await updateGroup(group.id, request);
    notify(done);
    void client.invalidateQueries({ queryKey: groupsKey });
    void client.invalidateQueries({ queryKey: ['groups', 'members', group.id] });
    await client.invalidateQueries({ queryKey: groupQuery(group.id).queryKey });
  };
  const editButton = (key: string, label: string) =>
    canWrite && (
      <Button size="small" appearance="subtle" icon={<EditRegular />} aria-label={label} onClick={() => open(key)}>
        {phrases.edit}
      </Button>
    );
  const isPaused = group.membershipRuleProcessingState === 'Paused';
  return (
    <>
      <Sections>
        <Section title={groups.properties} action={editButton('edit', groups.edit)}>
          <Facts
            facts={[
              { name: fields.objectId, value: <Copyable value={group.id} what={fields.objectId} /> },
              { name: fields.displayName, value: group.displayName },
              { name: fields.description, value: group.description ?? '–' },
              { name: fields.kind, value: groups.kinds[kindOfGroup(group)] },
              { name: fields.membership, value: isDynamic(group) ? groups.dynamic : groups.assigned },
              { name: fields.mailNickname, value: group.mailNickname },
              { name: fields.mail, value: group.mail ?? '–' },
              { name: fields.visibility, value: group.visibility ?? '–' },
              { name: fields.securityEnabled, value: group.securityEnabled ? phrases.yes : phrases.no },
              { name: fields.isAssignableToRole, value: group.isAssignableToRole === true ? phrases.yes : phrases.no },
              { name: fields.created, value: <Time iso={group.createdDateTime} exact /> },
            ]}
          />
        </Section>
        {isDynamic(group) && (
          <Section title={text.title} about={text.about} action={editButton('rule', text.edit)}>
            <pre className={styles.rule}>{group.membershipRule}</pre>
            <Facts
              facts={[
                {
                  name: fields.ruleState,
                  value: (
                    <>
                      <RuleState group={group} />{' '}
                      {canWrite && (
                        <Button
                          size="small"
                          onClick={() =>
                            void save({ membershipRuleProcessingState: isPaused ? 'On' : 'Paused' }, groups.saved)
                          }
                        >
                          {isPaused ? text.resume : text.pause}
                        </Button>
                      )}
                    </>
                  ),
                },
              ]}
            />
          </Section>
        )}
      </Sections>
      {pane === 'edit' && canWrite && (
        <EditPane
          group={group}
          onSave={(form) => save(toGroupRequest(form, group), groups.saved)}
          onClose={() => open(undefined)}
        />
      )}
      {pane === 'rule' && canWrite && (
        <RulePane
          group={group}
          onSave={(form) => save(toGroupRequest(form, group), text.saved)}
          onClose={() => open(undefined)}
        />
      )}
    </>
  );
}

function RuleState({ group }: { group: Group }) {
  if (group.membershipRuleProcessingState === 'Paused') return <StatusBadge tone="warning">{text.paused}</StatusBadge>;
  return group.membershipRuleProcessingStatus?.status === 'Running' ? (
    <StatusBadge tone="running">{text.running}</StatusBadge>
  ) : (
    <StatusBadge tone="success">{text.succeeded}</StatusBadge>
  );
}

type PaneProps = {
  readonly group: Group;
  readonly onSave: (form: GroupForm) => Promise<void>;
  readonly onClose: () => void;
};

function EditPane({ group, onSave, onClose }: PaneProps) {
  const form = useForm<GroupForm>({ defaultValues: toGroupForm(group) });
  const { control } = form;
  return (
    <FormPane title={groups.edit} form={form} onSave={onSave} onClose={onClose}>
      <TextField control={control} name="displayName" label={fields.displayName} required maxLength={256} />
      <TextAreaField control={control} name="description" label={fields.description} maxLength={1024} />
      <TextField control={control} name="mailNickname" label={fields.mailNickname} required maxLength={64} />
      <SelectField control={control} name="visibility" label={fields.visibility} choices={groups.visibility} />
      {group.isAssignableToRole !== true && <MembershipFields form={form} />}
    </FormPane>
  );
}

function MembershipFields({ form }: { form: ReturnType<typeof useForm<GroupForm>> }) {
  const membership = useController({ control: form.control, name: 'membership' }).field;
  return (
    <>
      <RadioGroup
        aria-label={fields.membership}
        value={membership.value}
        onChange={(_event, { value }) => membership.onChange(value)}
      >
        <Radio value="assigned" label={groups.create.assigned} />
        <Radio value="dynamic" label={groups.create.dynamic} />
      </RadioGroup>
      {membership.value === 'dynamic' && <RuleField form={form} />}
    </>
  );
}

function RuleField({ form }: { form: ReturnType<typeof useForm<GroupForm>> }) {
  const { field, fieldState } = useController({
    control: form.control,
    name: 'membershipRule',
    rules: { validate: (value) => value.trim() !== '' || text.required },
  });
  return <RuleEditor value={field.value} onChange={field.onChange} problem={fieldState.error?.message} />;
}

function RulePane({ group, onSave, onClose }: PaneProps) {
  const form = useForm<GroupForm>({ defaultValues: toGroupForm(group) });
  return (
    <FormPane title={text.edit} form={form} onSave={onSave} onClose={onClose}>
      <RuleField form={form} />
    </FormPane>
  );
}
