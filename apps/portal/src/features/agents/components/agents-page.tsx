/** Every agent with its state at this moment, and how one more is installed. */
import { makeStyles, MessageBar, MessageBarBody, tokens } from '@fluentui/react-components';
import {
  ArrowClockwiseRegular,
  ArrowDownloadRegular,
  GroupListRegular,
  PlugConnectedRegular,
} from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { agents as text } from '../../../text/agents.ts';
import { phrases } from '../../../text/phrases.ts';
import { DataTable, type Column, type Sort } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { Time } from '../../../ui/time.tsx';
import { agentsQuery, mayManage, mayRead, type AgentWithGroups } from '../api/agents.ts';
import { AgentStatus, AgentVersion } from './agent-status.tsx';
import { DownloadPane } from './download-pane.tsx';

const route = getRouteApi(paths.agents);

const useStyles = makeStyles({
  tools: { display: 'flex', maxWidth: '360px', marginBlockEnd: tokens.spacingVerticalM, '& > *': { flexGrow: 1 } },
  hint: { marginBlockEnd: tokens.spacingVerticalM },
});

export function AgentsPage() {
  return (
    <Requires any={[mayRead]} needed={text.needed} fallbackTitle={text.title}>
      <Agents />
    </Requires>
  );
}

function Agents() {
  const styles = useStyles();
  const navigate = useNavigate({ from: paths.agents });
  const { q, pane, sort } = route.useSearch();
  const query = useQuery(agentsQuery);
  const refused = useCan().any(mayManage) ? undefined : text.manageNeeded;
  const show = (change: { q?: string | undefined; pane?: 'download' | undefined; sort?: string | undefined }): void =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: 'q' in change });
  const download = {
    key: 'download',
    label: text.download,
    icon: <ArrowDownloadRegular />,
    refused,
    primary: true,
    onClick: () => show({ pane: 'download' }),
  };
  return (
    <Page
      title={text.title}
      description={text.description}
      commands={[
        download,
        {
          key: 'groups',
          label: text.groups,
          icon: <GroupListRegular />,
          onClick: () => void navigate({ to: paths.agentGroups }),
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
        {(agents) => (
          <>
            {agents.length === 1 && (
              <MessageBar intent="info" layout="multiline" className={styles.hint}>
                <MessageBarBody>{text.two}</MessageBarBody>
              </MessageBar>
            )}
            {agents.length > 0 && (
              <div className={styles.tools}>
                <SearchField label={text.find} value={q} onSearch={(name) => show({ q: name })} />
              </div>
            )}
            <DataTable
              label={text.title}
              columns={columns}
              rows={arranged(agents, q, readSort(sort))}
              rowKey={({ id }) => id}
              sort={{
                value: readSort(sort),
                onChange: ({ by, descending }) => show({ sort: descending ? `-${by}` : by }),
              }}
              onOpen={({ id }) => void navigate({ to: paths.agent, params: { agentId: id } })}
              empty={
                agents.length > 0 ? (
                  <EmptyState {...text.nothingFound} />
                ) : (
                  <EmptyState icon={<PlugConnectedRegular />} {...text.empty} />
                )
              }
            />
          </>
        )}
      </QueryState>
      {pane === 'download' && refused === undefined && (
        <DownloadPane agents={query.data ?? []} onClose={() => show({ pane: undefined })} />
      )}
    </Page>
  );
}

const { columns: head } = text;
const columns: readonly Column<AgentWithGroups>[] = [
  { key: 'machineName', header: head.machineName, width: 220, sortable: true, render: (agent) => agent.machineName },
  { key: 'status', header: head.status, width: 290, sortable: true, render: (agent) => <AgentStatus agent={agent} /> },
  { key: 'externalIp', header: head.externalIp, width: 140, render: ({ externalIp }) => externalIp },
  { key: 'agentVersion', header: head.version, width: 140, render: (agent) => <AgentVersion agent={agent} /> },
  {
    key: 'groups',
    header: head.groups,
    width: 200,
    render: ({ agentGroups }) => agentGroups.map(({ displayName }) => displayName).join(', ') || phrases.none,
  },
  {
    key: 'lastContact',
    header: head.lastContact,
    width: 150,
    sortable: true,
    render: ({ lastContactDateTime }) => <Time iso={lastContactDateTime} />,
  },
];

const readSort = (sort: string | undefined): Sort | undefined =>
  sort === undefined ? undefined : { by: sort.replace('-', ''), descending: sort.startsWith('-') };

const sortable: Readonly<Record<string, (agent: AgentWithGroups) => string>> = {
  machineName: ({ machineName }) => machineName.toLowerCase(),
  status: ({ status }) => status,
  lastContact: ({ lastContactDateTime }) => lastContactDateTime ?? '',
};

/** All agents are here already, so that the browser looks and sorts. */
function arranged(
  agents: readonly AgentWithGroups[],
  q: string | undefined,
  sort: Sort | undefined,
): readonly AgentWithGroups[] {
  const found = agents.filter(({ machineName }) => machineName.toLowerCase().includes(q?.toLowerCase() ?? ''));
  const keyOf = sort && sortable[sort.by];
  if (!keyOf) return found;
  const way = sort.descending ? -1 : 1;
  return found.toSorted((one, other) => way * keyOf(one).localeCompare(keyOf(other)));
}
