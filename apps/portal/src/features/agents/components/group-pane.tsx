/** One agent group, or a new one: its name, its agents, and what it serves. */
import { Button, Checkbox, Field, makeStyles, Tooltip, tokens } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useController, useForm, type Control } from 'react-hook-form';
import { agents as words } from '../../../text/agents.ts';
import { TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { PermissionBar } from '../../../ui/permission-bar.tsx';
import { Problem } from '../../../ui/problem.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { agentsQuery, saveGroup, stopServing, type AgentGroup, type GroupForm } from '../api/agents.ts';
import { AgentStatus } from './agent-status.tsx';
import { ResourceLink } from './resource-link.tsx';

const text = words.groupPage;

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  item: {
    display: 'flex',
    alignItems: 'center',
    justifyContent: 'space-between',
    flexWrap: 'wrap',
    columnGap: tokens.spacingHorizontalM,
  },
});

const toForm = (group: AgentGroup | undefined): GroupForm => ({
  displayName: group?.displayName ?? '',
  agentIds: group?.agents.map(({ id }) => id) ?? [],
});

type GroupPaneProps = {
  /** Undefined: a new one. */
  readonly group: AgentGroup | undefined;
  /** Why nothing may be changed. */
  readonly refused: string | undefined;
  readonly onClose: () => void;
};

export function GroupPane({ group, refused, onClose }: GroupPaneProps) {
  const notify = useNotify();
  const form = useForm<GroupForm>({ defaultValues: toForm(group) });
  const save = async (values: GroupForm): Promise<void> => {
    await saveGroup(group, values);
    notify(group ? text.saved : text.created, { body: values.displayName.trim() });
  };
  const isReadOnly = refused !== undefined;
  return (
    <FormPane
      title={group?.displayName ?? text.newGroup}
      form={form}
      onSave={save}
      onClose={onClose}
      isNew={group === undefined}
    >
      {isReadOnly && <PermissionBar needed={words.groupRoles} />}
      <TextField
        control={form.control}
        name="displayName"
        label={text.name}
        required
        maxLength={256}
        disabled={isReadOnly}
      />
      <Members control={form.control} isReadOnly={isReadOnly} />
      {group && <Served group={group} isReadOnly={isReadOnly} />}
    </FormPane>
  );
}

function Members({ control, isReadOnly }: { control: Control<GroupForm>; isReadOnly: boolean }) {
  const styles = useStyles();
  const query = useQuery(agentsQuery);
  const { field } = useController({ control, name: 'agentIds' });
  const toggle = (id: string, checked: boolean): void =>
    field.onChange(checked ? [...field.value, id] : field.value.filter((one) => one !== id));
  return (
    <Field label={text.members}>
      <div role="group" aria-label={text.members}>
        <QueryState query={query}>
          {(agents) =>
            agents.length === 0 ? (
              text.noMembers
            ) : (
              <ul className={styles.list}>
                {agents.map((agent) => (
                  <li key={agent.id} className={styles.item}>
                    <Checkbox
                      label={agent.machineName}
                      checked={field.value.includes(agent.id)}
                      disabled={isReadOnly}
                      onChange={(_event, { checked }) => toggle(agent.id, checked === true)}
                    />
                    <AgentStatus agent={agent} />
                  </li>
                ))}
              </ul>
            )
          }
        </QueryState>
      </div>
    </Field>
  );
}

function Served({ group, isReadOnly }: { group: AgentGroup; isReadOnly: boolean }) {
  const styles = useStyles();
  const stop = useMutation({ mutationFn: (resourceId: string) => stopServing(group.id, resourceId) });
  return (
    <Field label={text.serves}>
      <div role="group" aria-label={text.serves}>
        {stop.error && <Problem error={stop.error} />}
        {group.publishedResources.length === 0 ? (
          text.servesNothing
        ) : (
          <ul className={styles.list}>
            {group.publishedResources.map((resource) => (
              <li key={resource.id} className={styles.item}>
                <ResourceLink resource={resource} />
                {!isReadOnly && (
                  <Tooltip content={text.stopServing(resource.displayName)} relationship="label">
                    <Button
                      appearance="subtle"
                      icon={<DismissRegular />}
                      disabled={stop.isPending}
                      onClick={() => stop.mutate(resource.id)}
                    />
                  </Tooltip>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Field>
  );
}
