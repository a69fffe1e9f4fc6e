/** Which agents serve together, and what they serve. */
import { makeStyles, Tag } from '@fluentui/react-components';
import { AddRegular, ArrowClockwiseRegular, DeleteRegular, GroupListRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { agents as words } from '../../../text/agents.ts';
import { phrases } from '../../../text/phrases.ts';
import { lists } from '../../../text/lists.ts';
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx';
import { DataTable, type Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { agentGroupsQuery, deleteGroup, mayChangeGroups, mayRead, type AgentGroup } from '../api/agents.ts';
import { GroupPane } from './group-pane.tsx';

const route = getRouteApi(paths.agentGroups);
const text = words.groupPage;

const useStyles = makeStyles({ name: { display: 'inline-flex', alignItems: 'center', columnGap: '8px' } });

export function AgentGroupsPage() {
  return (
    <Requires any={[mayRead]} needed={words.needed} fallbackTitle={text.title}>
      <AgentGroups />
    </Requires>
  );
}

/** The pane of a group that is not there yet. */
const newGroup = 'new';

function AgentGroups() {
  const navigate = useNavigate({ from: paths.agentGroups });
  const { group: open } = route.useSearch();
  const notify = useNotify();
  const query = useQuery(agentGroupsQuery);
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set());
  const [isDeleting, setDeleting] = useState(false);
  const refused = useCan().any(mayChangeGroups) ? undefined : words.groupsNeeded;
  const show = (id: string | undefined): void => void navigate({ search: { group: id } });
  const groups = query.data ?? [];
  const [chosen, another] = groups.filter(({ id }) => keys.has(id));
  const opened = groups.find(({ id }) => id === open);
  return (
    <Page
      title={text.title}
      description={text.description}
      breadcrumb={[
        <RouterLink key="agents" to={paths.agents}>
          {words.title}
        </RouterLink>,
      ]}
      commands={[
        { key: 'add', label: text.add, icon: <AddRegular />, refused, onClick: () => show(newGroup) },
        {
          key: 'delete',
          label: phrases.delete,
          icon: <DeleteRegular />,
          refused: refused ?? (chosen && !another ? undefined : lists.chooseOne),
          onClick: () => setDeleting(true),
        },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <QueryState query={query}>
        {(rows) => (
          <DataTable
            label={text.title}
            columns={columns}
            rows={rows}
            rowKey={({ id }) => id}
            rowName={({ displayName }) => displayName}
            onOpen={({ id }) => show(id)}
            openKey={open}
            {...(refused === undefined ? { selection: { keys, onChange: setKeys } } : {})}
            empty={<EmptyState icon={<GroupListRegular />} {...text.empty} />}
          />
        )}
      </QueryState>
      {(opened || (open === newGroup && refused === undefined)) && (
        <GroupPane key={open} group={opened} refused={refused} onClose={() => show(undefined)} />
      )}
      {chosen && isDeleting && (
        <ConfirmDialog
          title={text.deleteTitle(chosen.displayName)}
          action={phrases.delete}
          onConfirm={async () => {
            await deleteGroup(chosen.id);
            setKeys(new Set());
            notify(text.deleted(chosen.displayName));
          }}
          onClose={() => setDeleting(false)}
        >
          <p>{text.deleteBody}</p>
          {chosen.publishedResources.length > 0 && (
            <ul>
              {chosen.publishedResources.map(({ id, displayName }) => (
                <li key={id}>{displayName}</li>
              ))}
            </ul>
          )}
        </ConfirmDialog>
      )}
    </Page>
  );
}

function GroupName({ group }: { group: AgentGroup }) {
  const styles = useStyles();
  return (
    <span className={styles.name}>
      {group.displayName}
      {group.isDefault && <Tag size="extra-small">{text.isDefault}</Tag>}
    </span>
  );
}

const namesOf = (items: readonly string[]): string => items.join(', ') || text.none;

const columns: readonly Column<AgentGroup>[] = [
  { key: 'name', header: text.columns.name, width: 260, render: (group) => <GroupName group={group} /> },
  {
    key: 'agents',
    header: text.columns.agents,
    width: 300,
    render: ({ agents }) => namesOf(agents.map(({ machineName }) => machineName)),
  },
  {
    key: 'applications',
    header: text.columns.applications,
    width: 300,
    render: ({ publishedResources }) => namesOf(publishedResources.map(({ displayName }) => displayName)),
  },
];
