/** One agent: what it is, how it is connected, and what depends on it. */
import { makeStyles, MessageBar, MessageBarBody, MessageBarTitle, tokens } from '@fluentui/react-components';
import { ArrowClockwiseRegular, DeleteRegular, RenameRegular } from '@fluentui/react-icons';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useForm } from 'react-hook-form';
import { now } from '../../../lib/clock.ts';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { showCount } from '../../../lib/times.ts';
import { agents as text } from '../../../text/agents.ts';
import { phrases } from '../../../text/phrases.ts';
import { Copyable } from '../../../ui/copyable.tsx';
import { Facts } from '../../../ui/facts.tsx';
import { TextField } from '../../../ui/fields.tsx';
import { FormPane } from '../../../ui/form-pane.tsx';
import { useNotify } from '../../../ui/notifications.tsx';
import { Page } from '../../../ui/page.tsx';
import { QueryState } from '../../../ui/query-state.tsx';
import { Requires } from '../../../ui/requires.tsx';
import { RouterLink } from '../../../ui/router-link.tsx';
import { Section, Sections } from '../../../ui/section.tsx';
import { Time } from '../../../ui/time.tsx';
import { agentQuery, agentUseQuery, mayManage, mayRead, renameAgent, type AgentWithGroups } from '../api/agents.ts';
import { AgentStatus, AgentVersion } from './agent-status.tsx';
import { RemoveAgentDialog } from './remove-agent-dialog.tsx';
import { ResourceLink } from './resource-link.tsx';

const route = getRouteApi(paths.agent);
const { detail } = text;

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalL },
  note: { color: tokens.colorNeutralForeground2 },
  bars: {
    display: 'flex',
    flexDirection: 'column',
    gap: tokens.spacingVerticalS,
    marginBlockEnd: tokens.spacingVerticalM,
  },
});

export function AgentPage() {
  return (
    <Requires any={[mayRead]} needed={text.needed} fallbackTitle={text.title}>
      <AgentDetail />
    </Requires>
  );
}

function AgentDetail() {
  const { agentId } = route.useParams();
  const { pane } = route.useSearch();
  const navigate = useNavigate({ from: paths.agent });
  const query = useQuery(agentQuery(agentId));
  const refused = useCan().any(mayManage) ? undefined : text.manageNeeded;
  const show = (which: 'rename' | 'remove' | undefined): void => void navigate({ search: { pane: which } });
  const agent = query.data;
  return (
    <Page
      title={agent?.machineName ?? text.title}
      breadcrumb={[
        <RouterLink key="agents" to={paths.agents}>
          {text.title}
        </RouterLink>,
      ]}
      commands={[
        { key: 'rename', label: text.rename, icon: <RenameRegular />, refused, onClick: () => show('rename') },
        { key: 'remove', label: text.remove, icon: <DeleteRegular />, refused, onClick: () => show('remove') },
        {
          key: 'refresh',
          label: phrases.refresh,
          icon: <ArrowClockwiseRegular />,
          onClick: () => void query.refetch(),
        },
      ]}
    >
      <QueryState query={query}>
        {(shown) => (
          <>
            <Warnings agent={shown} />
            <Sections>
              <AgentFacts agent={shown} />
              <ConnectionFacts agent={shown} />
              <UsedBy agent={shown} />
              <Groups agent={shown} />
            </Sections>
          </>
        )}
      </QueryState>
      {agent && pane === 'rename' && refused === undefined && (
        <RenamePane agent={agent} onClose={() => show(undefined)} />
      )}
      {agent && pane === 'remove' && refused === undefined && (
        <RemoveAgentDialog
          agent={agent}
          onRemoved={() => void navigate({ to: paths.agents })}
          onClose={() => show(undefined)}
        />
      )}
    </Page>
  );
}

/** A running agent renews a month before. */
const certificateWarningMs = 21 * 86_400_000;

