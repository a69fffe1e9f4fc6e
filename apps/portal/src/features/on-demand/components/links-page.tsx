/** Which account in the application belongs to whom: a list to search, and each link in a pane. */
import { ArrowClockwiseRegular, LinkAddRegular, LinkRegular } from '@fluentui/react-icons';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { paths } from '../../../lib/paths.ts';
import { useCan } from '../../../lib/permissions.ts';
import { searchOf } from '../../../lib/search.ts';
import { phrases } from '../../../text/phrases.ts';
import { onDemand } from '../../../text/on-demand.ts';
import { Collection, rowsOf } from '../../../ui/collection.tsx';
import type { Column } from '../../../ui/data-table.tsx';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { FilterBar, FilterSelect } from '../../../ui/filter-bar.tsx';
import { RouterButton } from '../../../ui/router-link.tsx';
import { SearchField } from '../../../ui/search-field.tsx';
import { StatusBadge } from '../../../ui/status-badge.tsx';
import { Time } from '../../../ui/time.tsx';
import { ChooseAccountPane } from './choose-account-pane.tsx';
import { linkQuery, linksQuery, type Link } from '../api/links.ts';
import { LinkPane, LinkState } from './link-pane.tsx';
import { ProvisionedPage, type ProvisionedJob } from './provisioned-page.tsx';

const { links: words } = onDemand;
const route = getRouteApi(paths.links);

export function LinksPage() {
  const client = useQueryClient();
  const { applicationId } = route.useParams();
  const refresh = {
    key: 'refresh',
    label: phrases.refresh,
    icon: <ArrowClockwiseRegular />,
    onClick: () => void client.invalidateQueries({ queryKey: ['synchronization', applicationId, 'links'] }),
  };
  const navigate = route.useNavigate();
  const mayWrite = useCan().anyOrOwner(applicationId, 'Synchronization.ReadWrite.All');
  const link = {
    key: 'link',
    label: words.link,
    icon: <LinkAddRegular />,
    onClick: () => void navigate({ search: (before) => searchOf({ ...before, open: undefined, link: 'new' }) }),
  };
  return (
    <ProvisionedPage
      title={words.title}
      description={words.description}
      needs="read"
      needsCredentials={false}
      commands={mayWrite ? [link, refresh] : [refresh]}
    >
      {(provisioned) => <Links {...provisioned} />}
    </ProvisionedPage>
  );
}

const columns: readonly Column<Link>[] = [
  { key: 'name', header: words.name, width: 150, render: ({ displayName }) => displayName },
  {
    key: 'principalName',
    header: words.principalName,
    width: 190,
    render: ({ userPrincipalName, isInDirectory }) =>
      isInDirectory ? userPrincipalName : <StatusBadge tone="warning">{words.gone}</StatusBadge>,
  },
  { key: 'kind', header: words.kind, width: 70, render: ({ objectTypeName }) => words.kinds[objectTypeName] },
  { key: 'targetId', header: words.targetId, width: 160, render: ({ targetId }) => targetId },
  { key: 'state', header: words.state, width: 120, render: ({ state }) => <LinkState state={state} /> },
  {
    key: 'linked',
    header: words.linked,
    width: 115,
    render: ({ linkedDateTime }) => (linkedDateTime === null ? words.before : <Time iso={linkedDateTime} />),
  },
  {
    key: 'last',
    header: words.last,
    width: 125,
    render: ({ lastRecord }) => (lastRecord ? <Time iso={lastRecord.activityDateTime} /> : words.noRecord),
  },
];

function Links({ of, job, mayWrite }: ProvisionedJob) {
  const { q, kind, state, open, link: linking } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useInfiniteQuery(linksQuery(of, { text: q, kind, state }));
  // A link may be opened by its address, wherever in the list it stands.
  const listed = rowsOf(query.data).find(({ id }) => id === open);
  const single = useQuery({ ...linkQuery(of, open ?? ''), enabled: open !== undefined && listed === undefined });
  const link = listed ?? (open === undefined ? undefined : single.data);
  const narrow = (change: Partial<ReturnType<typeof route.useSearch>>): void =>
    void navigate({ search: (before) => searchOf({ ...before, ...change }), replace: true });
  const isNarrowed = q !== undefined || kind !== undefined || state !== undefined;
  return (
    <>
      <FilterBar onReset={isNarrowed ? () => narrow({ q: undefined, kind: undefined, state: undefined }) : undefined}>
        <SearchField label={words.search} value={q} onSearch={(text) => narrow({ q: text })} />
        <FilterSelect
          label={words.kind}
          value={kind}
          choices={words.kinds}
          onChange={(choice) => narrow({ kind: choice })}
        />
        <FilterSelect
          label={words.state}
          value={state}
          choices={words.states}
          onChange={(choice) => narrow({ state: choice })}
        />
      </FilterBar>
      <Collection
        query={query}
        label={words.title}
        columns={columns}
        rowKey={({ id }) => id}
        onOpen={({ id }) => narrow({ open: id })}
        openKey={open}
        empty={
          isNarrowed ? (
            <EmptyState title={words.nothingFound.title} body={words.nothingFound.body} />
          ) : (
            <EmptyState
              icon={<LinkRegular />}
              title={words.empty.title}
              body={words.empty.body}
              actions={
                mayWrite && (
                  <RouterButton
                    appearance="primary"
                    to={paths.onDemand}
                    params={{ applicationId: of.servicePrincipalId }}
                  >
                    {words.empty.action}
                  </RouterButton>
                )
              }
            />
          )
        }
      />
      {link && (
        <LinkPane
          link={link}
          job={of}
          mayWrite={mayWrite}
          onChangeAccount={() => narrow({ open: undefined, link: link.id })}
          onClose={() => narrow({ open: undefined })}
        />
      )}
      {linking !== undefined && mayWrite && (
        <ChooseAccountPane
          job={of}
          objectId={linking === 'new' ? undefined : linking}
          isActive={job.schedule.state === 'Active'}
          onLinked={(id) => narrow({ open: id, link: undefined })}
          onClose={() => narrow({ link: undefined })}
        />
      )}
    </>
  );
}