function Warnings({ agent }: { agent: AgentWithGroups }) {
  const styles = useStyles();
  const endsSoon = Date.parse(agent.certificateExpirationDateTime) - now().getTime() < certificateWarningMs;
  const said = [
    ...(agent.status === 'inactive' ? [detail.inactive] : []),
    ...(endsSoon ? [detail.expiring] : []),
    ...(agent.isOutOfDate ? [detail.outOfDate] : []),
  ];
  if (said.length === 0) return null;
  return (
    <div className={styles.bars}>
      {said.map(({ title, body }) => (
        <MessageBar key={title} intent="warning" layout="multiline">
          <MessageBarBody>
            <MessageBarTitle>{title}</MessageBarTitle>
            {body}
          </MessageBarBody>
        </MessageBar>
      ))}
    </div>
  );
}

function AgentFacts({ agent }: { agent: AgentWithGroups }) {
  const styles = useStyles();
  return (
    <Section title={detail.facts}>
      <Facts
        facts={[
          { name: detail.machineName, value: agent.machineName },
          { name: detail.id, value: <Copyable value={agent.id} what={detail.id} /> },
          { name: detail.version, value: <AgentVersion agent={agent} /> },
          { name: detail.system, value: agent.operatingSystem },
          { name: detail.enrolled, value: <Time iso={agent.enrolledDateTime} exact /> },
          {
            name: detail.certificate,
            value: (
              <>
                <Time iso={agent.certificateExpirationDateTime} exact />
                <div className={styles.note}>{detail.certificateNote}</div>
              </>
            ),
          },
        ]}
      />
    </Section>
  );
}

function ConnectionFacts({ agent }: { agent: AgentWithGroups }) {
  return (
    <Section title={detail.connection}>
      <Facts
        facts={[
          { name: detail.status, value: <AgentStatus agent={agent} /> },
          { name: detail.externalIp, value: agent.externalIp },
          {
            name: detail.connectedSince,
            value:
              agent.connectedSinceDateTime === null ? (
                detail.notConnected
              ) : (
                <Time iso={agent.connectedSinceDateTime} exact />
              ),
          },
          { name: detail.lastContact, value: <Time iso={agent.lastContactDateTime} exact /> },
          { name: detail.inFlight, value: showCount(agent.requestsInFlight) },
        ]}
      />
    </Section>
  );
}

function UsedBy({ agent }: { agent: AgentWithGroups }) {
  const styles = useStyles();
  const query = useQuery(agentUseQuery(agent.id));
  return (
    <Section title={detail.applications}>
      <QueryState query={query}>
        {(uses) =>
          uses.length === 0 ? (
            <>{detail.noApplications}</>
          ) : (
            <ul className={styles.list}>
              {uses.map(({ resource, otherActive }) => (
                <li key={resource.id}>
                  <ResourceLink resource={resource} />{' '}
                  <span className={styles.note}>
                    ({otherActive === 0 ? detail.alone : detail.others(showCount(otherActive))})
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </Section>
  );
}

function Groups({ agent }: { agent: AgentWithGroups }) {
  const styles = useStyles();
  return (
    <Section title={detail.groups}>
      {agent.agentGroups.length === 0 ? (
        detail.noGroups
      ) : (
        <ul className={styles.list}>
          {agent.agentGroups.map(({ id, displayName }) => (
            <li key={id}>
              <RouterLink to={paths.agentGroups} search={{ group: id }}>
                {displayName}
              </RouterLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function RenamePane({ agent, onClose }: { agent: AgentWithGroups; onClose: () => void }) {
  const notify = useNotify();
  const form = useForm({ defaultValues: { machineName: agent.machineName } });
  const save = async ({ machineName }: { machineName: string }): Promise<void> => {
    await renameAgent(agent.id, machineName.trim());
    notify(text.renamed, { body: machineName.trim() });
  };
  return (
    <FormPane title={text.renameTitle} form={form} onSave={save} onClose={onClose}>
      <TextField control={form.control} name="machineName" label={detail.machineName} required maxLength={256} />
    </FormPane>
  );
}
